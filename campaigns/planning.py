"""Laying out a store's touchpoints: sets by SQL, whatever the number of customers (TP-4).

candidates.py says who is wanted when; one statement makes the planned touchpoints equal to that. Done, skipped and
expired ones, and those moved by a person, stay as they are. The plan's row is the planner's turn: whoever holds its
lock is alone, in any number of processes.
"""

from datetime import date, timedelta
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from campaigns.candidates import candidates
from campaigns.models import Doer, StorePlan, Touchpoint, TouchpointRule
from campaigns.schedule import Span
from customers.households import with_household
from customers.models import Customer
from stores.models import Store

DAYS_AHEAD = 90

SAME = "(t.customer_id, t.rule_id, t.occurrence, t.person) = (w.customer_id, w.rule_id, w.occurrence, w.person)"
# Naming the store says nothing new, a rule has but one; it leads to the index of what is planned there.
OPEN = "t.store_id = %(store)s AND t.state = 'planned' {chosen}"
PLAN = f"""
{{people}}, wanted AS MATERIALIZED ({{wanted}}
), withdrawn AS (
    DELETE FROM campaigns_touchpoint t
    WHERE {OPEN} AND NOT t.moved_by_hand AND t.rule_id IS NOT NULL
      AND t.due_on < %(through)s AND (t.due_on >= %(since)s OR t.expires_on >= %(today)s)
      AND NOT EXISTS (SELECT FROM wanted w WHERE {SAME})
    RETURNING 1
), moved AS (
    UPDATE campaigns_touchpoint t
    SET occasion_on = w.occasion_on, due_on = w.due_on, expires_on = w.expires_on, way = w.way, doer = w.doer,
        assignee_id = w.assignee_id, member_id = w.member_id
    FROM wanted w
    WHERE {OPEN} AND NOT t.moved_by_hand AND {SAME}
      AND (t.occasion_on, t.due_on, t.expires_on, t.way, t.doer, t.assignee_id, t.member_id)
          IS DISTINCT FROM (w.occasion_on, w.due_on, w.expires_on, w.way, w.doer, w.assignee_id, w.member_id)
    RETURNING 1
), added AS (
    INSERT INTO campaigns_touchpoint (store_id, customer_id, rule_id, occurrence, person, member_id, occasion_on,
                                      due_on, expires_on, way, doer, assignee_id, state, moved_by_hand, closed_why)
    SELECT %(store)s, w.customer_id, w.rule_id, w.occurrence, w.person, w.member_id, w.occasion_on, w.due_on,
           w.expires_on, w.way, w.doer, w.assignee_id, 'planned', false, ''
    FROM wanted w
    WHERE NOT EXISTS (SELECT FROM campaigns_touchpoint t WHERE {OPEN} AND {SAME})
    ON CONFLICT DO NOTHING  -- the few that are closed already
    RETURNING 1
)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM moved), (SELECT count(*) FROM withdrawn)"""
# What a person moved or promised keeps its day, yet follows its customer to a new keeper like all the rest.
REASSIGN = """
UPDATE campaigns_touchpoint t SET assignee_id = {keeper}
FROM customers_customer c LEFT JOIN stores_staff k ON k.id = c.keeper_id AND k.is_active
WHERE t.store_id = %(store)s AND t.state = 'planned' AND t.doer = 'keeper' AND t.customer_id = c.id
  AND {of_these} AND t.assignee_id IS DISTINCT FROM {keeper}"""
# A promise to a customer without a keeper stays with who made it: nobody else would know of it.
KEEPER_OR_PROMISER = "coalesce(k.id, CASE WHEN t.rule_id IS NULL THEN t.assignee_id END)"


class Changes(NamedTuple):
    added: int = 0
    moved: int = 0
    withdrawn: int = 0
    expired: int = 0


