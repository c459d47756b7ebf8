"""Whatever a verb would write into an erased archive is refused, by every verb there is (AR-16)."""

from datetime import timedelta
from importlib import import_module
from inspect import getmembers, isfunction, signature
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.core.files import File
from django.db import connection, transaction
from django.urls import reverse

from campaigns.actions.revisits import log_revisit
from customers.actions import bulk, erase, keepers, orders
from customers.models import (
    Customer,
    CustomerTag,
    CustomerTier,
    DesignReview,
    Home,
    HomeItem,
    HouseholdAnswer,
    HouseholdKey,
    HouseholdMember,
    Order,
    OrderLine,
    OwnField,
    SoftRating,
    Tag,
    Tie,
    TierOverride,
)
from dealercrm.lib.errors import Refused
from referrals.actions import steps
from referrals.models import Referral
from stores.models import Staff
from tests.database import somebody_waits_for_us, where, whole_database
from tests.factories import (
    NOW,
    TODAY,
    make_check,
    make_contact,
    make_customer,
    make_file,
    make_item,
    make_member,
    make_order,
    make_referral,
    make_signed_order,
    make_store,
    make_suspicion,
)
from tests.local.machine import wait_until

YESTERDAY = TODAY - timedelta(days=1)
# A row that a verb begins with, and that is or hangs on a customer.
OF_AN_ARCHIVE = {
    "customer", "keep", "merged", "one", "found", "member", "home", "item", "order", "review", "check", "suspicion",
    "file", "contact", "referrer", "referral", "override", "rating",
}  # fmt: skip


@pytest.fixture
def gone(store, assistant, owner):
    """An erased archive with an open and a signed order; what hangs on it now was put there past all verbs."""
    customer = make_customer(
        store, keeper=assistant, name="韩梅梅", kind=Customer.Kind.DESIGNER, source=Customer.Source.INTERMEDIARY
    )
    make_signed_order(customer, signed_on=YESTERDAY)
    make_order(customer)
    erase.erase(customer, why="本人要求", by=owner, now=NOW)
    return Customer.objects.get(pk=customer.pk)


def other(customer):
    return make_customer(customer.store, name="李雷")


def signed(customer):
    return customer.orders.get(signed_on=YESTERDAY)


def unsigned(customer):
    return customer.orders.get(signed_on=None)


def review(customer):
    return DesignReview.objects.create(order=unsigned(customer), number=1, held_on=YESTERDAY)


def carried(customer):
    tag = Tag.objects.create(name="老业主")
    CustomerTag.objects.create(customer=customer, tag=tag)
    return tag


def tiered(customer):
    cutoffs = {"spent": 1, "orders": 1, "last_signed_on": YESTERDAY, "letter": "D", "level": 3, "store": customer.store}
    CustomerTier.objects.get_or_create(customer=customer, defaults=cutoffs)
    return customer


def by_hand(customer):
    said = {"by": Staff.objects.first(), "at": NOW, "until": TODAY}
    return TierOverride.objects.create(customer=customer, letter="A", level=1, **said)


def opinion(customer):
    said = {"by": Staff.objects.get(role="owner"), "at": NOW, "said_on": TODAY}
    return SoftRating.objects.create(customer=customer, aspect="kindness", stars=4, **said)


def tied(customer):
    return Tie.objects.create(first=customer, second=other(customer), relation="friend")


def answered(customer):
    first, second = customer, other(customer)
    return HouseholdAnswer.objects.create(first=first, second=second, is_one=True, by=Staff.objects.first(), at=NOW)


def together(customer):
    answer = answered(customer)
    for each in (answer.first, answer.second):
        HouseholdKey.objects.create(customer=each, household=answer.first_id)
    return customer


def line():
    return [OrderLine(product="沙发", amount=1)]


