"""Whatever people do to the archives of several stores: plan, tiers and figures are what the rows say."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from campaigns.actions.revisits import log_revisit
from campaigns.models import Contact, StorePlan, Touchpoint
from campaigns.planning import plan_all
from customers.actions.keepers import give_keeper
from customers.actions.merge import merge, undo_merge
from customers.actions.moves import move_to_store
from customers.actions.orders import cancel_order, install_order, sign_order
from customers.actions.tiers import recompute_tiers, retier
from customers.models import Activity, Customer, CustomerTier, Merge, Order
from dealercrm.lib.birthdays import parse_birthday
from dealercrm.lib.errors import Refused
from insights.freshness import count_all, freshen_all
from insights.models import PeriodFigures
from insights.periods import MONTH, YEAR, Period, month_number
from insights.totals import totals
from referrals.actions.record import record_referral
from referrals.models import Referral
from stores.actions.handover import hand_over
from stores.models import Role, Staff
from tests.campaigns.contact_days import kept, told
from tests.factories import (
    NOW,
    SHANGHAI,
    TODAY,
    make_customer,
    make_order,
    make_rule,
    make_signed_order,
    make_staff,
    make_store,
)
from tests.insights.plain_sql import PLAIN, plain_counts
from tests.insights.random_dealer import make_revisit

FIRST = date(2025, 10, 1)
PEOPLE, STORES = 6, 3
PHASES = [Phase.explicit, Phase.generate]  # to make a failing example smaller takes minutes
some = st.integers(0, 99)  # which of those there are, the remainder says
deeds = st.lists(
    st.tuples(st.sampled_from(["move", "merge", "undo", "sign", "install", "cancel", "visit", "name", "give", "leave"]),
              some, some, some),
    min_size=1, max_size=12,
)  # fmt: skip
pasts = st.lists(
    st.tuples(some, st.lists(st.tuples(st.dates(FIRST, TODAY), st.booleans()), max_size=2), st.booleans()),
    min_size=3, max_size=PEOPLE,
)  # fmt: skip


@pytest.fixture(autouse=True)
def the_day_of_the_tests(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def open_dealer(pasts):
    """Three stores with the same schedule, and customers with something behind them; returns the owner."""
    stores = [make_store() for _ in range(STORES)]
    for store in stores:
        make_staff(store, Role.MANAGER)
        make_staff(store)
        make_rule(store, code="birthday", lead_days=3)
        make_rule(store, code="care", trigger="after_install", after_days=60, doer="care", grace_days=30)
    for n, (where, orders, was_visited) in enumerate(pasts):
        store = stores[where % STORES]
        born = parse_birthday(f"1980-{1 + n % 2 * 11:02}-{4 + n:02}", today=TODAY)
        customer = make_customer(store, keeper=pick(Staff.objects.filter(store=store), where), birthday=born)
        for day, is_installed in orders:
            make_signed_order(
                customer, signed_on=day, installed_on=day if is_installed else None, amount=Decimal(100 * n)
            )
        if was_visited:
            make_revisit(customer, datetime.combine(FIRST + timedelta(days=37 * n), time(9), tzinfo=SHANGHAI))
    recompute_tiers(TODAY)
    plan_all(TODAY)
    count_all(TODAY)
    return make_staff(None, Role.OWNER)


def pick(rows, n):
    rows = list(rows.order_by("pk"))
    return rows[n % len(rows)] if rows else None


class Deeds:
    """One of everything that may change what others rest on; `a`, `b`, `c` choose among what there is."""

    def __init__(self, owner):
        self.owner = owner

    def do(self, name, a, b, c):
        try:
            with transaction.atomic():
                getattr(self, name)(pick(Customer.objects.all(), a), b, c)
        except Refused:
            pass  # a rule says no: then nothing has changed

    def move(self, customer, b, c):
        to = pick(type(customer.store).objects.all(), b)
        keepers = Staff.objects.active().filter(store=to)
        move_to_store(customer, to=to, keeper=pick(keepers, c) if c % 3 else None, by=self.owner, now=NOW)

    def merge(self, customer, b, _c):
        if other := pick(Customer.objects.filter(store=customer.store).exclude(pk=customer.pk), b):
            merge(customer, other, by=self.owner, choices={}, now=NOW)

    def undo(self, _customer, b, _c):
        if merged := pick(Merge.objects.filter(undone_at=None), b):
            undo_merge(merged, by=self.owner, now=NOW)

    def sign(self, customer, b, _c):
        order = make_order(customer, amount=Decimal(b * 50))
        sign_order(order, by=self.owner, on=TODAY - timedelta(days=b), today=TODAY)

    def install(self, customer, b, c):
        if order := pick(customer.orders.all(), b):
            install_order(order, by=self.owner, on=TODAY - timedelta(days=c), today=TODAY)

    def cancel(self, customer, b, _c):
        if order := pick(customer.orders.all(), b):
            cancel_order(order, by=self.owner, reason="退单", today=TODAY)

    def visit(self, customer, b, c):
        planned = pick(customer.contacts.planned(), b)
        outcome = ["reached", "later", "no_answer", "wrong"][c % 4]
        promised = TODAY + timedelta(days=c) if b % 2 else None
        log_revisit(customer, by=customer.keeper or self.owner, now=NOW, way="call", outcome=outcome,
                    contact=planned, next_on=promised)  # fmt: skip

    def name(self, customer, b, c):
        friend = pick(Customer.objects.exclude(pk=customer.pk), b)
        phone = friend.phones.first().number if friend and c % 2 else f"139{b:04}{c:04}"
        record_referral(customer, by=self.owner, name="李四", phone=phone, relation="friend", now=NOW)

    def give(self, customer, b, _c):
        if keeper := pick(Staff.objects.active().filter(store=customer.store), b):
            give_keeper(customer, keeper=keeper, by=self.owner)

    def leave(self, _customer, b, _c):
        leaver = pick(Staff.objects.active().filter(store__isnull=False), b)
        colleagues = Staff.objects.active().filter(store=leaver.store).exclude(pk=leaver.pk)
        if colleagues:
            hand_over(leaver, receivers=list(colleagues), by=self.owner, now=NOW)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pasts, deeds)
def test_plan_tiers_and_figures_are_what_the_rows_say(db, pasts, deeds):
    everything = transaction.savepoint()
    try:
        dealer = Deeds(open_dealer(pasts))
        for deed in deeds:
            dealer.do(*deed)
        assert not Activity.objects.filter(answered_at=None).exists()
        nothing_lies_in_a_store_its_customer_left()
        the_plan_is_as_one_made_from_nothing()
        tiers_are_as_if_counted_anew()
        every_figure_is_what_plain_sql_counts()
    finally:
        transaction.savepoint_rollback(everything)


def nothing_lies_in_a_store_its_customer_left():
    assert not Contact.objects.planned().exclude(store=F("customer__store")).exists()
    assert kept() == told()
    assert (
        not Contact.objects.planned()
        .exclude(assignee__store=F("store"))
        .filter(assignee__store__isnull=False, assignee__is_active=True)
        .exists()
    )
    assert not Order.objects.filter(signed_on=None, cancelled_on=None).exclude(store=F("customer__store")).exists()
    assert not Referral.objects.open().exclude(store=F("referrer__store")).exists()
    assert not Referral.objects.exclude(state="lost").filter(referee=F("referrer")).exists()
    assert not Customer.objects.exclude(keeper__store=F("store")).filter(keeper__isnull=False).exists()


def the_plan_is_as_one_made_from_nothing():
    contacts = Contact.objects.planned().filter(is_fixed=False)
    reasons = Touchpoint.objects.filter(state__in=["planned", "dropped", "silenced"], rule__isnull=False)
    reasons = reasons.exclude(contact__is_fixed=True)
    shown = ("customer", "store", "leading__rule", "leading__occurrence", "on", "expires_on", "assignee", "doer")
    why = ("customer", "store", "rule", "occurrence", "wanted_on", "latest", "state", "why")

    def told():
        return [sorted(contacts.values_list(*shown), key=str), sorted(reasons.values_list(*why), key=str)]

    kept = told()
    reasons.delete()
    contacts.delete()
    StorePlan.objects.all().delete()
    plan_all(TODAY)
    assert told() == kept


def tiers_are_as_if_counted_anew():
    columns = ("customer", "store", "letter", "level", "spent", "orders", "last_signed_on")
    kept = list(CustomerTier.objects.order_by("customer").values_list(*columns))
    CustomerTier.objects.all().delete()
    retier(list(Customer.objects.values_list("pk", flat=True)), today=TODAY)
    assert list(CustomerTier.objects.order_by("customer").values_list(*columns)) == kept


def every_figure_is_what_plain_sql_counts():
    freshen_all()
    for row in PeriodFigures.objects.select_related("store").order_by("pk"):
        period = Period(month_number(row.month), row.months)
        assert {name: getattr(row, name) for name in PLAIN} == plain_counts(row.store, period), (row, row.months)
    for months in (MONTH, YEAR):
        last = month_number(TODAY)
        for month, counts in totals(last - 13, last, months).items():
            assert counts == plain_counts(None, Period(month, months)), (month, months)
