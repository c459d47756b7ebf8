"""Two archives of one person become one, without losing anything; and two again (AR-13)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import facts
from customers.actions.customer_since import count_introduced, count_since
from customers.actions.customers import derive
from customers.actions.erased_places import mark_merged, words_marked
from customers.actions.homes import bring_home
from customers.actions.marked_texts import mark_texts
from customers.activity import record
from customers.households import keep_households
from customers.merging import fields, rows
from customers.models import Attachment, Customer, Merge
from customers.search import keep_search
from dealercrm.lib.errors import Refused
from dealercrm.lib.parts import COUNTED, Part
from stores.models import Staff, Store


@transaction.atomic
def merge(keep: Customer, gone: Customer, *, by: Staff, choices: dict[str, str], now: datetime | None = None) -> Merge:
    """Make `keep` the one archive of both; `choices` {key: 'keep', 'gone' or 'both'} as in merging.fields.

    Everything that hangs on `gone` moves, then its row goes; its address forwards. Returns the Merge, which holds
    every row as it was. Refused across stores, with oneself, for an erased archive, and where a colleague was faster.
    """
    locked = Customer.objects.select_for_update().filter(pk__in=[keep.pk, gone.pk]).order_by("pk")
    found = {row.pk: row for row in locked}
    if keep.pk == gone.pk:
        raise Refused(_("This is one archive already."))
    if len(found) < 2:
        raise Refused(_("A colleague has merged one of these archives just now."))
    keep, gone = found[keep.pk], found[gone.pk]
    if keep.store_id != gone.store_id:
        raise Refused(_("Archives of two stores stay apart: each store answers for its own."))
    if keep.is_erased or gone.is_erased:
        raise Refused(_("An erased archive cannot be merged: nobody may know who it was."))
    before, erased = rows.snapshot([keep.pk, gone.pk]), words_marked([keep.pk, gone.pk])
    fields.write(keep, fields.merged(fields.sheet(keep), fields.sheet(gone), choices))
    derive(keep)
    keep.save()
    rows.move(keep.pk, gone.pk)
    rows.remove(gone.pk)
    count_since(keep, today=timezone.localdate(now))
    count_introduced(keep, today=timezone.localdate(now))
    keep_households([keep.pk])
    keep_search([keep.pk])
    at = now or timezone.now()
    merged = Merge.objects.create(kept=keep, gone_id=gone.pk, gone_name=gone.name, before=[], by=by, at=at)
    told = {"gone": gone.pk, "name": gone.name}
    record(facts.CUSTOMERS_MERGED, customer=keep, by=by, at=merged.at, subject=merged, data=told)
    mark_texts([keep.pk], by=by)
    mark_merged(keep, erased, by=by, now=at)
    # With all that followed, so that undoing it takes that back as well; the merge itself and its fact are history.
    changed = rows.differences(before, rows.snapshot([keep.pk, gone.pk]))
    merged.before = [row for row in changed if not _is_about(row, merged)]
    merged.save(update_fields=["before"])
    return merged


@transaction.atomic
def undo_merge(merged: Merge, *, by: Staff, now: datetime | None = None) -> Customer:
    """Two archives again, every row back where it was; returns the archive that had gone.

    What was written down since stays with the archive that was kept; only a photo goes with its home, and what an order
    furnished with its order. Refused with the reason where a row went on since in a way that leaves no way back.
    """
    merged = Merge.objects.select_for_update().get(pk=merged.pk)
    if merged.undone_at:
        raise Refused(_("This merge has been undone already."))
    keep = Customer.objects.select_for_update().get(pk=merged.kept_id)
    if keep.is_erased:
        raise Refused(_("An erased archive cannot be merged: nobody may know who it was."))
    if store := _left(merged, keep):
        raise Refused(
            _("This archive has moved here from %(store)s since. Move it back to undo the merge.") % {"store": store}
        )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            rows.put_back(merged.before, stands=_stands)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise Refused(
            _("Something these archives need has been deleted or taken by others since; the merge cannot be undone.")
        ) from error
    gone = Customer.objects.get(pk=merged.gone_id)
    Attachment.objects.filter(customer=keep, home__customer=gone).update(customer=gone)
    keep = Customer.objects.get(pk=keep.pk)
    bring_home(keep, gone)
    bring_home(gone, keep)
    keep_households([keep.pk, gone.pk])
    keep_search([keep.pk, gone.pk])
    for customer in (keep, gone):
        count_since(customer, today=timezone.localdate(now))
        count_introduced(customer, today=timezone.localdate(now))
    merged.undone_at, merged.undone_by = now or timezone.now(), by
    merged.save(update_fields=["undone_at", "undone_by"])
    for customer in (keep, gone):
        record(facts.MERGE_UNDONE, customer=customer, by=by, at=merged.undone_at, data={"name": merged.gone_name})
    return gone


def _left(merged: Merge, keep: Customer) -> Store | None:
    """The store both archives were merged in, if the one that was kept has left it; else None."""
    gone = next(
        row["before"] for row in merged.before if row["table"] == Customer._meta.db_table and row["after"] is None
    )
    return None if gone["store_id"] == keep.store_id else Store.objects.get(pk=gone["store_id"])


def _is_about(row: dict[str, Any], merged: Merge) -> bool:
    table, after = row["table"], row["after"] or {}
    return row["before"] is None and (
        (table == Merge._meta.db_table and row["pk"] == merged.pk) or after.get("kind") == facts.CUSTOMERS_MERGED
    )


def _stands(part: Part, column: str) -> bool:
    """May a newer value stand? What the house counts itself may; a chosen field or a row moved on may not."""
    if part.merge is COUNTED or column in part.untold_columns | part.naming_columns or column == "introduced_by_id":
        return True
    if column in {field.column for field in part.links}:
        raise Refused(_("Part of this archive has moved on since, with a later merge. Undo that one first."))
    if part.model is Customer or part.model._meta.pk.is_relation:
        field = next((field for field in part.model._meta.fields if field.column == column), column)
        label = getattr(field, "verbose_name", column)
        raise Refused(
            _("“%(field)s” has been changed since the merge; it cannot be undone any more.") % {"field": label}
        )
    return True
