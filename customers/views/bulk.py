"""Doing something to many customers: a second look first, then the deed (AR-15)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from customers.actions.bulk import SEVERAL_STORES, change_source_of_many, give_keeper_to_many, tag_many, untag_many
from customers.forms.customer import keepers_of
from customers.list_query import number
from customers.models import Customer, Tag
from customers.selection import Selection
from dealercrm.lib.errors import Refused
from stores.access import needs

VERBS = {
    "keeper": "customers:customer-bulk-keeper",
    "source": "customers:customer-bulk-source",
    "tag": "customers:customer-bulk-tag",
    "untag": "customers:customer-bulk-untag",
}


@needs("customers.edit")
@require_safe
def customer_bulk(request):
    """The second look: what is about to be done, to how many, to whom; back to the list if there is nothing."""
    verb = request.GET.get("verb", "")
    if verb == "keeper" and not request.user.may("customers.give_keeper"):
        raise PermissionDenied
    if verb == "export":
        return redirect(f"{reverse('workbooks:export-new')}?{request.GET.urlencode()}")
    selection = Selection(request.GET, request.user)
    try:
        if verb not in VERBS:
            raise Refused(_("Choose what is to be done."))
        return _second_look(request, verb, selection)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(selection)


@needs("customers.give_keeper")
@require_POST
def customer_bulk_keeper(request):
    def give(selection):
        keepers = keepers_of(_one_store(selection))
        keeper = keepers.filter(pk=number(request.POST.get("target"))).select_related("store").first()
        if keeper is None:
            raise Refused(_("Choose a colleague of this store."))
        n = give_keeper_to_many(selection.ids, keeper=keeper, by=request.user)
        words = ngettext("%(n)d customer was given to %(name)s.", "%(n)d customers were given to %(name)s.", n)
        return words % {"n": n, "name": keeper.name}

    return _do(request, "keeper", give)


@needs("customers.edit")
@require_POST
def customer_bulk_source(request):
    def change(selection):
        source = request.POST.get("target", "")
        if source not in Customer.Source:
            raise Refused(_("Choose where they came from."))
        n = change_source_of_many(selection.ids, source=source, by=request.user)
        words = ngettext("Source of %(n)d customer: %(name)s.", "Source of %(n)d customers: %(name)s.", n)
        return words % {"n": n, "name": Customer.Source(source).label}

    return _do(request, "source", change)


@needs("customers.edit")
@require_POST
def customer_bulk_tag(request):
    def give(selection):
        tag = _tag(request)
        n = tag_many(selection.ids, tag=tag, by=request.user)
        words = ngettext("%(n)d customer was tagged “%(name)s”.", "%(n)d customers were tagged “%(name)s”.", n)
        return words % {"n": n, "name": tag.name}

    return _do(request, "tag", give)


@needs("customers.edit")
@require_POST
def customer_bulk_untag(request):
    def take(selection):
        tag = _tag(request)
        n = untag_many(selection.ids, tag=tag, by=request.user)
        words = ngettext(
            "The tag “%(name)s” was taken from %(n)d customer.", "The tag “%(name)s” was taken from %(n)d customers.", n
        )
        return words % {"n": n, "name": tag.name}

    return _do(request, "untag", take)


def _do(request, verb, deed):
    """Only to as many as were seen: a list that has changed meanwhile is shown again."""
    selection = Selection(request.POST, request.user)
    before = number(request.POST.get("count")) or 0
    if before != selection.count:
        words = _("Meanwhile the list has changed: it was %(before)d customers, now it is %(now)d. Look again.")
        messages.warning(request, words % {"before": before, "now": selection.count})
        return _second_look(request, verb, selection, status=409)
    messages.success(request, deed(selection))
    return _back(selection)


def _back(selection):
    return redirect(f"{reverse('customers:customer-list')}?{selection.query}")


def _second_look(request, verb, selection, status=200):
    targets = Customer.Source.choices
    if verb != "source":
        rows = keepers_of(_one_store(selection)) if verb == "keeper" else Tag.objects.all()
        targets = [(row.pk, row.name) for row in rows]
    context = {"verb": verb, "action": reverse(VERBS[verb]), "selection": selection, "targets": targets}
    return render(request, "customers/bulk.html", context, status=status)


def _one_store(selection):
    if len(selection.store_ids) > 1:
        raise Refused(SEVERAL_STORES)
    return selection.store_ids[0]


def _tag(request):
    tag = Tag.objects.filter(pk=number(request.POST.get("target"))).first()
    if tag is None:
        raise Refused(_("Choose a tag."))
    return tag
