"""Taking people on, and changing what they may do."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealercrm.lib.errors import Refused
from dealercrm.lib.punctuation import listed
from stores.handover import work_of
from stores.models import Role, Staff
from stores.permissions import roles_given_by


def add_staff(staff: Staff, *, by: Staff, password: str) -> Staff:
    """Save a new (unsaved) member of staff with a first password."""
    check_in_charge(staff, by)
    staff.set_password(password)
    staff.save()
    return staff


@transaction.atomic
def change_staff(staff: Staff, *, by: Staff, password: str = "") -> Staff:
    """Save an edited member of staff; a password that is given replaces the old one and logs them out everywhere.

    Refused for somebody who still keeps customers (ST-3: they would have no keeper), who leaves work behind (ST-4: it
    is handed over), and for the last owner.
    """
    before = Staff.objects.select_for_update().get(pk=staff.pk)
    if staff.pk != by.pk:
        check_in_charge(before, by)
        check_in_charge(staff, by)
    if before.is_owner and not (staff.is_owner and staff.is_active):
        check_another_owner(before)
    leaves = before.is_active and not staff.is_active
    if leaves or staff.role == Role.CREW or staff.store_id != before.store_id:
        check_keeps_nobody(before)
    if leaves or staff.store_id != before.store_id:
        check_has_no_work(before)
    if password:
        staff.set_password(password)
    staff.save()
    return staff


def check_in_charge(staff: Staff, by: Staff) -> None:
    """A manager takes on and changes assistants, care and crew of the own store; the owner everybody."""
    if staff.role not in roles_given_by(by.role) or not (by.is_owner or staff.store_id == by.store_id):
        raise Refused(_("You can only change shop assistants, customer care and crew of your own store."))


def check_another_owner(owner: Staff) -> None:
    others = Staff.objects.select_for_update().active().filter(role=Role.OWNER).exclude(pk=owner.pk)
    if not list(others):
        raise Refused(_("The last owner must stay: nobody else could manage stores and managers."))


def check_keeps_nobody(staff: Staff) -> None:
    # The archive is a floor above; its customers point at their keeper under this name.
    count = staff.kept_customers.count()
    if count and not staff.is_owner:
        raise Refused(
            ngettext(
                "%(name)s still keeps %(count)s customer. Give that customer to a colleague first.",
                "%(name)s still keeps %(count)s customers. Give them to colleagues first.",
                count,
            )
            % {"name": staff.name, "count": count}
        )


def check_has_no_work(staff: Staff) -> None:
    work = [] if staff.is_owner else [str(part.label) for part, *_many in work_of(staff)]
    if work:
        words = _("%(name)s still has open work: %(work)s. Hand it over to colleagues first.")
        raise Refused(words % {"name": staff.name, "work": listed(work)})
