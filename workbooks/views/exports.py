"""The archive in a file for the owner: a second look, the file with its progress, and the log of all files."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.list_query import number
from dealercrm.lib.errors import Refused
from dealercrm.lib.progress import show_progress
from stores.access import needs
from stores.actions.login import check_password
from stores.sending import once
from stores.views.account import client_address
from workbooks.actions.exports import AT_ONCE, ask_for_export, remove_export, write_export
from workbooks.exporting.choosing import ToExport
from workbooks.forms.exports import ExportForm
from workbooks.models import ExportJob
from workbooks.tasks import wake_export

PER_PAGE = 50


@needs("workbooks.export")
@require_safe
def export_list(request):
    """Every file that was written, by whomever: the log of what left the house."""
    page = Paginator(ExportJob.objects.select_related("by"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "workbooks/export_list.html", {"page": page})


@needs("workbooks.export")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def export_new(request):
    """The second look: how many, who, in what kind of file; the password once more."""
    selection = ToExport(request.POST if request.method == "POST" else request.GET, request.user)
    form = ExportForm(request.POST or None)
    status = 200
    before = number(request.POST.get("count")) or 0
    if form.is_bound and before != selection.count:
        words = _("Meanwhile the list has changed: it was %(before)d customers, now it is %(now)d. Look again.")
        messages.warning(request, words % {"before": before, "now": selection.count})
        form, status = ExportForm(), 409
    elif form.is_valid():
        try:
            job = _begin(request, selection, form.cleaned_data)
        except Refused as refusal:
            form.add_error("password", str(refusal))
        else:
            return redirect(job)
    status = 422 if form.errors else status
    return render(request, "workbooks/export_new.html", {"selection": selection, "form": form}, status=status)


def _begin(request, selection, chosen):
    now = timezone.now()
    check_password(request.user, chosen["password"], address=client_address(request), now=now)
    job = ask_for_export(selection, format=chosen["format"], by=request.user, language=get_language())
    if job.count <= AT_ONCE:
        transaction.on_commit(partial(write_export, job.pk, now=now))  # its sheets tell of one moment
    else:
        wake_export(job)
    return job


@needs("workbooks.export")
@require_safe
def export_detail(request, pk):
    return render(request, "workbooks/export_detail.html", {"job": _visible_job(request, pk)})


@needs("workbooks.export")
@require_safe
def export_progress(request, pk):
    return show_progress(request, _visible_job(request, pk))


@needs("workbooks.export")
@require_safe
def export_file(request, pk):
    job = _visible_job(request, pk)
    try:
        file = job.file.open("rb")
    except (ValueError, FileNotFoundError) as error:  # removed, or not written yet
        raise Http404 from error
    response = FileResponse(file, as_attachment=True, filename=job.file_name)
    response["Cache-Control"] = "no-store"
    return response


@needs("workbooks.export")
@require_POST
def export_remove(request, pk):
    remove_export(_visible_job(request, pk))
    messages.success(request, _("The file is removed."))
    return redirect("workbooks:export-list")


def _visible_job(request, pk):
    return get_object_or_404(ExportJob.objects.visible_to(request.user), pk=pk)
