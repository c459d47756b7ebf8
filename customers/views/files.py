"""Photos and files: a tab on the customer's page, a page of its own for the crew, and the files themselves (AR-19)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reselect, reswap, retarget

from customers.actions.files import add_files, name_file, put_back_file, remove_file
from customers.forms.files import CaptionForm, FilesForm
from customers.forms.minors_in_text import keep_marks
from customers.list_query import number
from customers.models import Attachment
from customers.reader import Reader
from customers.views.parts import customer_of
from dealercrm.lib.serving import serve
from dealercrm.lib.uploads import LARGEST_REQUEST
from stores.access import needs
from stores.models import Role
from stores.sending import once, whole

AT_ONCE = 48  # tiles
OFFERED_BACK = 20


@needs("files.view")
@require_safe
def customer_files(request, pk):
    """Newest first; `before` is the id of the last one shown."""
    return show(request, customer_of(request, pk), before=number(request.GET.get("before")))


@needs("files.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def file_create(request, customer_pk):
    """Several files at once: each that can be kept is kept, each other one is named with its reason."""
    customer = customer_of(request, customer_pk)
    is_crew = request.user.role == Role.CREW
    data = request.POST if request.method == "POST" else None
    about = {"customer": customer, "reader": Reader(request.user), "chosen": request.GET}
    form = FilesForm(data, request.FILES or None, at_home=is_crew, **about)
    if form.is_valid():
        kept = add_files(customer, form.uploads, by=request.user, at_home=is_crew, **form.about)
        if kept.rows:
            keep_marks(customer, form, by=request.user)
            n = len(kept.rows)
            messages.success(request, ngettext("%(n)d file is kept.", "%(n)d files are kept.", n) % {"n": n})
            return finished(request, customer, refused=kept.refused)
        for name, sentence in kept.refused:
            form.add_error(None, _("%(name)s: %(sentence)s") % {"name": name, "sentence": sentence})
    context = {"form": form, "customer": customer, "most": LARGEST_REQUEST}
    response = show_part(request, "customers/_file_form.html", context, status=422 if form.is_bound else 200)
    if form.is_bound and request.htmx:  # what was chosen or photographed stays chosen: only the words come anew
        response = reswap(retarget(reselect(response, "#about-files"), "#about-files"), "outerHTML")
    return response


@needs("files.view")
@require_safe
def file_detail(request, pk):
    return show_file(request, find(request, Attachment.objects.visible_to(request.user), pk))


@needs("files.view")
@require_safe
def file_content(request, pk):
    """The file itself: a photo is shown, a document is saved."""
    row = find(request, Attachment.objects.visible_to(request.user), pk)
    return serve(request, row.file, name=row.name, content_type=row.content_type, inline=row.is_picture)


@needs("files.view")
@require_safe
def file_thumbnail(request, pk):
    row = find(request, Attachment.objects.visible_to(request.user).photos(), pk)
    return serve(request, row.thumbnail, name=row.name, content_type=row.content_type, inline=True)


@needs("files.edit")
@require_POST
@whole
def file_update(request, pk):
    row = find(request, Attachment.objects.changeable_by(request.user), pk)
    form = caption_form(request, row)
    if not form.is_valid():
        return show_file(request, row, form=form)
    name_file(row, form.cleaned_data["caption"], by=request.user)
    keep_marks(row.customer, form, by=request.user)
    messages.success(request, _("Saved."))
    return finished(request, row.customer)


@needs("files.edit")
@require_POST
def file_remove(request, pk):
    row = find(request, Attachment.objects.changeable_by(request.user), pk)
    remove_file(row, by=request.user)
    undo = reverse("customers:file-restore", args=[row.pk])
    messages.success(request, _("“%(removed)s” is removed.") % {"removed": Reader(request.user).show(row)}, undo)
    return finished(request, row.customer)


@needs("files.edit")
@require_POST
def file_restore(request, pk):
    row = find(request, Attachment.objects.changeable_by(request.user), pk, removed=True)
    put_back_file(row, by=request.user)
    messages.success(request, _("It is back."))
    return finished(request, row.customer)


def find(request, rows, pk, *, removed=False):
    rows = rows.removed() if removed else rows.kept()
    return get_object_or_404(rows.select_related("customer__store", "home", "by"), pk=pk)


def finished(request, customer, *, refused=()):
    """The gallery again, with what went wrong."""
    if request.htmx:
        return show(request, customer, refused=refused)
    for name, sentence in refused:
        messages.error(request, _("%(name)s: %(sentence)s") % {"name": name, "sentence": sentence})
    return redirect("customers:customer-files", customer.pk)


def show(request, customer, *, before=None, refused=()):
    files = Attachment.objects.visible_to(request.user).filter(customer=customer)
    tiles = files.kept().select_related("home", "order", "by").order_by("-pk")
    tiles = list((tiles.filter(pk__lt=before) if before else tiles)[: AT_ONCE + 1])
    context = {
        "customer": customer,
        "files": tiles[:AT_ONCE],
        "last": tiles[AT_ONCE - 1].pk if len(tiles) > AT_ONCE else None,
        "refused": refused,
    }
    if before:
        return render(request, "customers/_file_tiles.html", context)
    bin_ = Attachment.objects.changeable_by(request.user).filter(customer=customer).removed()
    context["gone"] = bin_.select_related("removed_by").order_by("-removed_at")[:OFFERED_BACK]
    return show_part(request, "customers/_files.html", context)


def show_file(request, row, *, form=None):
    """One file, large, with the ones before and after it."""
    files = Attachment.objects.visible_to(request.user).filter(customer=row.customer).kept()
    shown_form = form or caption_form(request, row)
    context = {
        "file": row,
        "customer": row.customer,
        "form": shown_form,
        "newer": files.filter(pk__gt=row.pk).order_by("pk").values_list("pk", flat=True).first(),
        "older": files.filter(pk__lt=row.pk).order_by("-pk").values_list("pk", flat=True).first(),
        "may_change": request.user.role != Role.CREW or row.by_id == request.user.pk,
    }
    return show_part(request, "customers/_file.html", context, status=422 if form else 200)


def caption_form(request, row):
    return CaptionForm(request.POST or None, instance=row, reader=Reader(request.user), about=row.customer)


def show_part(request, fragment, context, **kwargs):
    """In the tab, or on a page of its own: there the same fragments follow each other as in the tab."""
    template = fragment if request.htmx else "customers/files.html"
    return render(request, template, context | {"fragment": fragment}, **kwargs)
