"""A store's rules: a ready schedule in one click (TP-3), and changing a rule with its effect seen beforehand."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import facts
from campaigns.dealer_calendar import REFERENCE_ONLY, Calendar
from campaigns.models import Contact, Doer, OwnDay, RuleVersion, Touchpoint, TouchpointRule
from campaigns.planning import Changes, plan_store
from campaigns.special_days import REFERENCE
from customers.activity import record
from customers.categories import load_categories
from customers.models import Category
from dealercrm.lib.errors import Refused
from dealercrm.lib.texts import Words
from stores.models import Staff, Store

READY, OF_TRADES = REFERENCE / "ready_rules.csv", REFERENCE / "trade_rules.csv"
TRADES = {
    "furniture": _("Furniture and mattresses"),
    "cabinets": _("Cabinets"),
    "doors": _("Doors and windows"),
    "tiles": _("Tiles and bathroom"),
}
NUMBERS = ("after_days", "every_months", "at_least", "lead_days", "grace_days")
LISTS = ("kinds", "ends_early")
# What of a rule a dealer decides; its occasion is what it is.
CHANGEABLE = (
    "name", "day_code", "after_days", "every_months", "at_least", "category", "tiers", "levels", "kinds", "occupations",
    "nature", "way", "present", "budget", "sequence", "ends_early", "doer", "lead_days", "grace_days", "on_silence",
    "how", "guide", "avoid", "is_active",
)  # fmt: skip
MOST_TIMES = 13  # in the days planned for, of one person: once a week


class Setup(NamedTuple):
    """What setting up a schedule did: how many rules came new, and what was planned by them."""

    rules: int
    planned: Changes


class Busiest(NamedTuple):
    """The day of the plan with most to do in the store, and who would have how much of it, the most first."""

    day: date
    total: int
    people: list[tuple[Words, int]]
    room: int  # of one person in a day

    @property
    def is_too_much(self) -> bool:
        """For the one who has most."""
        return self.people[0][1] > self.room


class Preview(NamedTuple):
    effect: Changes
    months: dict[date, tuple[int, int]]  # planned touchpoints of the rule by month, before and after
    before: Busiest | None
    after: Busiest | None
    cost: tuple[int, int] = (0, 0)  # how many people, and yuan for all of them
    others: tuple[int, int] = (0, 0)  # planned by other rules, before and after: what gives way or comes instead


@transaction.atomic
def set_up_schedule(store: Store, *, by: Staff, today: date | None = None, trade: str = "") -> Setup:
    """Give the store the ready-made rules it lacks, with a `trade` (of TRADES) also what goods like its own need, and
    plan them; returns a Setup.

    Clicked twice it does nothing twice, and a rule the dealer changed stays changed.
    """
    rules = [TouchpointRule(store=store, **row) for row in ready_rules(trade)]
    goods = {rule.category_id for rule in rules} - {None}
    if Category.objects.filter(pk__in=goods).count() < len(goods):
        load_categories()
    before = store.rules.count()
    TouchpointRule.objects.bulk_create(rules, ignore_conflicts=True)
    added = store.rules.count() - before
    if added:
        record(facts.SCHEDULE_SET_UP, store=store, by=by, data={"rules": added})
    return Setup(added, plan_store(store, today=today or timezone.localdate()))


@transaction.atomic
def change_rule(rule: TouchpointRule, *, by: Staff, today: date, **changes: Any) -> Changes:
    """Change what a dealer may decide about a rule and plan anew; returns the Changes."""
    row = TouchpointRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    before = {field: getattr(row, field) for field in CHANGEABLE}
    for field in CHANGEABLE:
        setattr(row, field, changes.get(field, before[field]))
    row.save(update_fields=CHANGEABLE)
    changed = {
        field: [_told(before[field]), _told(getattr(row, field))]
        for field in CHANGEABLE
        if before[field] != getattr(row, field)
    }
    if not changed:
        return Changes()
    check_day(row)
    if not row.versions.exists():
        _keep_version(row, "", before, row.store.created_at)
    _keep_version(row, by.name, {field: getattr(row, field) for field in CHANGEABLE})
    record(facts.RULE_CHANGED, store=row.store, by=by, subject=row, data={"rule": row.name, "changed": changed})
    return _planned_by(row, today)


@transaction.atomic
def add_rule(rule: TouchpointRule, *, by: Staff, today: date) -> Changes:
    """Take an unsaved rule into its store's schedule; refused where it would call people without end."""
    check_day(rule)
    rule.code = f"made-{uuid4().hex[:12]}"
    rule.save()
    _keep_version(rule, by.name, {field: getattr(rule, field) for field in CHANGEABLE})
    record(facts.RULE_ADDED, store=rule.store, by=by, subject=rule, data={"rule": rule.name})
    return _planned_by(rule, today)


@transaction.atomic
def retire_rule(rule: TouchpointRule, *, by: Staff, today: date) -> Changes:
    """Out of the list and out of the plan; what was done by it keeps its name."""
    TouchpointRule.objects.filter(pk=rule.pk).update(is_active=False, retired_at=timezone.now())
    record(facts.RULE_RETIRED, store=rule.store, by=by, subject=rule, data={"rule": rule.name})
    return plan_store(rule.store, today=today)


