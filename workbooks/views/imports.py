"""Bringing in a workbook, step by step; each page leads to the step its job is at."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import Customer
from dealercrm.lib.errors import Refused
from dealercrm.lib.progress import show_progress
from stores.access import needs
from stores.sending import once
from workbooks.actions.import_mappings import forget_mapping, known_fields
from workbooks.actions.import_steps import layouts_of, run_step
from workbooks.actions.imports import AT_ONCE, change_roles, commit_import, confirm_columns, upload_workbook
from workbooks.forms.imports import ColumnsForm, UploadForm
from workbooks.intake.sentences import sentence
from workbooks.models import ImportJob, ImportRow
from workbooks.reading.refused import refused_workbook
from workbooks.tasks import wake_import

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = ImportJob.State
OVER = (State.DONE, State.UNDOING, State.UNDONE)  # imported, whatever became of it since


@needs("workbooks.import")
@require_safe
def import_list(request):
    jobs = ImportJob.objects.visible_to(request.user).select_related("store", "by")
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "workbooks/import_list.html", {"page": page})


@needs("workbooks.import")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def import_new(request):
    form = UploadForm(request.POST or None, request.FILES or None, by=request.user)
    if form.is_valid():
        try:
            job = upload_workbook(form.cleaned_data["file"], store=form.chosen_store, by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            if job.is_running:
                wake_import(job)
            return redirect(job)
    return render(request, "workbooks/import_new.html", {"form": form}, status=422 if form.errors else 200)


@needs("workbooks.import")
@require_http_methods(["GET", "HEAD", "POST"])
def import_mapping(request, pk):
    """What each column is: guessed, and corrected by the person. Open again until the import is done."""
    job = visible_job(request, pk)
    if job.state in OVER or (job.is_running and job.state != State.UPLOADED):
        return redirect(job)
    form = ColumnsForm(request.POST or None, layouts=layouts_of(job), known=known_fields(), makes_tags=job.makes_tags)
    if request.method == "POST" and form.is_valid():
        if form.changed_roles:
            change_roles(job, form.changed_roles, form.columns)
            messages.info(request, _("The columns of the sheet were guessed anew. Please look through them."))
            return redirect("workbooks:import-mapping", job.pk)
        try:
            makes_tags = form.cleaned_data.get("makes_tags", False)
            job = confirm_columns(job, form.columns, by=request.user, makes_tags=makes_tags, old=form.old)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if _is_small(job):
                run_step(job.pk)
            else:
                wake_import(job)
            return redirect("workbooks:import-preview", job.pk)
    return render(
        request, "workbooks/import_mapping.html", {"job": job, "form": form}, status=422 if form.errors else 200
    )


@needs("workbooks.import")
@require_POST
def import_reguess(request, pk):
    """Take nothing over from last time."""
    job = visible_job(request, pk)
    forget_mapping(job, layouts_of(job))
    return redirect("workbooks:import-mapping", job.pk)


@needs("workbooks.import")
@require_safe
def import_preview(request, pk):
    job = visible_job(request, pk)
    if job.state in (*OVER, State.UPLOADED, State.MAPPING):
        return redirect(job)
    systems = dict.fromkeys(str(layout.looks_like) for layout in layouts_of(job) if layout.looks_like)
    return render(request, "workbooks/import_preview.html", {"job": job, "systems": [*systems]} | rows_of(job, request))


@needs("workbooks.import")
@require_POST
@once
def import_commit(request, pk):
    job = commit_import(visible_job(request, pk))
    wake_import(job)
    return redirect(job)


@needs("workbooks.import")
@require_safe
def import_progress(request, pk):
    return show_progress(request, visible_job(request, pk))


@needs("workbooks.import")
@require_safe
def import_result(request, pk):
    job = visible_job(request, pk)
    if job.state not in OVER or job.state == State.UNDOING:
        return redirect(job)
    lacks_keepers = job.state == State.DONE and Customer.objects.filter(store=job.store).orphans().exists()
    context = {"job": job, "lacks_keepers": lacks_keepers} | rows_of(job, request)
    return render(request, "workbooks/import_result.html", context)


@needs("workbooks.import")
@require_safe
def import_refused(request, pk):
    """The refused rows as a workbook to mend and upload again."""
    job = visible_job(request, pk)
    rows = job.rows.filter(outcome=ImportRow.Outcome.REFUSED).values_list("sheet", "raw", "messages")
    refused = ((sheet, raw, " ".join(map(sentence, messages))) for sheet, raw, messages in rows.iterator())
    response = HttpResponse(refused_workbook(layouts_of(job), refused, _("Why refused")), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="refused-{job.pk}.xlsx"'
    return response


def _is_small(job):
    try:
        return job.file.size <= AT_ONCE
    except FileNotFoundError:  # taken away with somebody who was erased: the step will say so at once
        return True


def visible_job(request, pk):
    return get_object_or_404(ImportJob.objects.visible_to(request.user).select_related("store", "by"), pk=pk)


def rows_of(job, request):
    """The rows of one outcome, or of all but those passed over, a page of them, with their sentences."""
    chosen = request.GET.get("outcome", "")
    totals = [(value, label, job.totals.get(value, 0)) for value, label in ImportRow.Outcome.choices]
    rows = job.rows.select_related("customer").order_by("pk")
    if chosen in ImportRow.Outcome:
        rows = rows.filter(outcome=chosen)
    elif chosen == "stay":  # of an import that was undone
        rows = rows.filter(messages__contains=[["stays"]])
    else:
        chosen, rows = "", rows.exclude(outcome=ImportRow.Outcome.PASSED_OVER)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(row, [sentence(message) for message in row.messages]) for row in page]
    # The rows themselves go with the workbook (actions.imports.remove_old).
    has_refused = bool(job.totals.get(ImportRow.Outcome.REFUSED)) and job.rows.exclude(raw=[]).exists()
    return {"totals": totals, "chosen": chosen, "page": page, "lines": lines, "has_refused": has_refused}
