"""A store's rules: a ready schedule in one click (TP-3), and changing a rule with its effect seen beforehand."""

import csv
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import facts
from campaigns.models import Touchpoint, TouchpointRule
from campaigns.planning import Changes, plan_store
from campaigns.special_days import REFERENCE, reference_rules
from customers.activity import record
from customers.categories import load_categories
from customers.models import Category
from dealercrm.lib.errors import Refused
from stores.models import Staff, Store

READY = REFERENCE / "ready_rules.csv"
NUMBERS = ("after_days", "lead_days", "grace_days")
# What of a rule a dealer decides; its occasion is what it is.
CHANGEABLE = ("name", "tiers", "way", "doer", "lead_days", "grace_days", "guide", "avoid", "is_active")


class Setup(NamedTuple):
    """What setting up a schedule did: how many rules came new, and what was planned by them."""

    rules: int
    planned: Changes


@transaction.atomic
def set_up_schedule(store: Store, *, by: Staff, today: date | None = None) -> Setup:
    """Give the store the ready-made rules it lacks and plan them; returns a Setup.

    Clicked twice it does nothing twice, and a rule the dealer changed stays changed.
    """
    rules = [TouchpointRule(store=store, **row) for row in ready_rules()]
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
        field: [before[field], getattr(row, field)] for field in CHANGEABLE if before[field] != getattr(row, field)
    }
    if not changed:
        return Changes()
    record(facts.RULE_CHANGED, store=row.store, by=by, subject=row, data={"rule": row.name, "changed": changed})
    return plan_store(row.store, today=today)


def preview(
    rule: TouchpointRule, *, by: Staff, today: date, **changes: Any
) -> tuple[Changes, dict[date, tuple[int, int]]]:
    """What `change_rule` would add, move and withdraw in the days planned for, with nothing kept (TP-3).

    Returns (Changes, {month: (before, after)}) with planned touchpoints of this rule by month.
    """
    with transaction.atomic():
        before = _by_month(rule)
        effect = change_rule(rule, by=by, today=today, **changes)
        after = _by_month(rule)
        transaction.set_rollback(True)
    return effect, {month: (before.get(month, 0), after.get(month, 0)) for month in sorted(before | after)}


def ready_rules() -> list[dict[str, str | None]]:
    """The rows of ready_rules.csv as fields of TouchpointRule. Refused where one greets on a day of mourning."""
    with READY.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        for field in NUMBERS:
            row[field] = int(row[field]) if row[field] else None
        row["category_id"] = row.pop("category") or None
        check_day(TouchpointRule(**row))
    return rows


def check_day(rule: TouchpointRule) -> None:
    """Refused for a greeting on a day that is none for greetings: 清明 and its like (TP-1)."""
    special = reference_rules().get(rule.day_code)
    if rule.is_greeting and special and special.greeting_policy == "no_greeting":
        raise Refused(_("%(day)s is no day for greetings.") % {"day": special.name})


def _by_month(rule: TouchpointRule) -> dict[date, int]:
    planned = Touchpoint.objects.planned().filter(rule=rule).annotate(month=TruncMonth("due_on"))
    return dict(planned.values("month").annotate(n=Count("pk")).values_list("month", "n"))
