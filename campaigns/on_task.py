"""Whom somebody has to contact: what customer care may read of a customer hangs on it (ST-5)."""

from datetime import date

from django.db.models import QuerySet

from campaigns.models import Contact
from stores.models import Staff


def customers_on_task(staff: Staff, today: date) -> QuerySet:
    """Ids of the customers with a contact that is this person's to make by today."""
    return Contact.objects.todo_of(staff).due(today).order_by().values_list("customer", flat=True).distinct()
