"""What happens to contacts, planned and done, when their customer or keeper changes (dealercrm.lib.parts)."""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Left
from django.utils.translation import gettext_lazy as _

from campaigns.models import Contact, ContactDays, Revisit, Touchpoint
from customers.erasure import Person
from dealercrm.lib.parts import COUNTED, KEEP, HandOver, Obstacle, Part, blank
from stores.models import Role

State = Touchpoint.State
OPEN = (State.PLANNED, State.DROPPED, State.SILENCED)


def one_of_an_occasion(part: Part, keep: int, gone: int) -> None:
    """Of two for one occasion the open one gives way, its revisits go to the other; what was done twice stays twice."""
    kept = {_feast(t): t for t in part.of(keep).filter(rule__isnull=False)}
    for touchpoint in part.of(gone).filter(rule__isnull=False):
        twin = kept.get(_feast(touchpoint))
        if twin is None:
            continue
        if touchpoint.state in OPEN:
            _replace(touchpoint, twin)
        elif twin.state in OPEN:
            _replace(twin, touchpoint)
        else:
            rows = Touchpoint.objects.filter(pk=touchpoint.pk)
            rows.update(occurrence=Concat(Left("occurrence", 12), Value(f"~{touchpoint.pk}")))


def _feast(touchpoint: Touchpoint) -> tuple[int, str, str]:
    return touchpoint.rule_id, touchpoint.occurrence, touchpoint.person


def _replace(touchpoint: Touchpoint, twin: Touchpoint) -> None:
    """With the contact it was the only reason of."""
    touchpoint.delete()
    contact = touchpoint.contact
    if contact and not contact.touchpoints.exists():
        Revisit.objects.filter(contact=contact).update(contact=twin.contact)
        contact.delete()


def forget_reasons(part: Part, who: Person) -> None:
    """What is still open goes; of what took place nothing says whose feast it was."""
    rows = part.of(who.customer.pk)
    rows.filter(state__in=OPEN).delete()
    rows.exclude(person="").update(person=Cast("pk", CharField()))  # apart from each other, and about nobody


def forget_planned(part: Part, who: Person) -> None:
    """What is still planned goes; what took place keeps its day, its way and its outcome."""
    part.of(who.customer.pk).planned().delete()
    blank("closed_why")(part, who)


def decided(brought: Any) -> QuerySet:
    """By a person, of the customers an import made, and of the care for orders it gave to others."""
    of_orders = brought.orders.annotate(named=Concat(Value("order-"), Cast("pk", CharField()))).values("named")
    for_orders = Touchpoint.objects.filter(occurrence__in=of_orders, contact__isnull=False).values("contact")
    theirs = Q(customer__in=brought.made) | Q(pk__in=for_orders)
    return Contact.objects.filter(theirs, Q(state__in=[State.DONE, State.SKIPPED]) | Q(is_fixed=True))


# They go where their customer went; those of a customer somebody else keeps, in turn.
TO_DO = HandOver(
    "contacts", _("Open touchpoints"), frozenset({Role.ASSISTANT, Role.MANAGER}), "assignee",
    lambda leaver: leaver.contacts.planned(), order_by=("on", "pk"), first_choice="customer__keeper_id",
)  # fmt: skip
DECIDED = Obstacle(_("A planned contact was done, skipped or put off"), at="closed_at", rows=decided)
ARRANGED = ("household", "leading", "wanted_on", "earliest", "priority", "counts", "is_fixed", "from_hour", "to_hour")
PARTS = [
    Part(Contact, erase=forget_planned, untold=ARRANGED, obstacles=(DECIDED,), hand_over=(TO_DO,)),
    Part(Touchpoint, merge=one_of_an_occasion, erase=forget_reasons,
         untold=("occurrence", "member", "person", "household", "earliest", "priority", "contact", "gave_way_to")),
    Part(Revisit, erase=blank("note", "needs"), untold=("received_at", "key"), stays_with=("cleared_by",),
         obstacles=(Obstacle(_("A contact with them was noted"), by="by", at="at"),)),
    Part(ContactDays, merge=COUNTED, erase=KEEP, subject_access=False),
]  # fmt: skip
