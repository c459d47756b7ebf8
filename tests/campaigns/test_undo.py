"""What was logged by a slip of the thumb is taken back within minutes, and leaves nothing behind."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.contacts import postpone, skip
from campaigns.actions.revisits import log_revisit
from campaigns.actions.undo import reopen, undo_revisit
from campaigns.models import Contact, Revisit
from campaigns.planning import plan_store
from customers.models import Activity, Consent, Customer, MarkedText
from dealercrm.lib.errors import Refused
from insights.models import PeriodFigures
from stores.models import Staff
from tests.factories import make_contact, make_customer, make_rule

HTMX = {"HX-Request": "true"}
NOW_AND_THEN = ("closed_at", "closed_why", "on", "expires_on", "is_fixed", "state")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def touchpoint(customer, today):
    return make_contact(customer, on=today, expires_on=today + timedelta(days=3))


def log(touchpoint, by, now, outcome="reached", **fields):
    fields = {"way": "call"} | fields
    return log_revisit(touchpoint.customer, by=by, contact=touchpoint, outcome=outcome, now=now, **fields)


WHAT = ("customer", "leading__rule", "leading__occurrence", "touchpoints__state")


def as_it_is():
    """The tables a contact writes to."""
    touchpoints = Contact.objects.order_by("customer", "leading__occurrence", "leading__rule")
    return (
        list(touchpoints.values_list(*WHAT, *NOW_AND_THEN)),
        list(Consent.objects.values_list("pk")),
        list(Customer.objects.order_by("pk").values_list("pk", "updated_at")),
        list(Revisit.objects.values_list("pk")),
        list(MarkedText.objects.values_list("pk")),
    )


@pytest.mark.parametrize(
    "entry",
    [
        {"outcome": "reached", "mood": "delighted", "next_on": 5},
        {"outcome": "reached", "mood": "complaint", "note": "柜门掉漆"},
        {"outcome": "no_answer"},
        {"outcome": "later", "next_on": 9},
        {"outcome": "wrong"},
        {"outcome": "refused", "refuses": "all"},
        {"outcome": "refused", "refuses": "way"},
    ],
    ids=lambda entry: entry["outcome"],
)
def test_all_is_as_it_was_before(touchpoint, assistant, now, today, entry):
    customer = touchpoint.customer
    make_contact(customer, rule=make_rule(customer.store, name="电话"), way="call", is_fixed=True)
    make_contact(customer, rule=make_rule(customer.store, name="微信"), way="wechat", is_fixed=True)
    before = as_it_is()
    if "next_on" in entry:
        entry = entry | {"next_on": today + timedelta(days=entry["next_on"])}
    revisit = log(touchpoint, assistant, now, **entry)
    assert as_it_is() != before
    undo_revisit(revisit.pk, by=assistant, now=now + timedelta(minutes=2))
    assert as_it_is() == before
    (told,) = Activity.objects.all()
    assert told.kind == "campaigns.revisit_taken_back" and told.data == {"outcome": entry["outcome"]}


def test_what_the_plan_took_back_for_a_consent_is_planned_again(customer, assistant, now, today):
    make_rule(customer.store, trigger="festival", day_code="new_year")
    Customer.objects.filter(pk=customer.pk).update(customer_since=today, keeper=assistant)
    plan_store(customer.store, today=today)
    planned = Contact.objects.planned().filter(customer=customer, leading__rule__day_code="new_year")
    assert planned.exists()
    revisit = log_revisit(customer, by=assistant, now=now, way="call", outcome="refused", refuses="all")
    assert not planned.exists()
    undo_revisit(revisit.pk, by=assistant, now=now)
    assert planned.exists()


def test_an_archive_that_was_confirmed_is_as_old_as_before(customer, assistant, now):
    rule = make_rule(customer.store, trigger="stale", after_days=365)
    touchpoint = make_contact(customer, rule=rule)
    long_ago = now - timedelta(days=800)
    Customer.objects.filter(pk=customer.pk).update(updated_at=long_ago)
    revisit = log(touchpoint, assistant, now)
    customer.refresh_from_db()
    assert customer.updated_at == now
    undo_revisit(revisit.pk, by=assistant, now=now)
    customer.refresh_from_db()
    assert customer.updated_at == long_ago


def test_the_figures_count_anew(touchpoint, assistant, now):
    revisit = log(touchpoint, assistant, now)
    PeriodFigures.objects.update(is_stale=False)
    undo_revisit(revisit.pk, by=assistant, now=now)
    assert PeriodFigures.objects.filter(store=touchpoint.store, is_stale=True).exists()


def test_only_who_logged_it_within_minutes_and_while_nobody_went_on(touchpoint, assistant, manager, now, today):
    revisit = log(touchpoint, assistant, now, next_on=today)
    with pytest.raises(Refused):
        undo_revisit(revisit.pk, by=manager, now=now)
    with pytest.raises(Refused):
        undo_revisit(revisit.pk, by=assistant, now=now + timedelta(minutes=11))
    kept = log(revisit.promised.contact, assistant, now)
    with pytest.raises(Refused):  # the promise was kept
        undo_revisit(revisit.pk, by=assistant, now=now)
    undo_revisit(kept.pk, by=assistant, now=now)
    assert undo_revisit(revisit.pk, by=assistant, now=now) == touchpoint.customer


def test_who_came_back_and_was_reached_then_stays(touchpoint, assistant, now):
    missed = log(touchpoint, assistant, now, "no_answer")
    log(touchpoint, assistant, now)
    with pytest.raises(Refused):
        undo_revisit(missed.pk, by=assistant, now=now)
    touchpoint.refresh_from_db()
    assert touchpoint.state == "done" and Revisit.objects.count() == 2


def test_an_answer_that_came_second_is_taken_back_without_touching_the_first(touchpoint, assistant, manager, now):
    log(touchpoint, manager, now)
    second = log(touchpoint, assistant, now)
    undo_revisit(second.pk, by=assistant, now=now)
    touchpoint.refresh_from_db()
    assert touchpoint.state == "done" and Revisit.objects.get().by == manager


def test_a_mark_of_its_words_goes_with_it(customer, assistant, client_of, now):
    url = reverse("campaigns:revisit-create", args=[customer.pk])
    entry = {"way": "call", "outcome": "reached", "note": "孩子今年6岁", "child_keep": "1", "key": uuid4()}
    client_of(assistant).post(url, entry)
    assert MarkedText.objects.exists()
    undo_revisit(Revisit.objects.get().pk, by=assistant, now=timezone.now())
    assert not MarkedText.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_one_tap_brings_the_card_back_on_top_and_a_second_says_so(store, assistant, client_of, today, headers):
    _first, second = (make_contact(make_customer(store, keeper=assistant), on=today) for _ in range(2))
    client = client_of(assistant)
    url = reverse("campaigns:revisit-create", args=[second.customer_id])
    client.post(url, {"contact": second.pk, "way": "call", "outcome": "reached"})
    assert reverse("campaigns:revisit-undo", args=[Revisit.objects.get().pk]) in client.get("/today/").text
    undo = reverse("campaigns:revisit-undo", args=[Revisit.objects.get().pk])
    answer = client.post(undo, headers=headers, follow=True)
    assert f'name="contact" value="{second.pk}"' in answer.text and not Revisit.objects.exists()
    assert client.post(undo, headers=headers, follow=True).status_code == 200
    assert Contact.objects.planned().count() == 2


def test_from_the_customers_page_it_leads_back_there(customer, assistant, client_of):
    client = client_of(assistant)
    url = reverse("campaigns:revisit-create", args=[customer.pk])
    page = client.post(url, {"way": "shop", "outcome": "reached"}, follow=True).text
    undo = reverse("campaigns:revisit-undo", args=[Revisit.objects.get().pk])
    assert undo in page
    assert client.post(undo).headers["Location"] == customer.get_absolute_url()


def test_putting_off_and_leaving_out_are_taken_back_too(touchpoint, assistant, manager, client_of, now, today):
    before = as_it_is()
    postpone(touchpoint, by=assistant, to=today + timedelta(days=4), now=now)
    with pytest.raises(Refused):
        reopen(touchpoint, by=manager, now=now)
    assert reopen(touchpoint, by=assistant, now=now)
    assert as_it_is() == before and not reopen(touchpoint, by=assistant, now=now)
    skip(touchpoint, by=assistant, why="在外地", now=now)
    client = client_of(assistant)
    undo = reverse("campaigns:contact-undo", args=[touchpoint.pk])
    for _time in range(2):
        assert client.post(undo, headers=HTMX).status_code == 200
    assert as_it_is() == before and not Activity.objects.filter(kind__startswith="campaigns.").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_back_at_the_same_moment_take_it_back_once(assistant, customer, now, today):
    touchpoint = make_contact(customer, on=today)
    revisit = log(touchpoint, assistant, now, "refused", refuses="all")
    together, got = Barrier(2), []

    def tap():
        try:
            by = Staff.objects.get(pk=assistant.pk)
            together.wait(10)
            got.append(undo_revisit(revisit.pk, by=by, now=now))
        finally:
            connection.close()

    threads = [Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got, key=bool) == [None, customer]
    touchpoint.refresh_from_db()
    assert touchpoint.state == "planned" and not Consent.objects.exists()
    assert Activity.objects.get().kind == "campaigns.revisit_taken_back"