@transaction.atomic
def restore_rule(rule: TouchpointRule, *, by: Staff, today: date) -> Changes:
    TouchpointRule.objects.filter(pk=rule.pk).update(is_active=True, retired_at=None)
    record(facts.RULE_RESTORED, store=rule.store, by=by, subject=rule, data={"rule": rule.name})
    return plan_store(rule.store, today=today)


def _planned_by(rule: TouchpointRule, today: date) -> Changes:
    changes = plan_store(rule.store, today=today)
    planned = rule.touchpoints.planned().order_by().values("customer").annotate(n=Count("pk")).order_by("-n")
    if (most := planned.first()) and most["n"] > MOST_TIMES:
        words = _(
            "This rule would get in touch with the same person %(n)d times in 90 days, with %(people)d people in all. "
            "More than %(most)d times is more than a family bears: make it rarer."
        )
        raise Refused(words % {"n": most["n"], "people": planned.count(), "most": MOST_TIMES})
    return changes


def _keep_version(rule: TouchpointRule, by_name: str, values: dict[str, Any], since: datetime | None = None) -> None:
    told = {field: _told(value) for field, value in values.items()}
    RuleVersion.objects.create(rule=rule, by_name=by_name, since=since or timezone.now(), values=told)


def _told(value: Any) -> Any:
    """As it is written down: a category by its code."""
    return value.pk if isinstance(value, Category) else value


def preview(rule: TouchpointRule, *, by: Staff, today: date, **changes: Any) -> Preview:
    """What `change_rule` would add, move and withdraw in the days planned for, and how full the fullest of all days
    would be, with nothing kept (TP-3)."""
    is_new = rule.pk is None
    with transaction.atomic():
        before, busiest_before = {} if is_new else _by_month(rule), busiest_day(rule.store, today=today)
        others_before = _of_others(rule)
        effect = add_rule(rule, by=by, today=today) if is_new else change_rule(rule, by=by, today=today, **changes)
        after, busiest_after = _by_month(rule), busiest_day(rule.store, today=today)
        people = rule.touchpoints.planned().order_by().values("customer").distinct().count()
        others = (others_before, _of_others(rule))
        budget = TouchpointRule.objects.values_list("budget", flat=True).get(pk=rule.pk)
        transaction.set_rollback(True)
    if is_new:
        rule.pk, rule._state.adding = None, True
    months = {month: (before.get(month, 0), after.get(month, 0)) for month in sorted(before | after)}
    return Preview(effect, months, busiest_before, busiest_after, (people, people * budget), others)


def busiest_day(store: Store, *, today: date) -> Busiest | None:
    """Of the days to come; None where nothing is planned."""
    planned = Contact.objects.planned().filter(store=store, on__gte=today).order_by()
    fullest = planned.values_list("on").annotate(n=Count("pk")).order_by("-n", "on").first()
    if fullest is None:
        return None
    day, total = fullest
    shares = planned.filter(on=day).values_list("assignee__name", "doer").annotate(n=Count("pk")).order_by("-n")
    nobody = {Doer.CARE: Doer.CARE.label, Doer.KEEPER: _("without a keeper")}
    return Busiest(day, total, [(name or nobody[Doer(doer)], count) for name, doer, count in shares],
                   store.contacts_a_day)  # fmt: skip


def ready_rules(trade: str = "") -> list[dict[str, Any]]:
    """The rows of ready_rules.csv, and of trade_rules.csv what fits the trade, as fields of TouchpointRule. Refused
    where one greets on a day of mourning."""
    rows: list[dict[str, Any]] = _table(READY)
    if trade:
        rows += [row for row in _table(OF_TRADES) if row.pop("trade") in ("all", trade)]
    for row in rows:
        for field in NUMBERS:
            row[field] = int(row[field]) if row.get(field) else None
        for field in LISTS:
            row[field] = row.get(field, "").split()
        row["category_id"] = row.pop("category") or None
        row["nature"] = natural(row["trigger"])
        check_day(TouchpointRule(**row), REFERENCE_ONLY)
    return rows


def _table(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def natural(trigger: str) -> str:
    """What a rule of a kind is unless the dealer says otherwise: greeting, selling or service."""
    return TouchpointRule.NATURES.get(TouchpointRule.Trigger(trigger), TouchpointRule.Nature.GREETING)


def check_day(rule: TouchpointRule, calendar: Calendar | None = None) -> None:
    """Refused for a greeting on a day that is none for greetings: 清明 and its like (TP-1)."""
    special = (calendar or OwnDay.objects.calendar(rule.store_id)).days.get(rule.day_code)
    if rule.is_greeting and special and special.greeting_policy == "no_greeting":
        raise Refused(_("%(day)s is no day for greetings.") % {"day": special.name})


def _of_others(rule: TouchpointRule) -> int:
    return Touchpoint.objects.planned().filter(store=rule.store, rule__isnull=False).exclude(rule=rule.pk).count()


def _by_month(rule: TouchpointRule) -> dict[date, int]:
    planned = Touchpoint.objects.planned().filter(rule=rule).annotate(month=TruncMonth("wanted_on"))
    return dict(planned.values("month").annotate(n=Count("pk")).values_list("month", "n"))
