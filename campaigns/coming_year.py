"""What a customer may expect of the store in the coming year: what stands in the plan, and after it what the rules
want of the archive as it is today (TP-9)."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection

from campaigns.candidates import candidates
from campaigns.models import OwnDay, TouchpointRule
from campaigns.schedule import Span
from customers.households import with_household
from customers.models import Customer, HouseholdMember

A_YEAR = timedelta(days=365)


class Expected(NamedTuple):
    """A reason to be in touch beyond the plan; not arranged yet, so its day may still give way to another."""

    on: date
    rule: TouchpointRule
    member: HouseholdMember | None


def expected(customer: Customer, *, after: date, today: date) -> list[Expected]:
    """What the rules of the customer's store want after the last day planned and within a year, in order of days."""
    span, calendar = Span(after, after, today + A_YEAR), OwnDay.objects.calendar(customer.store_id)
    people, wanted, values = candidates(customer.store, span, calendar, with_household([customer.pk]))
    statement = f"""{people} SELECT w.wanted_on, w.rule_id, w.member_id FROM ({wanted}) w
        WHERE w.customer_id = %(customer)s AND w.wanted_on >= %(after)s AND w.why = ''
        ORDER BY w.wanted_on, w.rule_id"""
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {"customer": customer.pk, "after": after})
        found = cursor.fetchall()
    rules = TouchpointRule.objects.in_bulk({rule for _on, rule, _member in found})
    members = HouseholdMember.objects.in_bulk({member for _on, _rule, member in found} - {None})
    return [Expected(on, rules[rule], members.get(member)) for on, rule, member in found]