# verb: what it is given on an archive, made before it is called.
REFUSED = {
    "add_files": lambda c: ((c, [File(BytesIO(b"%PDF-1.7\n%%EOF\n"), "合同.pdf")]), {}),
    "add_home": lambda c: ((Home(customer=c, community="万科城"),), {}),
    "add_item": lambda c: ((HomeItem(home=make_item(c).home, product="沙发"),), {}),
    "add_member": lambda c: ((HouseholdMember(customer=c, name="韩大山", relation="parent"),), {}),
    "change_customer": lambda c: ((c,), {"notes": "腰不好"}),
    "change_home": lambda c: ((make_item(c).home,), {"community": "翠湖苑"}),
    "change_item": lambda c: ((make_item(c),), {"product": "书柜"}),
    "change_member": lambda c: ((make_member(c),), {"name": "韩大山"}),
    "change_review": lambda c: ((review(c),), {"today": TODAY}),
    "clear_suspicion": lambda c: ((make_suspicion(c),), {"why": "韩梅梅说的", "now": NOW}),
    "deal_directly": lambda c: ((c,), {"on": YESTERDAY, "today": TODAY}),
    "erase": lambda c: ((c,), {"why": "再来一次"}),
    "hand_out": lambda c: ((c,), {}),
    "hold_review": lambda c: ((DesignReview(order=unsigned(c), held_on=YESTERDAY, result="喜欢"),), {"today": TODAY}),
    "keep_own_values": lambda c: (
        (c,),
        {"values": {OwnField.objects.create(label="车牌", type="text"): "豫A12345"}},
    ),
    "keep_profile": lambda c: ((c,), {"studio": "韩工作室"}),
    "log_revisit": lambda c: ((c,), {"now": NOW, "way": "call", "outcome": "reached", "note": "腰不好"}),
    "merge": lambda c: ((other(c), c), {"choices": {}}),
    "name_file": lambda c: ((make_file(c), "客厅"), {}),
    "postpone": lambda c: ((make_contact(c),), {"to": TODAY, "now": NOW}),
    "move_to_store": lambda c: ((c,), {"to": make_store(), "keeper": None, "now": NOW}),
    "put_back_file": lambda c: ((make_file(c, removed_at=NOW),), {}),
    "put_into_home": lambda c: ((installed(c),), {}),
    "record_check": lambda c: ((make_check(c),), {"result": "true", "note": "是韩梅梅", "now": NOW}),
    "record_consent": lambda c: (
        (c,),
        {"channel": "call", "is_given": True, "how": "phone", "wording": "可以打", "at": NOW, "now": NOW},
    ),
    "record_referral": lambda c: ((c,), {"name": "王五", "phone": "13700000001", "relation": "friend", "now": NOW}),
    "remove_file": lambda c: ((make_file(c),), {}),
    "remove_home": lambda c: ((make_item(c).home,), {}),
    "remove_item": lambda c: ((make_item(c),), {}),
    "remove_member": lambda c: ((make_member(c),), {}),
    "remove_review": lambda c: ((review(c),), {}),
    "reopen": lambda c: ((make_contact(c),), {"now": NOW}),
    "reveal_phone": lambda c: ((c,), {}),
    "sign_order": lambda c: ((unsigned(c),), {"on": TODAY, "today": TODAY}),
    "skip": lambda c: ((make_contact(c),), {"why": "韩梅梅不要", "now": NOW}),
    "tag_customer": lambda c: ((c,), {"add": [Tag.objects.create(name="老业主")]}),
    "answer_household": lambda c: ((c, other(c)), {"is_one": True}),
    "let_tier_go": lambda c: ((by_hand(c).customer,), {"now": NOW}),
    "say_opinion": lambda c: ((c,), {"aspect": "kindness", "stars": 4, "now": NOW}),
    "set_tier": lambda c: ((tiered(c),), {"tier": "A1", "reason": "韩梅梅是老朋友", "until": TODAY, "now": NOW}),
    "take_back_opinion": lambda c: ((opinion(c),), {"now": NOW}),
    "take_back_tier": lambda c: ((by_hand(c),), {"now": NOW}),
    "leave_household": lambda c: ((together(c),), {}),
    "open_member_archive": lambda c: ((make_member(c, phone="13800138009"),), {}),
    "take_back_answer": lambda c: ((answered(c),), {}),
    "tie": lambda c: ((c, other(c)), {"relation": "friend"}),
    "untie": lambda c: ((tied(c),), {}),
    "write_order": lambda c: ((Order(customer=c),), {"lines": line()}),
}
# What goes on without the person, so that orders and other people's affairs come to their end.
GOES_ON = {
    "give_keeper", "deliver_order", "install_order", "undo_installation",
    "mend_days", "cancel_order", "return_order", "advance_referral",
    "lose_referral",
}  # fmt: skip
# About no archive that could be erased: a new one, the merge of two others (tests/customers/test_merge.py); or part of
# another verb.
ELSEWHERE = {
    "add_customer", "undo_merge", "open_archive", "heed_suppression", "settle_referral", "mark_merged",
    "may_set",
}  # fmt: skip


