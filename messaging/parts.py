"""What happens to messages when somebody they name is erased (dealercrm.lib.parts)."""

from django.db.models import Q, Value
from django.db.models.functions import Replace

from customers.erasure import NOBODY, Person
from dealercrm.lib.parts import Part
from messaging.models import Message


def strike_names(part: Part, who: Person) -> None:
    """Morning digests of the store, and the owner's, name those who were due."""
    for name in who.names:
        readers = Q(staff__store=who.customer.store_id) | Q(staff__store__isnull=True)
        Message.objects.filter(readers, body__contains=name).update(body=Replace("body", Value(name), Value(NOBODY)))


PARTS = [Part(Message, (), erase=strike_names, stays_with=("staff",))]
