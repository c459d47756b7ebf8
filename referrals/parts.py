"""What happens to referrals when one of the two people or whoever looks after them changes (dealercrm.lib.parts)."""

from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.erasure import NOBODY, Person
from customers.models import Activity
from dealercrm.lib.parts import HandOver, Obstacle, Part
from referrals import facts
from referrals.models import Referral
from stores.permissions import PERMISSIONS

KINDS = [value for name, value in vars(facts).items() if name.isupper()]
RECORDED = {"by": "recorded_by", "at": "recorded_at"}


def forget_named(part: Part, who: Person) -> None:
    """Named by others, they were named on; but by whom nobody can say. Whom they named is somebody else's data."""
    named = Referral.objects.filter(Q(referee=who.customer) | Q(phone__in=who.numbers))
    for referral in named.select_related("referrer"):
        if referral.is_open:  # nobody may call them any more
            referral.state = Referral.State.LOST
        known = replace(who, names=(*who.names, referral.name))
        told = Activity.objects.filter(customer=referral.referrer_id, subject_id=referral.pk, kind__in=KINDS)
        for activity in told:
            emptied = {key: "" for key in ("need", "reason") if key in activity.data}
            activity.data = known.strike_from(activity.data) | emptied
            activity.save(update_fields=["data"])
        # The column wants something of its own for each open claim; it is no number.
        referral.name, referral.phone, referral.need = NOBODY, f"#{referral.pk}", ""
        referral.lost_reason = _("Erased on request.") if referral.state == Referral.State.LOST else ""
        referral.save(update_fields=["name", "phone", "need", "state", "lost_reason"])


# They go where the referrer went. Who wrote the name down first stays in the referrer's timeline.
OPEN = HandOver(
    "referrals", gettext_lazy("Open referrals"), PERMISSIONS["referrals.edit"], "recorded_by",
    lambda leaver: leaver.referrals_recorded.open(), first_choice="referrer__keeper_id",
)  # fmt: skip
OBSTACLES = (
    Obstacle(gettext_lazy("They have recommended somebody"), "referrer", **RECORDED),
    Obstacle(gettext_lazy("Somebody has recommended them"), "referee", **RECORDED),
    Obstacle(gettext_lazy("A recommendation led to their order"), "order__customer",
             rows=lambda brought: Referral.objects.filter(order__in=brought.orders), **RECORDED),
)  # fmt: skip
PARTS = [Part(Referral, ("referrer", "referee"), erase=forget_named, obstacles=OBSTACLES, hand_over=(OPEN,))]
