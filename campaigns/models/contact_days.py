from django.db import models
from django.db.models import Q


class ContactDays(models.Model):
    """When somebody was last spoken to and when they are due next, for lists, kept narrow.

    The database keeps it itself (migration 0002), so that no verb, plan or import can forget to. Who was never spoken
    to and has nothing planned may have none.
    """

    customer = models.OneToOneField("customers.Customer", models.CASCADE, primary_key=True, related_name="contact_days")
    last_at = models.DateTimeField(null=True)
    next_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["last_at", "customer"], name="last_contact", condition=Q(last_at__isnull=False)),
            models.Index(fields=["next_on", "customer"], name="next_contact", condition=Q(next_on__isnull=False)),
        ]

    def __str__(self):
        return f"{self.last_at} {self.next_on}"
