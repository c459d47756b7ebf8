"""Lists somebody comes back to, under a name (AR-15)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.models import SavedView
from dealercrm.lib.errors import Refused
from stores.models import Staff

LONGEST = SavedView._meta.get_field("name").max_length
LONGEST_QUERY = SavedView._meta.get_field("query").max_length


@transaction.atomic
def save_view(*, name: str, query: str, by: Staff, is_shared: bool = False) -> SavedView:
    """Keep a list's query string; shared, it is for the maker's store, an owner's for all."""
    if not query:
        raise Refused(_("Set at least one filter or order first: a view keeps them."))
    if len(query) > LONGEST_QUERY:
        raise Refused(_("Too many filters for one view: leave some out."))
    view = SavedView.objects.create(name=_checked(name, by), query=query, by=by, store=by.store, is_shared=is_shared)
    record(facts.VIEW_SAVED, store=by.store, by=by, subject=view, data={"name": view.name, "shared": is_shared})
    return view


@transaction.atomic
def change_view(view: SavedView, *, by: Staff, name: str | None = None, is_shared: bool | None = None) -> SavedView:
    """Another name, or shared or no longer; returns it. Only the maker or, of a shared one, a manager may."""
    row = SavedView.objects.select_for_update(of=("self",)).select_related("by", "store").get(pk=view.pk)
    _check_may(row, by)
    row.name = row.name if name is None else _checked(name, row.by, apart_from=row)
    row.is_shared = row.is_shared if is_shared is None else is_shared
    row.save(update_fields=["name", "is_shared"])
    record(facts.VIEW_CHANGED, store=row.store, by=by, subject=row, data={"name": row.name, "shared": row.is_shared})
    return row


@transaction.atomic
def remove_view(view: SavedView, *, by: Staff) -> None:
    _check_may(view, by)
    record(facts.VIEW_REMOVED, store=view.store, by=by, data={"name": view.name})
    view.delete()


def _check_may(view: SavedView, by: Staff) -> None:
    if not view.may_be_changed_by(by):
        raise Refused(_("Only the one who made a view or a manager changes it."))


def _checked(name: str, by: Staff, apart_from: SavedView | None = None) -> str:
    name = " ".join(name.split())[:LONGEST]
    if not name:
        raise Refused(_("A view needs a name."))
    if SavedView.objects.filter(by=by, name=name).exclude(pk=apart_from and apart_from.pk).exists():
        raise Refused(_("You have a view “%(name)s” already.") % {"name": name})
    return name
