"""A member of staff leaves: all their work goes to colleagues in one step, and the account closes (ST-4)."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from stores.actions.staff import check_another_owner, check_in_charge
from stores.handover import kinds_of_work, share_out
from stores.models import Handover, Staff


@transaction.atomic
def hand_over(leaver: Staff, *, receivers: QuerySet[Staff] | list[Staff], by: Staff, now: datetime) -> Handover:
    """Give everything the leaver has open to the receivers, in turn, and close the account; returns the Handover.

    Each kind of work goes to those receivers whose role can do it; Refused where there is none, for receivers who are
    not at work in the leaver's store, and where somebody else was faster. What has been done keeps the old name.
    """
    ids = {leaver.pk, *(staff.pk for staff in receivers)}
    locked = Staff.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    locked = {staff.pk: staff for staff in locked}
    row, receivers = locked[leaver.pk], [locked[pk] for pk in dict.fromkeys(staff.pk for staff in receivers)]
    check_may_leave(row, by)
    for staff in receivers:
        if not staff.is_active or staff.store_id != row.store_id or staff == row:
            raise Refused(_("%(name)s does not work in this store any more.") % {"name": staff.name})
    given = defaultdict(dict)
    for work in kinds_of_work():
        able = [staff for staff in receivers if staff.role in work.roles]
        if not able and work.rows(row).exists():
            raise Refused(_("Nobody you chose can take this over: %(what)s.") % {"what": work.label})
        dealt = share_out(work, work.rows(row), able) if able else []
        for __, staff_id in dealt:
            given[str(staff_id)][work.code] = given[str(staff_id)].get(work.code, 0) + 1
        if work.after:
            work.after(dealt, row, able, by, now)
    row.is_active = False  # ends their sessions with the next click
    row.save(update_fields=["is_active"])
    leaver.is_active = False
    return Handover.objects.create(leaver=row, by=by, at=now, given=given)


def check_may_leave(leaver: Staff, by: Staff) -> None:
    if leaver.pk == by.pk:
        raise Refused(_("Somebody else must hand over your work."))
    check_in_charge(leaver, by)
    if not leaver.is_active:
        raise Refused(_("%(name)s has been handed over already.") % {"name": leaver.name})
    if leaver.is_owner:
        check_another_owner(leaver)
