from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.activity import record
from customers.consent import suppressed
from customers.models import Customer
from dealercrm.lib.errors import Refused
from dealercrm.lib.phones import find_phones
from referrals.facts import REFERRAL_RECORDED
from referrals.models import Referral
from stores.models import Staff, Store


def record_referral(
    referrer: Customer, *, by: Staff, name: str, phone: str, relation: str, need: str = "", now: datetime
) -> Referral:
    """Write down whom an old customer recommends; returns the Referral.

    Refused where the name is no new customer (RF-3): the referrer's own family, whoever bought before (imported
    or not), our own staff, somebody an open claim is held on. The first claim is kept, also when two colleagues
    write the same person down at the same moment.
    """
    name, number = name.strip(), usable_phone(phone, referrer.store)
    if not name:
        raise Refused(_("Write down the friend's name."))
    if referrer.is_lead:
        raise Refused(
            _("Only somebody who has bought can recommend: %(name)s has no signed order yet.") % {"name": referrer}
        )
    if suppressed([number]):
        raise Refused(_("The owner of this number asked to be left alone and cannot be a referral."))
    refuse_known_people(number, referrer, by)
    try:
        with transaction.atomic():
            store = Customer.objects.select_for_update(no_key=True).get(pk=referrer.pk).store_id  # they may be moving
            referral = Referral.objects.create(
                store_id=store,
                recorded_in_id=store,
                referrer=referrer,
                name=name,
                phone=number,
                relation=relation,
                need=need.strip(),
                recorded_by=by,
                recorded_at=now,
            )
            record(
                REFERRAL_RECORDED,
                customer=referrer,
                by=by,
                at=now,
                subject=referral,
                data={"name": name, "relation": relation, "need": referral.need},
            )
    except IntegrityError as error:
        held = Referral.objects.open().filter(phone=number).select_related("referrer").first()
        if held is None:
            raise
        raise Refused(already_claimed(held, by)) from error
    return referral


def usable_phone(text: str, store: Store) -> str:
    """The one number in what a person typed, or Refused."""
    numbers, _rest = find_phones(text, store.area_code)
    if not numbers:
        raise Refused(_("%(phone)s is no phone number we could call.") % {"phone": text.strip() or "…"})
    if len(numbers) > 1:
        raise Refused(_("Write one number for each person; a second person is a second referral."))
    return numbers[0]


def refuse_known_people(number: str, referrer: Customer, by: Staff) -> None:
    holders = Customer.objects.filter(phones__number=number)
    holders = sorted(holders, key=lambda holder: (holder.pk != referrer.pk, not share_home(holder, referrer)))
    for holder in holders:
        if holder.pk == referrer.pk:
            raise Refused(_("This is %(name)s's own number.") % {"name": referrer})
        if share_home(holder, referrer):
            raise Refused(_("This is the number of %(name)s, of the same household.") % {"name": holder})
        if not holder.is_lead:
            raise Refused(
                _("%(name)s has bought from us already and cannot be a new referral.") % {"name": holder}
                if sees(by, holder)
                else _("This number belongs to an old customer of another store and cannot be a new referral.")
            )
    if Staff.objects.filter(phone=number).exists():
        raise Refused(_("This is the number of a colleague."))


def share_home(one: Customer, other: Customer) -> bool:
    """True for two archives of one door: the same room of a community, or the same address as written."""
    if one.room and one.community:
        return all(
            getattr(one, part) == getattr(other, part) for part in ("store_id", "community", "building", "unit", "room")
        )
    return bool(one.address) and (one.store_id, one.address) == (other.store_id, other.address)


def already_claimed(held: Referral, by: Staff) -> str:
    """Why an open claim stands in the way: since when, and by whom if that is the reader's to know."""
    told = {
        "name": held.name,
        "referrer": held.referrer.name,
        "date": date_format(timezone.localtime(held.recorded_at), "SHORT_DATE_FORMAT"),
    }
    if sees(by, held):
        return _("%(name)s has been recommended by %(referrer)s since %(date)s; the first claim is kept.") % told
    return _("This person has been recommended in another store since %(date)s; the first claim is kept.") % told


def sees(staff: Staff, row: Customer | Referral) -> bool:
    return staff.is_owner or staff.store_id == row.store_id
