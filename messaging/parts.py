"""What happens to messages when their recipient, or somebody they name, is erased (dealercrm.lib.parts)."""

from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from customers.erasure import NOBODY, Person
from dealercrm.lib.parts import KEEP, Obstacle, Part, delete
from messaging.models import Message, MessageMove, Preference, Robot


def forget(part: Part, who: Person) -> None:
    """Messages to them go. Morning digests of the store, and the owner's, name those who were due."""
    delete(part, who)
    for name in who.names:
        readers = Q(staff__store=who.customer.store_id) | Q(staff__store__isnull=True, staff__isnull=False)
        Message.objects.filter(readers, body__contains=name).update(body=Replace("body", Value(name), Value(NOBODY)))


PARTS = [
    Part(
        Message,
        erase=forget,
        untold=(
            "dedupe_key", "claimed_at", "attempts", "error", "error_class", "staff", "customer", "cause_id", "read_at",
            "template", "variables", "given_id",
        ),
        obstacles=(Obstacle(_("A message was written to them"), at="due_at"),),
        stays_with=("staff",),
    ),
    Part(MessageMove, "message__customer", untold=("message", "by")),
    Part(Preference, (), erase=KEEP, stays_with=("staff",)),
    Part(Robot, (), erase=KEEP, stays_with=("staff",)),
]  # fmt: skip
