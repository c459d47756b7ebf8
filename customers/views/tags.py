"""Settings: the tags of the dealer."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from customers.actions.tags import LONGEST, add_tag, remove_tag, rename_tag
from customers.forms.tags_and_own_fields import TagForm
from customers.models import Tag
from stores.access import needs
from stores.sending import once, whole


@needs("tags.edit")
@require_safe
def tag_list(request):
    return _show(request)


def _show(request, form=None):
    """Each with how many customers of one's own store carry it; `form` is one that was refused."""
    mine = Q() if request.user.is_owner else Q(tagged__customer__store=request.user.store_id)
    tags = Tag.objects.annotate(carried=Count("tagged", filter=mine))
    rows = [(tag, form if form and tag.pk == form.instance.pk else TagForm(instance=tag)) for tag in tags]
    context = {"rows": rows, "longest": LONGEST, "form": form}
    return render(request, "customers/tag_list.html", context, status=422 if form else 200)


@needs("tags.edit")
@require_POST
@once
def tag_create(request):
    tag = add_tag(request.POST.get("name", ""), by=request.user)
    messages.success(request, _("Tag “%(name)s” can be given now.") % {"name": tag.name})
    return redirect("customers:tag-list")


@needs("tags.edit")
@require_POST
@whole
def tag_rename(request, pk):
    tag, typed = get_object_or_404(Tag, pk=pk), request.POST.get("name", "")
    form = TagForm(request.POST, instance=Tag.objects.get(pk=pk))
    if not form.is_valid() and form.non_field_errors():
        return _show(request, form)
    if rename_tag(tag, to=typed, by=request.user):
        messages.success(request, _("Saved."))
    return redirect("customers:tag-list")


@needs("tags.edit")
@require_POST
def tag_remove(request, pk):
    n = remove_tag(get_object_or_404(Tag, pk=pk), by=request.user)
    done = ngettext("The tag is gone; %(n)d customer carried it.", "The tag is gone; %(n)d customers carried it.", n)
    messages.success(request, done % {"n": n})
    return redirect("customers:tag-list")
