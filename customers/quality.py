"""What can be said of an archive itself: is it complete, alive, true (AR-9, AR-10)? For the customer's page."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from customers.completeness import COLUMNS, Content, judged, known_rows
from customers.freshness import STALE_AFTER_DAYS, brought_up_to_date, known_days
from customers.models import Customer, Suspicion
from stores.models import Staff


@dataclass
class Quality:
    percent: int
    missing: list  # [(label, address where it is added)]
    updated_on: object  # day on which it was last brought up to date
    age_days: int
    check: object  # the last ArchiveCheck with a result, or None
    suspicions: list  # open ones, for those who may clear them

    @property
    def is_stale(self) -> bool:
        return self.age_days > STALE_AFTER_DAYS


def quality_of(customer: Customer, *, reader: Staff, today: date) -> Quality:
    """In three statements at most, whatever the archive holds."""
    row = Customer.objects.values("kind", "updated_at", *COLUMNS, **known_rows(), **known_days()).get(pk=customer.pk)
    percent, missing = judged(row)
    updated_on = timezone.localdate(brought_up_to_date(row))
    suspicions = Suspicion.objects.filter(customer=customer, cleared_at=None).order_by("reason")
    return Quality(
        percent=percent,
        missing=[(content.label, _where(content, customer)) for content in missing],
        updated_on=updated_on,
        age_days=(today - updated_on).days,
        check=customer.checks.exclude(result="").select_related("checked_by").order_by("-checked_at").first(),
        suspicions=list(suspicions) if reader.may("archives.check") else [],
    )


def _where(content: Content, customer: Customer) -> str:
    return reverse(content.url, args=[customer.pk]) + (f"#{content.at}" if content.at else "")
