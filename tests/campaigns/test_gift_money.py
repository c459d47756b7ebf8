"""What gifts are planned to cost and have cost: every figure equals plain SQL, and opens into its rows."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from campaigns import gift_money as money
from campaigns.gift_money import lines
from customers.models import CustomerTier
from rewards.actions.giving import give
from rewards.models import GiftGiven
from tests.factories import make_contact, make_customer, make_rule, make_staff, make_store

PLANNED = """
    SELECT {key}, sum(r.budget) FROM campaigns_touchpoint t JOIN campaigns_touchpointrule r ON r.id = t.rule_id
    LEFT JOIN customers_customertier c ON c.customer_id = t.customer_id
    LEFT JOIN campaigns_contact k ON k.id = t.contact_id
    WHERE t.state = 'planned' AND r.budget > 0 AND t.wanted_on BETWEEN '{year}-01-01' AND '{year}-12-31' GROUP BY 1"""
SPENT = """
    SELECT {key}, sum(g.cost) FROM rewards_giftgiven g
    LEFT JOIN customers_customertier c ON c.customer_id = g.customer_id
    LEFT JOIN campaigns_touchpoint t ON t.id = g.cause_id AND g.cause_kind = 'campaigns.touchpoint'
    WHERE (g.at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN '{year}-01-01' AND '{year}-12-31' GROUP BY 1"""
KEYS = {
    "rule": ("t.rule_id", "t.rule_id"), "store": ("t.store_id", "g.store_id"), "tier": ("c.letter", "c.letter"),
    "person": ("k.assignee_id", "g.by_id"),
}  # fmt: skip


def plain(statement, key, year):
    with connection.cursor() as cursor:
        cursor.execute(statement.format(key=key, year=year))
        return {key: Decimal(total) for key, total in cursor.fetchall()}


@pytest.fixture
def dealer(store, assistant):
    """Two stores, rules with and without a budget, gifts of two years, some of which a contact called for."""
    today = timezone.localdate()
    now = timezone.now()
    for n, shop in enumerate((store, make_store())):
        staff = assistant if n == 0 else make_staff(shop)
        birthday, care = make_rule(shop, budget=80), make_rule(shop, name="保养", budget=0)
        for k in range(3):
            customer = make_customer(shop, keeper=staff)
            if k:
                CustomerTier.objects.create(
                    customer=customer, store=shop, letter="AB"[k - 1], level=1, spent=0, orders=1, last_signed_on=today
                )
            due = make_contact(customer, rule=birthday, on=today)
            make_contact(customer, rule=care, on=today)
            make_contact(customer, rule=birthday, on=today.replace(year=today.year + 1, day=1))
            if k == 2:
                done = make_contact(customer, rule=birthday, on=today, state="done", closed_at=now)
                cause = (money.CAUSE, done.leading.pk)
                give(customer, words="鲜花", cost=Decimal("66.50"), by=staff, now=now, cause=cause)
            give(customer, words="水果", cost=Decimal(10 * (k + 1)), by=staff, now=now)
            give(customer, words="蛋糕", cost=Decimal(99), by=staff, now=now - timedelta(days=366))
            assert due.leading.rule.budget == 80
    return today.year


@pytest.mark.parametrize("by", KEYS)
def test_every_figure_equals_plain_sql(dealer, owner, by):
    for year in (dealer - 1, dealer, dealer + 1):
        found = lines(owner, year, by)
        for name, statement, key in (("planned", PLANNED, KEYS[by][0]), ("spent", SPENT, KEYS[by][1])):
            told = {line.key: getattr(line, name) for line in found if getattr(line, name)}
            assert told == plain(statement, key, year), (year, name)
        assert all(line.name for line in found)


def test_a_manager_sees_their_own_store(dealer, manager, store):
    assert {line.key for line in lines(manager, dealer, "store")} == {store.pk}
    assert sum(line.spent for line in lines(manager, dealer, "person")) == Decimal("126.50")


@pytest.mark.parametrize("by", KEYS)
def test_every_figure_opens_into_rows_that_add_up_to_it(dealer, owner, client_of, by):
    client = client_of(owner)
    rows = reverse("campaigns:gift-money-rows")
    assert client.get(reverse("campaigns:gift-money"), {"by": by}).status_code == 200
    for line in lines(owner, dealer, by):
        for of in ("planned", "spent"):
            asked = {"of": of, "year": dealer, "by": by, "key": line.key if line.key is not None else ""}
            page = client.get(rows, asked)
            assert sum(row.amount for row in page.context["page"].rows) == getattr(line, of) == page.context["total"]
    assert client.get(rows, {"of": "spent", "key": "x", "year": "9", "by": "?"}).status_code == 200


def test_the_gift_a_contact_calls_for_counts_for_its_rule(store, assistant, client_of):
    rule = make_rule(store, budget=80)
    contact = make_contact(make_customer(store, keeper=assistant), rule=rule)
    address = reverse("campaigns:contact-gift", args=[contact.pk])
    client_of(assistant).post(address, {"words": "鲜花", "cost": "75", "pieces": "1"})
    given = GiftGiven.objects.get()
    assert (given.cause_kind, given.cause_id, given.cost) == (money.CAUSE, contact.leading.pk, 75)
