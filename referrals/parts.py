"""What happens to referrals when one of the two people or whoever looks after them changes (dealercrm.lib.parts)."""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.erasure import NOBODY, Person
from customers.models import Activity, CustomerPhone
from dealercrm.lib.parts import HandOver, Obstacle, Part
from referrals import facts
from referrals.models import Referral
from stores.permissions import PERMISSIONS

State = Referral.State
KINDS = [value for name, value in vars(facts).items() if name.isupper()]
RECORDED: dict[str, Any] = {"by": "recorded_by", "at": "recorded_at"}


SAME_PERSON = gettext_lazy("Who recommended and who was recommended are one person: their archives were merged.")
NOT_FIRST = gettext_lazy("Somebody else had recommended this person before, as merging two archives has shown.")


def by_number(customers: list[int]) -> Q:
    """Claims on somebody who has no archive as far as the claim knows, but one of these customers' numbers."""
    return Q(referee=None, phone__in=CustomerPhone.objects.filter(customer__in=customers).values("number"))


def one_claim(part: Part, keep: int, gone: int) -> None:
    """Nobody recommends themselves, and of several claims on one person the first stays (RF-3)."""
    both = [keep, gone]
    claims = Referral.objects.filter(Q(referee__in=both) | by_number(both))
    own = list(claims.filter(referrer__in=both).values_list("pk", flat=True))
    Referral.objects.filter(pk__in=own).update(referee=keep)
    ended = Referral.objects.filter(pk__in=own).exclude(state=State.LOST)
    ended.update(state=State.LOST, order=None, signed_on=None, lost_reason=str(SAME_PERSON))
    others = claims.exclude(pk__in=own)
    first = 0 if others.filter(state=State.SIGNED).exists() else 1
    late = list(others.open().order_by("recorded_at", "pk").values_list("pk", flat=True)[first:])
    Referral.objects.filter(pk__in=late).update(state=State.LOST, lost_reason=str(NOT_FIRST))


def forget_named(part: Part, who: Person) -> None:
    """Named by others, they were named on; but by whom nobody can say. Whom they named is somebody else's data."""
    named = Referral.objects.filter(Q(referee=who.customer) | Q(phone__in=who.numbers))
    for referral in named.select_related("referrer"):
        if referral.is_open:  # nobody may call them any more
            referral.state = State.LOST
        known = replace(who, names=(*who.names, referral.name))
        told = Activity.objects.filter(customer=referral.referrer_id, subject_id=referral.pk, kind__in=KINDS)
        for activity in told:
            emptied = {key: "" for key in ("need", "reason") if key in activity.data}
            activity.data = known.strike_from(activity.data) | emptied
            activity.save(update_fields=["data"])
        # The column wants something of its own for each open claim; it is no number.
        referral.name, referral.phone, referral.need = NOBODY, f"#{referral.pk}", ""
        referral.lost_reason = _("Erased on request.") if referral.state == State.LOST else ""
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
PARTS = [
    Part(Referral, ("referrer", "referee"), unlinked=by_number, merge=one_claim, erase=forget_named,
         obstacles=OBSTACLES, hand_over=(OPEN,)),
]  # fmt: skip
