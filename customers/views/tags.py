"""Settings: the tags of the dealer."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from customers.actions.tags import LONGEST, add_tag, remove_tag, rename_tag
from customers.models import Tag
from stores.access import needs
from stores.sending import once


@needs("tags.edit")
@require_safe
def tag_list(request):
    """Each with how many customers of one's own store carry it."""
    mine = Q() if request.user.is_owner else Q(tagged__customer__store=request.user.store_id)
    tags = Tag.objects.annotate(carried=Count("tagged", filter=mine))
    return render(request, "customers/tag_list.html", {"tags": tags, "longest": LONGEST})


@needs("tags.edit")
@require_POST
@once
def tag_create(request):
    tag = add_tag(request.POST.get("name", ""), by=request.user)
    messages.success(request, _("Tag “%(name)s” can be given now.") % {"name": tag.name})
    return redirect("customers:tag-list")


@needs("tags.edit")
@require_POST
def tag_rename(request, pk):
    if rename_tag(get_object_or_404(Tag, pk=pk), to=request.POST.get("name", ""), by=request.user):
        messages.success(request, _("Saved."))
    return redirect("customers:tag-list")


@needs("tags.edit")
@require_POST
def tag_remove(request, pk):
    n = remove_tag(get_object_or_404(Tag, pk=pk), by=request.user)
    done = ngettext("The tag is gone; %(n)d customer carried it.", "The tag is gone; %(n)d customers carried it.", n)
    messages.success(request, done % {"n": n})
    return redirect("customers:tag-list")
