from datetime import timedelta

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import get_language

from campaigns.dealer_calendar import Calendar, calendar_with
from stores.permissions import Role


class RowCount(models.Subquery):
    """How many rows a queryset has, as a column: several counts in one statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


NOBODY_REACHED = ("no_answer", "wrong")  # outcomes of a Revisit


WARNED_AHEAD = timedelta(days=14)


class RevisitQuerySet(models.QuerySet):
    def open_complaints(self):
        """Heard, and nobody has said yet that they are settled."""
        return self.filter(mood="complaint", cleared_at=None)

    def reached(self):
        """Contacts in which somebody was spoken to, or written to."""
        return self.exclude(outcome__in=NOBODY_REACHED)


# `open_complaints` for sets in SQL: the households that have one.
COMPLAINING = """SELECT DISTINCT coalesce(y.household, v.customer_id) AS household
    FROM campaigns_revisit v LEFT JOIN customers_householdkey y ON y.customer_id = v.customer_id
    WHERE v.mood = 'complaint' AND v.cleared_at IS NULL"""


class TouchpointQuerySet(models.QuerySet):
    def planned(self):
        return self.filter(state="planned")

    def left_out(self):
        """Wanted by a rule, and not done for a reason: it gave way, or the family is not to be disturbed."""
        return self.filter(state__in=["dropped", "silenced"])


class ContactQuerySet(models.QuerySet):
    def with_reasons(self):
        """With the reason each is named by, `also`, the names of the others, and `asks`: is one of them that the
        archive is to be brought up to date? No statement more."""
        name = "rule__name_en" if (get_language() or "").startswith("en") else "rule__name"
        reasons = apps.get_model("campaigns.Touchpoint").objects.filter(contact=OuterRef("pk"), rule__isnull=False)
        others = reasons.exclude(pk=OuterRef("leading")).order_by("-priority", "pk")
        asks = Exists(reasons.filter(rule__trigger="stale"))
        rows = self.annotate(also=ArraySubquery(others.values(name)), asks=asks)
        return rows.select_related("leading__rule", "leading__promise")

    def visible_to(self, staff):
        return self if staff.role == Role.OWNER else self.filter(store_id=staff.store_id)

    def planned(self):
        return self.filter(state="planned")

    def due(self, today):
        """Still to be done and due by today: an outage or a day off is caught up, never skipped."""
        return self.planned().filter(on__lte=today)

    def too_full(self, today):
        """Lists and days of the coming two weeks with more on them than can be done: {store, assignee, doer, on, n}."""
        carers = apps.get_model("stores.Staff").objects.active().filter(store=OuterRef("store"), role=Role.CARE)
        caring = Greatest(RowCount(carers.order_by().values("pk")), 1)
        hands = Case(When(assignee=None, doer="care", then=caring), default=1)
        room = Coalesce("assignee__contacts_a_day", "store__contacts_a_day") * hands
        coming = self.planned().filter(on__gt=today, on__lte=today + WARNED_AHEAD).order_by()
        full = coming.values("store", "assignee", "doer", "on").annotate(n=Count("pk"), room=room)
        return full.filter(n__gt=F("room")).order_by("on")

    def most_urgent_first(self, today):
        """Overdue ones before today's, the better tier first, the longer overdue first."""
        letter = F("customer__tier__letter").asc(nulls_last=True)
        rows = self.annotate(is_late=Q(on__lt=today))
        return rows.order_by("-is_late", letter, "customer__tier__level", "on", "pk")

    def todo_of(self, staff):
        """What is this person's to do: one's own customers; for customer care the care calls of the store; a manager
        stands in where a customer has no keeper."""
        mine = Q(assignee=staff)
        if staff.role == Role.CARE:
            return self.filter(mine | Q(store_id=staff.store_id, doer="care"))
        if staff.role == Role.MANAGER:
            return self.filter(mine | Q(store_id=staff.store_id, doer="keeper", assignee=None))
        return self.filter(mine)


class OwnDayQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken out."""
        return self.filter(removed_at=None)

    def of_store(self, store_id):
        """Those of one store, and of all stores."""
        return self.filter(Q(store=None) | Q(store=store_id))

    def calendar(self, store_id: int | None) -> Calendar:
        """What a store plans by; for None what holds in all stores."""
        days = list(self.standing().of_store(store_id).order_by("pk"))
        pauses = [(day.on, day.until) for day in days if day.until]
        return calendar_with(tuple(day.rule for day in days if not day.until), tuple(pauses))
