"""Settings: fields of the dealer's own, made without code."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from customers.actions.own_fields import add_own_field, change_own_field
from customers.forms.tags_and_own_fields import OwnFieldForm
from customers.models import OwnField
from customers.own_fields import choices_of
from dealercrm.lib.errors import Refused
from stores.access import needs
from stores.sending import once, whole


@needs("own_fields.edit")
@require_safe
def own_field_list(request):
    fields = [(field, choices_of(field)) for field in OwnField.objects.all()]
    return render(request, "customers/own_field_list.html", {"fields": fields})


@needs("own_fields.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def own_field_create(request):
    last = OwnField.objects.last()
    form = OwnFieldForm(request.POST or None, initial={"position": last.position + 1 if last else 1})
    return _form_page(request, form, lambda: add_own_field(by=request.user, **form.cleaned_data))


@needs("own_fields.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def own_field_update(request, pk):
    field = get_object_or_404(OwnField, pk=pk)
    form = OwnFieldForm(request.POST or None, instance=field)
    return _form_page(request, form, lambda: change_own_field(field, by=request.user, **form.cleaned_data))


def _form_page(request, form, save):
    if form.is_valid():
        try:
            save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:own-field-list")
    return render(request, "customers/own_field_form.html", {"form": form}, status=422 if form.errors else 200)