@transaction.atomic
def plan_store(store: Store, *, today: date, days: int = DAYS_AHEAD) -> Changes:
    """Lay out the store's schedule from where it was left, through `days` from today, and close what is too late to
    be worth it, visibly (MS-5); returns Changes.

    One transaction a store: killed half-way, the next run finds each store either done or untouched.
    """
    plan, _ = StorePlan.objects.select_for_update().get_or_create(
        store=store, defaults={"planned_on": today, "through": today}
    )
    span = Span(min(plan.planned_on, today), today, max(plan.through, today + timedelta(days=days)))
    _reassign(store, "(t.moved_by_hand OR t.rule_id IS NULL)")  # before there are thousands more to look through
    changes = _plan(store.pk, span)
    plan.planned_on, plan.through = today, span.through
    plan.save(update_fields=["planned_on", "through"])
    late = Touchpoint.objects.planned().filter(store=store, due_on__lt=today, expires_on__lt=today)
    return changes._replace(expired=late.update(state=Touchpoint.State.EXPIRED, closed_at=Now()))


@transaction.atomic
def replan_customers(store_id: int, customer_ids: list[int], *, today: date) -> Changes:
    """What `plan_store` would do, for some customers only; a store that was never planned has nothing to change."""
    plan = StorePlan.objects.select_for_update().filter(pk=store_id).first()
    if plan is None:
        return Changes()
    ids = with_household(customer_ids)  # what one of them is, another is greeted by
    return _plan(store_id, Span(min(plan.planned_on, today), today, plan.through), ids)


def plan_all(today: date, days: int = DAYS_AHEAD) -> dict[Store, Changes]:
    """Plan every store; {Store: Changes}. One store's trouble keeps no other waiting: RuntimeError at the end."""
    changes, failures = {}, []
    for store in Store.objects.all():
        try:
            changes[store] = plan_store(store, today=today, days=days)
        except DatabaseError as error:
            failures.append(f"{store.code}: {error}")
    if failures:
        raise RuntimeError("; ".join(failures))
    return changes


def reassign(customer: Customer) -> int:
    """What is still planned for the keeper goes to the keeper of now; without one, all but promises to nobody."""
    keeper = customer.keeper if customer.keeper and customer.keeper.is_active else None
    theirs = customer.touchpoints.planned().filter(doer=Doer.KEEPER)
    return (theirs if keeper else theirs.filter(rule__isnull=False)).update(assignee=keeper)


def bring_along(customer: Customer) -> None:
    """What a person moved to a day or promised is still to be done on that day, in the customer's store of now."""
    keeper = customer.keeper if customer.keeper and customer.keeper.is_active else None
    rules = {rule.code: rule for rule in TouchpointRule.objects.filter(store=customer.store_id)}
    arranged = customer.touchpoints.planned().filter(Q(moved_by_hand=True) | Q(rule=None))
    for touchpoint in arranged.exclude(store=customer.store_id).select_related("rule"):
        if touchpoint.rule:
            touchpoint.rule = rules.get(touchpoint.rule.code, touchpoint.rule)
        touchpoint.store_id = customer.store_id
        touchpoint.assignee = keeper if touchpoint.doer == Doer.KEEPER else None
        touchpoint.save(update_fields=["store", "assignee", "rule"])


def reassign_store(store: Store) -> None:
    """The same for all customers of a store at once."""
    _reassign(store, "true")


def _reassign(store: Store, of_these: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REASSIGN.format(of_these=of_these, keeper=KEEPER_OR_PROMISER), {"store": store.pk})


def _plan(store_id: int, span: Span, customer_ids: list[int] | None = None) -> Changes:
    people, wanted, values = candidates(store_id, span, customer_ids)
    chosen = "" if customer_ids is None else "AND t.customer_id = ANY(%(customers)s)"
    with connection.cursor() as cursor:
        cursor.execute(PLAN.format(people=people, wanted=wanted, chosen=chosen), values)
        return Changes(*cursor.fetchone())
