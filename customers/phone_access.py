"""Who read how many people's numbers, and when that is far more than a day's work (ST-5)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from customers import facts
from customers.models import Activity
from customers.models.activity import READING
from stores.models import Staff

SHOWN_DAYS = 30
OPENING = (facts.NUMBERS_OPENED, facts.NUMBERS_ON_TASK)  # of no interest on a timeline, and forgotten after SHOWN_DAYS
SHOWING = (facts.PHONE_REVEALED, *OPENING, facts.CUSTOMERS_EXPORTED, facts.ARCHIVE_HANDED_OUT)
# What is counted, and how many customers in a day are never remarkable: masked numbers that were asked for, and those
# together with the archives somebody opened whose numbers they may read. What has to be done today is work.
A_DAYS_WORK = {(facts.PHONE_REVEALED,): 20, (facts.PHONE_REVEALED, facts.NUMBERS_OPENED): 60}
TIMES_USUAL = 3  # so many times one's own usual day is


def readings(since: datetime) -> QuerySet:
    """[{day, by__name, by__store__name, shown, people, opened, on_task, exported, exported_people, handed_out}] of each
    person and day.

    The newest day first. `people` are customers whose numbers were asked for, `opened` those whose archives were, who
    reads them in full, `on_task` those of the day's work, `exported_people` those in files.
    """
    rows = Activity.objects.filter(kind__in=READING, at__gte=since, by__isnull=False).annotate(day=TruncDate("at"))
    return (
        rows.values("day", "by", "by__name", "by__store__name")
        .annotate(
            shown=Count("pk", filter=Q(kind=facts.PHONE_REVEALED)),
            people=Count("customer", filter=Q(kind=facts.PHONE_REVEALED), distinct=True),
            opened=Count("pk", filter=Q(kind=facts.NUMBERS_OPENED)),
            on_task=Count("pk", filter=Q(kind=facts.NUMBERS_ON_TASK)),
            exported=Count("pk", filter=Q(kind=facts.CUSTOMERS_EXPORTED)),
            exported_people=Sum(
                Cast(KeyTextTransform("count", "data"), IntegerField()), filter=Q(kind=facts.CUSTOMERS_EXPORTED)
            ),
            handed_out=Count("pk", filter=Q(kind=facts.ARCHIVE_HANDED_OUT)),
        )
        .filter(Q(shown__gt=0) | Q(opened__gt=0) | Q(on_task__gt=0) | Q(exported__gt=0) | Q(handed_out__gt=0))
        .order_by("-day", "-people", "-opened", "by__name")
    )


def read_by(staff: Staff, day: date) -> QuerySet[Activity]:
    """The facts of what this person read, handed out and exported on a day, newest first."""
    midnight = timezone.make_aware(datetime.combine(day, time()))
    until = midnight + timedelta(days=1)
    # The kinds of the whole log beside those shown: only so the planner takes its index.
    rows = Activity.objects.filter(kind__in=READING, by=staff, at__gte=midnight, at__lt=until)
    return rows.filter(kind__in=SHOWING).select_related("customer").order_by("-at", "-pk")


def unusual() -> QuerySet[Activity]:
    """The facts of unusual reading of the last 30 days that no owner has looked into yet, newest first."""
    seen = Activity.objects.filter(kind=facts.UNUSUAL_READING_SEEN, subject_id=OuterRef("pk"), kind__in=READING)
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    rows = Activity.objects.filter(kind=facts.UNUSUAL_READING, kind__in=READING, at__gte=since)
    return rows.exclude(Exists(seen)).select_related("by").order_by("-at")


def people_read(staff: Staff, kinds: tuple[str, ...], since: datetime, until: datetime) -> dict[date, int]:
    """{day: number of different customers} whose numbers this person was shown, by facts of these kinds."""
    rows = Activity.objects.filter(kind__in=kinds, by=staff, at__gte=since, at__lt=until)
    rows = rows.filter(kind__in=READING).annotate(day=TruncDate("at"))
    return dict(rows.values("day").annotate(n=Count("customer", distinct=True)).values_list("day", "n"))


def usual_day(counts: Iterable | list[int]) -> int:
    """Customers on a usual day of reading: the median of the days on which anything was read, 0 without any."""
    ordered = sorted(counts)
    return ordered[len(ordered) // 2] if ordered else 0
