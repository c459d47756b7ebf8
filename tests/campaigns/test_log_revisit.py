"""Logging a contact: what it does to the touchpoint, the promise, the facts; and that it counts once."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.contacts import postpone, skip
from campaigns.actions.revisits import log_revisit
from campaigns.assignees import reassign
from campaigns.models import Contact, Revisit
from campaigns.planning import plan_store
from customers.actions.tiers import recompute_tiers
from customers.models import Activity, Consent, CustomerTier
from dealercrm.lib.errors import Refused
from stores.models import Role, Staff
from tests.factories import NOW, TODAY, make_contact, make_customer, make_signed_order, make_staff

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def touchpoint(customer):
    return make_contact(customer, expires_on=TODAY + timedelta(days=3))


def log(touchpoint, by, outcome="reached", **fields):
    fields = {"way": "call", "now": NOW} | fields
    revisit = log_revisit(touchpoint.customer, by=by, contact=touchpoint, outcome=outcome, **fields)
    touchpoint.refresh_from_db()
    return revisit


def test_reached_is_done_and_told_on_the_timeline(touchpoint, assistant):
    revisit = log(touchpoint, assistant, note="门有点响", mood="content")
    assert (touchpoint.state, touchpoint.closed_at) == ("done", NOW)
    assert revisit.store == touchpoint.store and revisit.by_name == assistant.name
    fact = Activity.objects.get()
    assert (fact.kind, fact.customer, fact.subject_id) == ("campaigns.revisit_logged", touchpoint.customer, revisit.pk)
    assert fact.data["note"] == "门有点响"


@pytest.mark.parametrize(
    "way, refuses, channel", [("call", "all", "all"), ("call", "way", "call"), ("shop", "way", "all")]
)
def test_who_wants_no_contact_has_it_withdrawn_at_once(touchpoint, assistant, way, refuses, channel):
    other = make_contact(touchpoint.customer, way="call", on=TOMORROW)
    log(touchpoint, assistant, "refused", way=way, refuses=refuses, note="别再打了，我有事会找你们")
    consent = Consent.objects.get()
    assert (consent.channel, consent.is_given, consent.wording) == (channel, False, "别再打了，我有事会找你们")
    other.refresh_from_db()
    assert (touchpoint.state, other.state) == ("done", "skipped")


def test_what_is_not_wanted_any_more_is_not_guessed(touchpoint, assistant):
    with pytest.raises(Refused):
        log(touchpoint, assistant, "refused")
    assert not Revisit.objects.exists() and not Consent.objects.exists()


def test_the_card_asks_what_is_not_wanted(touchpoint, assistant, client_of):
    page, client = reverse("campaigns:revisit-create", args=[touchpoint.customer_id]), client_of(assistant)
    sent = {"outcome": "refused", "way": "call", "contact": touchpoint.pk}
    assert client.post(page, sent).status_code == 422 and not Revisit.objects.exists()
    assert client.post(page, sent | {"refuses": "way"}).status_code == 302
    assert Consent.objects.get().channel == "call"


@pytest.mark.parametrize("outcome", ["no_answer", "later"])
def test_who_was_not_reached_comes_back_tomorrow_and_the_plan_leaves_it_there(touchpoint, assistant, outcome):
    log(touchpoint, assistant, outcome)
    assert (touchpoint.state, touchpoint.on, touchpoint.is_fixed) == ("planned", TOMORROW, True)
    plan_store(touchpoint.store, today=TODAY)
    touchpoint.refresh_from_db()
    assert touchpoint.on == TOMORROW


def test_call_me_on_friday_moves_the_touchpoint_there_and_makes_no_second_one(touchpoint, assistant):
    friday = TODAY + timedelta(days=5)
    log(touchpoint, assistant, "later", next_on=friday)
    assert (touchpoint.on, touchpoint.expires_on) == (friday, friday)
    assert Contact.objects.count() == 1


def test_a_wish_nobody_answered_on_its_last_day_is_too_late_tomorrow(customer, assistant):
    touchpoint = make_contact(customer, expires_on=TODAY)
    log(touchpoint, assistant, "no_answer")
    assert touchpoint.state == "expired"


def test_a_wrong_number_is_no_contact(touchpoint, assistant):
    log(touchpoint, assistant, "wrong")
    assert touchpoint.state == "skipped" and touchpoint.closed_why


def test_a_promise_becomes_a_touchpoint_of_the_keeper(touchpoint, assistant, manager):
    may = TODAY + timedelta(days=160)
    revisit = log(touchpoint, manager, next_on=may, note="五月再说")
    promised = Contact.objects.get(leading__promise=revisit)
    assert (promised.on, promised.assignee, promised.doer, promised.leading.rule) == (may, assistant, "keeper", None)
    assert touchpoint.state == "done"


def test_a_promise_to_a_customer_without_a_keeper_stays_with_who_made_it(store, manager, today):
    orphan = make_customer(store)
    revisit = log_revisit(orphan, by=manager, now=NOW, way="call", outcome="reached", next_on=today)
    plan_store(store, today=today)
    reassign(orphan)
    assert list(Contact.objects.todo_of(manager).due(today)) == [revisit.promised.contact]


def test_care_keeps_its_own_promises(touchpoint, care):
    revisit = log(touchpoint, care, next_on=TOMORROW)
    assert (revisit.promised.contact.doer, revisit.promised.contact.assignee) == ("care", None)
    assert revisit.promised.contact in Contact.objects.todo_of(care)


@pytest.mark.parametrize("days", [-1, 800])
def test_a_promise_for_yesterday_or_the_far_future_is_refused_and_nothing_is_kept(touchpoint, assistant, days):
    with pytest.raises(Refused):
        log(touchpoint, assistant, next_on=TODAY + timedelta(days=days))
    assert not Revisit.objects.exists()


@pytest.mark.parametrize("mood, kind", [("complaint", "complaint_heard"), ("delighted", "praise_heard")])
def test_a_complaint_and_praise_are_facts_of_their_own(touchpoint, assistant, mood, kind):
    log(touchpoint, assistant, mood=mood, note="柜门掉漆")
    fact = Activity.objects.get(kind=f"campaigns.{kind}")
    assert fact.data["note"] == "柜门掉漆"


def test_a_contact_about_what_a_colleague_closed_meanwhile_is_still_kept(touchpoint, assistant, manager):
    log(touchpoint, manager)
    before = touchpoint.closed_at
    assert log(touchpoint, assistant, now=NOW + timedelta(hours=1)).contact == touchpoint
    assert touchpoint.closed_at == before and Revisit.objects.count() == 2


def test_somebody_elses_touchpoint_is_refused(touchpoint, store, assistant):
    with pytest.raises(Refused):
        log_revisit(make_customer(store), by=assistant, contact=touchpoint, outcome="reached", way="call", now=NOW)


def test_the_same_entry_twice_is_one_revisit_and_one_promise(touchpoint, assistant):
    key = uuid4()
    first = log(touchpoint, assistant, key=key, next_on=TOMORROW)
    assert log(touchpoint, assistant, key=key, next_on=TOMORROW) == first
    assert Contact.objects.count() == 2 and Activity.objects.count() == 1


def test_a_used_key_is_no_way_to_another_customers_entry(touchpoint, store, assistant):
    key = uuid4()
    log(touchpoint, assistant, key=key)
    with pytest.raises(Refused):
        log_revisit(make_customer(store), by=assistant, outcome="reached", way="call", now=NOW, key=key)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_touchpoint", [True, False])
def test_two_taps_at_the_same_moment_are_one_revisit(assistant, customer, with_touchpoint):
    touchpoint = make_contact(customer) if with_touchpoint else None
    key, together, got = uuid4(), threading.Barrier(2), []

    def tap():
        try:
            by = Staff.objects.get(pk=assistant.pk)
            together.wait(10)
            got.append(
                log_revisit(customer, by=by, contact=touchpoint, outcome="reached", way="call", now=NOW, key=key)
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 2 and got[0] == got[1]
    assert Revisit.objects.count() == Activity.objects.count() == 1


def test_putting_off_stays_and_is_told(touchpoint, assistant):
    to = TODAY + timedelta(days=9)
    postpone(touchpoint, by=assistant, to=to, now=NOW)
    plan_store(touchpoint.store, today=TODAY)
    touchpoint.refresh_from_db()
    assert (touchpoint.on, touchpoint.expires_on, touchpoint.state) == (to, to, "planned")
    assert Activity.objects.get().kind == "campaigns.touchpoint_postponed"


def test_leaving_out_asks_why(touchpoint, assistant):
    with pytest.raises(Refused):
        skip(touchpoint, by=assistant, why="  ", now=NOW)
    skip(touchpoint, by=assistant, why="老人刚走", now=NOW)
    touchpoint.refresh_from_db()
    assert (touchpoint.state, touchpoint.closed_why) == ("skipped", "老人刚走")
    with pytest.raises(Refused):
        skip(touchpoint, by=assistant, why="又一次", now=NOW)
    with pytest.raises(Refused):
        postpone(touchpoint, by=assistant, to=TOMORROW, now=NOW)


def test_putting_off_into_the_past_is_refused(touchpoint, assistant):
    with pytest.raises(Refused):
        postpone(touchpoint, by=assistant, to=TODAY - timedelta(days=1), now=NOW)


def test_what_is_to_do_is_ones_own_cares_the_stores_and_orphans_the_managers(store, assistant, care, manager, outsider):
    mine = make_contact(make_customer(store, keeper=assistant))
    colleagues = make_contact(make_customer(store, keeper=make_staff(store, Role.ASSISTANT)))
    call = make_contact(make_customer(store, keeper=assistant), doer="care", assignee=None)
    orphans = make_contact(make_customer(store))
    todo = {staff: set(Contact.objects.todo_of(staff)) for staff in (assistant, care, manager, outsider)}
    assert todo == {assistant: {mine}, care: {call}, manager: {orphans}, outsider: set()}
    assert colleagues not in set().union(*todo.values())


def test_a_plain_log_is_left_to_the_night_and_a_mood_tiers_at_once(customer, assistant, django_assert_max_num_queries):
    make_signed_order(customer, signed_on=TODAY)
    recompute_tiers(timezone.localdate())
    before = CustomerTier.objects.get()
    said = {"by": assistant, "now": timezone.now(), "way": "call", "outcome": "reached"}
    with django_assert_max_num_queries(8):
        log_revisit(customer, note="门很好", **said)
    assert CustomerTier.objects.get().values == before.values
    with django_assert_max_num_queries(14):
        log_revisit(customer, mood="delighted", **said)
    assert CustomerTier.objects.get().values != before.values
