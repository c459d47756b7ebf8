"""Whatever is edited, the plan that followed it step by step is the plan made from nothing.

Fixed and finished contacts stay, and so do those of the next three days: all else is compared.
"""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.actions.complaints import settle_complaint
from campaigns.actions.contacts import postpone, skip
from campaigns.actions.revisits import log_revisit
from campaigns.actions.rules import change_rule
from campaigns.models import Contact, Revisit, StorePlan, Touchpoint
from campaigns.planning import Changes, plan_store
from customers.actions.consent import record_consent
from customers.actions.customers import change_customer
from customers.actions.households import answer_household, leave_household
from customers.actions.keepers import give_keeper
from customers.actions.merge import merge, undo_merge
from customers.actions.orders import install_order
from customers.actions.tiers import recompute_tiers
from customers.models import Customer, Merge, TierOverride
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.errors import Refused
from tests.factories import make_customer, make_order, make_rule, make_staff, make_store

NEAR = 3


def open_dealer(rng, today, people):
    store = make_store(contacts_a_day=2)
    owner, keepers = make_staff(None, "owner"), [make_staff(store) for _n in range(2)]
    make_rule(store, lead_days=1, grace_days=2)
    make_rule(store, trigger="festival", day_code="new_year", lead_days=1, grace_days=3, way="wechat")
    make_rule(store, trigger="festival", day_code="spring_festival", lead_days=2, grace_days=3, way="wechat")
    make_rule(store, trigger="profession", day_code="constitution_day", grace_days=2, way="wechat")
    make_rule(store, trigger="after_install", after_days=7, grace_days=7, nature="service", doer="care")
    make_rule(store, trigger="stale", after_days=365, grace_days=30, nature="selling")
    wishes = ["", "", "晚上7点后", "周末", "中午"]
    for _n in range(people):
        customer = make_customer(store, keeper=rng.choice([*keepers, None]), birthday=a_birthday(rng, today),
                                 best_time=rng.choice(wishes), occupation_code=rng.choice(["", "lawyer"]))  # fmt: skip
        TierOverride.objects.create(customer=customer, letter=rng.choice("ABCD"), level=1, reason="定了", by=owner,
                                    until=today + timedelta(days=999), at=timezone.now())  # fmt: skip
        Customer.objects.filter(pk=customer.pk).update(customer_since=today - timedelta(days=800))
    recompute_tiers(today)
    return store, owner, keepers


def a_birthday(rng, today):
    day = today + timedelta(days=rng.randrange(100))
    return Birthday("solar", None, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


class Edits:
    """One of everything people do; a refusal changes nothing."""

    def __init__(self, rng, store, owner, keepers, today):
        self.rng, self.store, self.owner, self.keepers, self.today = rng, store, owner, keepers, today
        self.now = timezone.now()

    def one(self):
        customers = list(Customer.objects.order_by("pk"))
        name = self.rng.choice([
            "birthday", "occupation", "order", "consent", "merge", "undo", "join", "part", "rule", "complaint",
            "settle", "keeper", "log", "move", "skip",
        ])  # fmt: skip
        with suppress(Refused):
            getattr(self, name)(self.rng.choice(customers), self.rng.choice(customers))
        return name

    def birthday(self, customer, _other):
        change_customer(customer, by=self.owner, birthday=a_birthday(self.rng, self.today))

    def occupation(self, customer, _other):
        change_customer(customer, by=self.owner, occupation=self.rng.choice(["律师", ""]))

    def order(self, customer, _other):
        day = self.today - timedelta(days=self.rng.randrange(9))
        install_order(make_order(customer, signed_on=day), by=self.owner, on=day, today=self.today)

    def consent(self, customer, _other):
        record_consent(customer, channel=self.rng.choice(["call", "wechat", "all"]), is_given=self.rng.random() < 0.5,
                       how="phone", wording="说过", by=self.owner, at=self.now, now=self.now)  # fmt: skip

    def merge(self, customer, other):
        merge(customer, other, by=self.owner, choices={}, now=self.now)

    def undo(self, _customer, _other):
        if found := Merge.objects.filter(undone_at=None).order_by("-pk").first():
            undo_merge(found, by=self.owner, now=self.now)

    def join(self, customer, other):
        answer_household(customer, other, is_one=True, by=self.owner)

    def part(self, customer, _other):
        leave_household(customer, by=self.owner)

    def rule(self, _customer, _other):
        rule = self.rng.choice(list(self.store.rules.order_by("pk")))
        change_rule(rule, by=self.owner, today=self.today, lead_days=self.rng.randrange(3), grace_days=3)

    def complaint(self, customer, _other):
        log_revisit(customer, by=self.owner, now=self.now, way="call", outcome="reached", mood="complaint", note="响")

    def settle(self, _customer, _other):
        if heard := Revisit.objects.open_complaints().order_by("pk").first():
            settle_complaint(heard, by=self.owner, now=self.now)

    def keeper(self, customer, _other):
        give_keeper(customer, keeper=self.rng.choice(self.keepers), by=self.owner)

    def log(self, customer, _other):
        if contact := customer.contacts.planned().order_by("on").first():
            outcome = self.rng.choice(["reached", "reached", "no_answer", "wrong"])
            log_revisit(contact.customer, by=self.owner, now=self.now, way="call", outcome=outcome, contact=contact)

    def move(self, customer, _other):
        if contact := customer.contacts.planned().order_by("-on").first():
            postpone(contact, by=self.owner, to=self.today + timedelta(days=self.rng.randrange(40)), now=self.now)

    def skip(self, customer, _other):
        if contact := customer.contacts.planned().order_by("-on").first():
            skip(contact, by=self.owner, why="在外地", now=self.now)


def told(store, near):
    """The open reasons and where they stand, without the numbers of the rows."""
    rows = Touchpoint.objects.filter(store=store, rule__isnull=False, state__in=["planned", "dropped", "silenced"])
    rows = rows.exclude(contact__is_fixed=True).exclude(contact__on__lte=near)
    names = ("customer", "rule", "occurrence", "person", "wanted_on", "state", "why", "contact__on", "contact__way",
             "contact__assignee", "contact__from_hour", "contact__customer", "contact__expires_on")  # fmt: skip
    return sorted(map(str, rows.values_list(*names)))


@pytest.mark.parametrize("seed", range(2))
def test_after_any_edits_the_plan_is_one_made_from_nothing(db, seed):
    rng, today = random.Random(seed), timezone.localdate()  # reactions act on the day they happen
    store, owner, keepers = open_dealer(rng, today, people=10)
    plan_store(store, today=today)
    edits, near = Edits(rng, store, owner, keepers, today), today + timedelta(days=NEAR)
    done = []
    for _n in range(8):
        done += [edits.one() for _m in range(4)]
        kept = told(store, near)
        assert plan_store(store, today=today) == Changes(), done
        assert told(store, near) == kept, done
        reasons = Touchpoint.objects.filter(rule__isnull=False, state__in=["planned", "dropped", "silenced"])
        reasons.exclude(contact__is_fixed=True).exclude(contact__on__lte=near).delete()
        Contact.objects.planned().filter(is_fixed=False, touchpoints=None).delete()
        StorePlan.objects.update(through=today)
        plan_store(store, today=today)
        assert told(store, near) == kept, done
