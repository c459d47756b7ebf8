"""The words a dealer sorts customers by (AR-18)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.models import Customer, CustomerTag, Tag
from dealercrm.lib.errors import Refused
from stores.models import Staff

LONGEST = Tag._meta.get_field("name").max_length


@transaction.atomic
def add_tag(name: str, *, by: Staff) -> Tag:
    """A new tag; refused where there is one of that name, however it is capitalised."""
    tag = Tag.objects.create(name=_checked(name))
    record(facts.TAG_ADDED, by=by, subject=tag, data={"name": tag.name})
    return tag


@transaction.atomic
def rename_tag(tag: Tag, *, to: str, by: Staff) -> bool:
    """Everybody who carries the tag carries it under its new name; returns whether anything changed."""
    row = Tag.objects.select_for_update().get(pk=tag.pk)
    before, row.name = row.name, _checked(to, apart_from=row)
    if row.name == before:
        return False
    row.save(update_fields=["name"])
    record(facts.TAG_RENAMED, by=by, subject=row, data={"from": before, "to": row.name})
    return True


@transaction.atomic
def remove_tag(tag: Tag, *, by: Staff) -> int:
    """The tag goes, from every customer too; returns how many carried it."""
    carried, __ = CustomerTag.objects.filter(tag=tag).delete()
    record(facts.TAG_REMOVED, by=by, data={"name": tag.name, "customers": carried})
    tag.delete()
    return carried


@transaction.atomic
def tag_customer(
    customer: Customer, *, by: Staff, add: Sequence[Tag] = (), remove: Sequence[Tag] = ()
) -> tuple[list[Tag], list[Tag]]:
    """Give and take tags; what is there already, or not there, is passed over. Returns ([added], [removed]) tags."""
    if not add and not remove:
        return [], []
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    carried = set(customer.tagged.values_list("tag_id", flat=True))
    added = [tag for tag in add if tag.pk not in carried]
    removed = [tag for tag in remove if tag.pk in carried]
    CustomerTag.objects.bulk_create(CustomerTag(customer=customer, tag=tag) for tag in added)
    customer.tagged.filter(tag__in=removed).delete()
    if added or removed:
        data = {"added": [tag.name for tag in added], "removed": [tag.name for tag in removed]}
        record(facts.CUSTOMER_TAGGED, customer=customer, by=by, data=data)
    return added, removed


def _checked(name: str, apart_from: Tag | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(_("A tag needs a name."))
    if len(name) > LONGEST:
        raise Refused(_("A tag has at most %(n)d characters.") % {"n": LONGEST})
    known = Tag.objects.filter(name__iexact=name).exclude(pk=apart_from and apart_from.pk).first()
    if known:
        raise Refused(_("There is a tag “%(name)s” already.") % {"name": known.name})
    return name
