"""Who lives with the customer (AR-3), and what the law allows to be known of the children (AR-16)."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.archive_facts.table import facts_of
from customers.minors import CHILD_UNDER, is_child, kept
from customers.models import Customer, HouseholdMember
from customers.search import keep_search
from dealercrm.lib.birthdays.value import Birthday
from dealercrm.lib.errors import Refused
from stores.models import Staff

FIELDS = tuple(fact.name for fact in facts_of(HouseholdMember))
# The database writes down what a field was before (ST-6); of a child's birthday that would be the birthday itself.
FORGET = """
    UPDATE customers_rowchange SET before = before - 'birthday', after = after - 'birthday'
    WHERE "table" = %s AND row_id = %s AND (before ? 'birthday' OR after ? 'birthday')"""


@transaction.atomic
def add_member(member: HouseholdMember, *, by: Staff, now: datetime | None = None) -> HouseholdMember:
    """Take an unsaved HouseholdMember into the customer's household; returns it saved.

    A child's birthday stays only with `guardian_name`, who consented now, to `by`; else its age band stands instead.
    Refused where it may be a child's and no age can be told.
    """
    _lock(member)
    _settle(member, by, now or timezone.now())
    member.save()
    keep_search([member.customer_id])
    record(facts.MEMBER_ADDED, customer=member.customer, by=by, subject=member, data=_data(member))
    return member


@transaction.atomic
def change_member(member: HouseholdMember, *, by: Staff, now: datetime | None = None, **changes: Any) -> set[str]:
    """Set the given fields (of FIELDS) on the row as it is now; returns the names of what changed.

    Taking the guardian's name out withdraws the consent: the birthday goes, from the history too.
    """
    _lock(member)
    row = HouseholdMember.objects.get(pk=member.pk)
    row.customer = member.customer
    before = {field: getattr(row, field) for field in (*FIELDS, "age_band")}
    for field in FIELDS:
        setattr(row, field, changes.get(field, before[field]))
    if row.birthday is None and before["birthday"] is not None:
        row.age_band = ""
    _settle(row, by, now or timezone.now())
    changed = [field for field in before if getattr(row, field) != before[field]]
    if changed:
        row.save()
        if row.age_band or not row.birthday:
            _forget_birthday(row)
        keep_search([row.customer_id])
        record(facts.MEMBER_CHANGED, customer=row.customer, by=by, subject=row, data=_data(row) | {"fields": changed})
    return set(changed)


@transaction.atomic
def remove_member(member: HouseholdMember, *, by: Staff) -> None:
    """Take somebody out of the household: moved away, or written down by mistake."""
    _lock(member)
    data, pk = _data(member), member.pk
    member.delete()
    member.pk = pk
    if member.birthday and is_child(member.relation, member.birthday, timezone.localdate()):
        _forget_birthday(member)
    keep_search([member.customer_id])
    record(facts.MEMBER_REMOVED, customer=member.customer, by=by, subject=member, data=data)


def _lock(member: HouseholdMember) -> None:
    customers = Customer.objects.select_for_update(no_key=True, of=("self",)).select_related("store")
    member.customer = customers.get(pk=member.customer_id)


def _settle(member: HouseholdMember, by: Staff, now: datetime) -> None:
    """Keep the rule for children and write down who consented, when, and to whom."""
    today = timezone.localdate(now)
    member.guardian_name = member.guardian_name.strip()
    consent = bool(member.guardian_name)
    if not consent:
        member.guardian_consent_at = member.guardian_consent_by = None
    elif member.guardian_consent_at is None:
        member.guardian_consent_at, member.guardian_consent_by = now, by
    if member.birthday is None:
        return  # a band noted before stays
    refuse_child_of_unknown_age(member.relation, member.birthday, has_consent=consent, today=today)
    member.birthday, member.age_band = kept(member.relation, member.birthday, has_consent=consent, today=today)
    member.age_band_on = today if member.age_band else None


def refuse_child_of_unknown_age(
    relation: str | None, birthday: Birthday | None, *, has_consent: bool, today: date
) -> None:
    """Without an age there is not even a band to keep."""
    if has_consent or birthday is None or birthday.age_on(today) is not None:
        return
    if is_child(relation, birthday, today):
        raise Refused(
            _(
                "Write the year of birth or the age too: of a child under %(age)s only the age band is kept, "
                "unless a guardian consents."
            )
            % {"age": CHILD_UNDER}
        )


def _forget_birthday(member: HouseholdMember) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [HouseholdMember._meta.db_table, member.pk])


def _data(member: HouseholdMember) -> dict[str, Any]:
    """Who, for the timeline; never a birthday, and of a child without consent not the name."""
    return {"relation": member.relation, "name": "" if member.age_band else member.name}
