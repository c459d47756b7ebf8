"""What gifts are planned to cost and what they have cost, by rule, store, tier and person, in a year (TP-8).

Planned are the budgets of what is still open; spent is what was given, under the rule whose contact called for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Touchpoint, TouchpointRule
from dealercrm.lib.texts import Words
from rewards.models import GiftGiven
from stores.models import Staff, Store

CAUSE = "campaigns.touchpoint"  # of a gift: the reason that called for it
RULE_OF_CAUSE = Case(
    When(cause_kind=CAUSE, then=Subquery(Touchpoint.objects.filter(pk=OuterRef("cause_id")).values("rule")[:1]))
)
# What the figures are told by: the words, and the key of a touchpoint and of a gift.
BY: dict[str, tuple[Words, Any, Any]] = {
    "rule": (gettext_lazy("By rule"), F("rule"), RULE_OF_CAUSE),
    "store": (gettext_lazy("By store"), F("store"), F("store")),
    "tier": (gettext_lazy("By tier"), F("customer__tier__letter"), F("customer__tier__letter")),
    "person": (gettext_lazy("By person"), F("contact__assignee"), F("by")),
}


@dataclass
class Line:
    """`key` None: what has no rule, no tier or nobody yet."""

    key: Any
    name: str = ""
    planned: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)

    @property
    def together(self) -> Decimal:
        return self.planned + self.spent


def planned(staff: Staff, year: int) -> QuerySet[Touchpoint]:
    """What is still open of the year and has a budget."""
    rows = Touchpoint.objects.planned().filter(wanted_on__year=year, rule__budget__gt=0)
    return rows if staff.is_owner else rows.filter(store=staff.store_id)


def given(staff: Staff, year: int) -> QuerySet[GiftGiven]:
    return GiftGiven.objects.visible_to(staff).of_year(year)


def with_key(rows: QuerySet, by: str) -> QuerySet:
    return rows.annotate(key=BY[by][1 if rows.model is Touchpoint else 2])


def lines(staff: Staff, year: int, by: str) -> list[Line]:
    """A Line for each rule, store, tier or person that has either, the dearest first."""
    found: dict[Any, Line] = {}
    for name, rows, amount in (
        ("planned", planned(staff, year), "rule__budget"), ("spent", given(staff, year), "cost"),
    ):  # fmt: skip
        for key, total in with_key(rows, by).order_by().values("key").annotate(total=Sum(amount)).values_list(
            "key", "total"
        ):  # fmt: skip
            setattr(found.setdefault(key, Line(key)), name, Decimal(total))
    names = _names(by, [key for key in found if key is not None])
    for key, line in found.items():
        line.name = names.get(key) or _nameless(by)
    return sorted(found.values(), key=lambda line: (-line.together, line.name))


def _names(by: str, keys: Iterable[Any]) -> dict[Any, str]:
    if by == "tier":
        return {letter: _("Tier %(tier)s") % {"tier": letter} for letter in keys}
    if by == "rule":
        rules = TouchpointRule.objects.filter(pk__in=keys).select_related("store")
        return {rule.pk: f"{rule} · {rule.store}" for rule in rules}
    model = Store if by == "store" else Staff
    return {row.pk: row.name for row in model.objects.filter(pk__in=keys)}


def _nameless(by: str) -> str:
    if by == "rule":
        return _("Without a rule")
    return _("Without a tier") if by == "tier" else _("Nobody yet")