def installed(customer):
    """A home of theirs, and an installed order that stands in none."""
    Order.objects.filter(pk=signed(customer).pk).update(installed_on=YESTERDAY)
    return Home.objects.create(customer=customer)


def verbs():
    """{name: function} of every verb on an archive: public, signed by a person, beginning with one of its rows."""
    found = {}
    for app in ("customers", "campaigns", "referrals"):
        for path in sorted(Path(settings.BASE_DIR, app, "actions").glob("*.py")):
            module = import_module(f"{app}.actions.{path.stem}")
            for name, function in getmembers(module, isfunction):
                parameters = signature(function).parameters
                first = next(iter(parameters), None)
                own = function.__module__ == module.__name__ and not name.startswith("_")
                if own and "by" in parameters and first in OF_AN_ARCHIVE:
                    found[name] = function
    return found


VERBS = verbs()


def test_every_verb_on_an_archive_is_in_a_table():
    assert VERBS.keys() == REFUSED.keys() | GOES_ON | ELSEWHERE


@pytest.mark.parametrize("name", REFUSED)
def test_a_verb_writes_nothing_into_an_erased_archive(name, gone, owner):
    given, named = REFUSED[name](gone)
    before = whole_database()
    with pytest.raises(Refused), transaction.atomic():
        VERBS[name](*given, by=owner, **named)
    assert whole_database() == before


def test_an_order_under_way_comes_to_its_end_without_a_word_about_the_person(gone, owner):
    orders.deliver_order(signed(gone), by=owner, on=TODAY, today=TODAY)
    orders.install_order(signed(gone), by=owner, on=TODAY, today=TODAY)
    assert not Home.objects.filter(customer=gone).exists()
    orders.return_order(signed(gone), by=owner, on=TODAY, reason="韩梅梅退货", today=TODAY)
    orders.cancel_order(unsigned(gone), by=owner, reason="韩梅梅不要了", today=TODAY)
    assert not where(["韩梅梅"])


def test_what_they_recommended_goes_on_and_somebody_answers_for_the_rest(gone, owner, manager):
    referral = make_referral(gone)
    steps.advance_referral(referral, by=owner, to="contacted", now=NOW)
    steps.lose_referral(referral, by=owner, reason="不装修了", now=NOW)
    assert Referral.objects.get(pk=referral.pk).state == "lost"
    assert keepers.give_keeper(gone, keeper=manager, by=owner)


def test_many_at_once_are_tagged_but_for_the_erased(gone, owner):
    somebody, tag = other(gone), Tag.objects.create(name="老业主")
    assert bulk.tag_many([gone.pk, somebody.pk], tag=tag, by=owner) == 1
    assert set(CustomerTag.objects.values_list("customer", flat=True)) == {somebody.pk}


def test_the_page_says_so_and_offers_nothing(gone, assistant, client_of):
    page = client_of(assistant).get(reverse("customers:customer-detail", args=[gone.pk])).text
    assert "要求删除这份档案" in page
    for door in ("customers:customer-update", "customers:order-create", "campaigns:revisit-create"):
        assert f'href="{reverse(door, args=[gone.pk])}"' not in page


def test_a_door_answers_with_the_sentence(gone, assistant, client_of):
    url = reverse("campaigns:revisit-create", args=[gone.pk])
    response = client_of(assistant).post(url, {"way": "call", "outcome": "reached"}, headers={"HX-Request": "true"})
    assert response.status_code == 422 and "档案" in response.text and not gone.revisits.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who_is_first", ["erasure", "contact"])
def test_a_contact_logged_while_the_archive_is_being_erased_leaves_no_word(who_is_first, store, assistant, owner):
    customer = make_customer(store, keeper=assistant, name="韩梅梅")
    refused = []

    def log():
        log_revisit(customer, by=assistant, now=NOW, way="call", outcome="reached", note="韩梅梅腰不好")

    def take_out():
        erase.erase(customer, why="本人要求", by=owner, now=NOW)

    def try_it(verb):
        try:
            verb()
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    first, second = (take_out, log) if who_is_first == "erasure" else (log, take_out)
    other_one = Thread(target=try_it, args=(second,))
    with transaction.atomic():
        first()
        other_one.start()
        wait_until(somebody_waits_for_us)
    other_one.join()
    assert len(refused) == (who_is_first == "erasure")
    assert not where(["韩梅梅"])
