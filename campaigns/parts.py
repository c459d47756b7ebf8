"""What happens to contacts, planned and done, when their customer or keeper changes (dealercrm.lib.parts)."""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Left
from django.utils.translation import gettext_lazy as _

from campaigns.models import ContactDays, Revisit, Touchpoint
from customers.erasure import Person
from dealercrm.lib.parts import COUNTED, KEEP, HandOver, Obstacle, Part, blank
from stores.models import Role

State = Touchpoint.State


def one_of_an_occasion(part: Part, keep: int, gone: int) -> None:
    """Of two for one occasion the open one gives way, its revisits go to the other; what was done twice stays twice."""
    kept = {_feast(t): t for t in part.of(keep).filter(rule__isnull=False)}
    for touchpoint in part.of(gone).filter(rule__isnull=False):
        twin = kept.get(_feast(touchpoint))
        if twin is None:
            continue
        if touchpoint.state == State.PLANNED:
            _replace(touchpoint, twin)
        elif twin.state == State.PLANNED:
            _replace(twin, touchpoint)
        else:
            rows = Touchpoint.objects.filter(pk=touchpoint.pk)
            rows.update(occurrence=Concat(Left("occurrence", 12), Value(f"~{touchpoint.pk}")))


def _feast(touchpoint: Touchpoint) -> tuple[int, str, str]:
    return touchpoint.rule_id, touchpoint.occurrence, touchpoint.person


def _replace(touchpoint: Touchpoint, twin: Touchpoint) -> None:
    Revisit.objects.filter(touchpoint=touchpoint).update(touchpoint=twin)
    touchpoint.delete()


def forget_planned(part: Part, who: Person) -> None:
    """What is still planned goes; what took place keeps its day, its way and its outcome."""
    rows = part.of(who.customer.pk)
    rows.planned().delete()
    rows.exclude(person="").update(person=Cast("pk", CharField()))  # apart from each other, and about nobody
    blank("closed_why")(part, who)


def decided(brought: Any) -> QuerySet:
    """By a person, of the customers an import made, and of the care for orders it gave to others."""
    of_orders = brought.orders.annotate(named=Concat(Value("order-"), Cast("pk", CharField()))).values("named")
    theirs = Q(customer__in=brought.made) | Q(occurrence__in=of_orders)
    return Touchpoint.objects.filter(theirs, Q(state__in=[State.DONE, State.SKIPPED]) | Q(moved_by_hand=True))


# They go where their customer went; those of a customer somebody else keeps, in turn.
OPEN = HandOver(
    "touchpoints", _("Open touchpoints"), frozenset({Role.ASSISTANT, Role.MANAGER}), "assignee",
    lambda leaver: leaver.touchpoints.planned(), order_by=("due_on", "pk"), first_choice="customer__keeper_id",
)  # fmt: skip
DECIDED = Obstacle(_("A planned contact was done, skipped or put off"), at="closed_at", rows=decided)
PARTS = [
    Part(Touchpoint, merge=one_of_an_occasion, erase=forget_planned,
         untold=("occurrence", "member", "person", "moved_by_hand"), obstacles=(DECIDED,), hand_over=(OPEN,)),
    Part(Revisit, erase=blank("note", "needs"), untold=("received_at", "key"),
         obstacles=(Obstacle(_("A contact with them was noted"), by="by", at="at"),)),
    Part(ContactDays, merge=COUNTED, erase=KEEP, subject_access=False),
]  # fmt: skip
