"""Contacts of a person who asked to be erased: they count on, and say nothing any more (AR-16)."""

from django.db.models import Q, Value
from django.db.models.functions import Replace

from campaigns.models import Revisit, Touchpoint
from customers.erasure import NOBODY
from messaging.models import Message


def contacts(who):
    """What is still planned goes; what took place keeps its day, its way and its outcome."""
    Touchpoint.objects.planned().filter(customer=who.customer).delete()
    Touchpoint.objects.filter(customer=who.customer).update(closed_why="")
    Revisit.objects.filter(customer=who.customer).update(note="", needs="")


def digests(who):
    """Morning digests of the store, and the owner's, name those who were due."""
    for name in who.names:
        readers = Q(staff__store=who.customer.store_id) | Q(staff__store__isnull=True)
        Message.objects.filter(readers, body__contains=name).update(body=Replace("body", Value(name), Value(NOBODY)))


PARTS = [contacts, digests]
