"""The store's board and the lists its figures open into."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Revisit, StorePlan
from customers.models import Activity, ArchiveCheck
from messaging.models import Message
from tests.factories import make_check, make_contact, make_customer, make_message, make_staff

BOARD = reverse("campaigns:board")


@pytest.fixture
def today():
    return timezone.localdate()


def figures(page):
    return [int(number) for number in re.findall(r'stat-value">(\d+)<', page)]


@pytest.fixture
def busy(store, assistant, care, today):
    """Two late and one due for the assistant, one late care call, one late orphan, one expired, one complaint."""
    StorePlan.objects.create(store=store, planned_on=today, through=today + timedelta(days=90))
    customer = make_customer(store, name="王桂兰", keeper=assistant)
    for late in (1, 5, 0):
        make_contact(customer, on=today - timedelta(days=late))
    make_contact(customer, doer="care", assignee=None, on=today - timedelta(days=2))
    make_contact(make_customer(store, customer_since=today), on=today - timedelta(days=2))
    make_contact(customer, on=today - timedelta(days=9), state="expired", closed_at=timezone.now())
    heard = {"way": "call", "mood": "complaint", "note": "柜门掉漆"}
    Revisit.objects.create(customer=customer, store=store, by=assistant, at=timezone.now(), **heard)
    return customer


def test_it_shows_what_is_late_due_logged_orphaned_and_too_late(busy, manager, client_of):
    page = client_of(manager).get(BOARD).content.decode()
    assert figures(page) == [4, 1, 1, 1, 1]
    assert "柜门掉漆" in page


def test_each_figure_opens_into_as_many_rows(busy, manager, client_of):
    client = client_of(manager)
    page = client.get(BOARD).content.decode()
    links = [link.replace("&amp;", "&") for link in re.findall(r'<a class="stat[^"]*" href="([^"]+)"', page)]
    assert len(links) == 5
    for link, figure in zip(links, figures(page), strict=True):
        body = client.get(link).content.decode().split("<tbody>")[1]
        assert body.count("<tr") == figure, link
    # and so does each number of the table: person by person they add up
    rows = re.findall(r'href="([^"]+which=overdue[^"]*keeper[^"]+)">(\d+)<', page)
    assert sum(int(figure) for _link, figure in rows) == 4
    for link, figure in rows:
        found = client.get(link.replace("&amp;", "&")).content.decode()
        assert found.count("<tr") - found.count("<thead") == int(figure)


def test_a_manager_sees_only_the_own_store_and_the_owner_chooses(busy, store, other_store, owner, client_of):
    stranger = make_staff(other_store, "manager")
    assert figures(client_of(stranger).get(f"{BOARD}?store={store.pk}").content.decode()) == [0, 0, 0, 0, 0]
    client = client_of(owner)
    assert figures(client.get(f"{BOARD}?store={store.pk}").content.decode())[0] == 4
    assert figures(client.get(f"{BOARD}?store={other_store.pk}").content.decode())[0] == 0


def test_an_assistants_list_holds_the_own_rows_only(busy, store, assistant, client_of, today):
    make_contact(make_customer(store, name="同事的客户", keeper=make_staff(store)), on=today)
    page = client_of(assistant).get(reverse("campaigns:contact-list")).content.decode()
    assert page.split("<tbody>")[1].count("<tr") == 3
    assert "同事的客户" not in page


def test_what_failed_to_follow_from_a_fact_is_shown_and_tried_again(store, customer, manager, client_of):
    fact = Activity.objects.create(kind="customers.keeper_given", store=store, customer=customer, at=timezone.now(),
                                   error="no disk", try_after=timezone.now(), attempts=1)  # fmt: skip
    client = client_of(manager)
    assert "no disk" in client.get(BOARD).content.decode()
    client.post(reverse("campaigns:fact-retry", args=[fact.pk]))
    fact.refresh_from_db()
    assert fact.answered_at and not fact.error


def test_a_message_nobody_knows_about_waits_for_a_persons_word(assistant, manager, client_of):
    now = timezone.now()
    stuck = make_message(assistant, channel="email", state="sending", claimed_at=now - timedelta(hours=1))
    failed = make_message(assistant, channel="email", state="failed")
    client = client_of(manager)
    for url in (BOARD, reverse("messaging:clock")):
        assert client.get(url).content.decode().count(reverse("messaging:message-again", args=[stuck.pk])) == 1
    client.post(reverse("messaging:message-arrived", args=[stuck.pk]))
    client.post(reverse("messaging:message-again", args=[failed.pk]))
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {stuck.pk: "sent", failed.pk: "waiting"}


def test_an_empty_store_says_what_to_do(store, manager, owner, client_of):
    page = client_of(manager).get(BOARD).content.decode()
    assert reverse("campaigns:rule-setup") in page


def test_an_owner_without_a_store_is_led_to_make_one(owner, client_of):
    for name in ("board", "calendar", "rule-list", "contact-list", "revisit-list"):
        assert client_of(owner).get(reverse(f"campaigns:{name}")).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["campaigns:board", "campaigns:contact-list", "campaigns:revisit-list", "campaigns:calendar",
     "campaigns:rule-list", "messaging:clock", "messaging:notice-list"],
)  # fmt: skip
def test_each_page_takes_few_statements_whatever_it_shows(
    busy, manager, client_of, name, django_assert_max_num_queries
):
    client = client_of(manager)
    with django_assert_max_num_queries({"campaigns:board": 12, "messaging:clock": 11}.get(name, 9)):
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "query", ["?store=x&which=y&keeper=z&day=2021.13.45&page=-1", "?by=x&mood=y&days=z&after=~", "?month=13"]
)
def test_nonsense_in_the_address_is_taken_for_nothing(busy, manager, client_of, query):
    for name in ("board", "contact-list", "revisit-list", "calendar", "rule-list"):
        assert client_of(manager).get(reverse(f"campaigns:{name}") + query).status_code == 200


def test_the_owner_begins_with_all_stores_and_each_opens(busy, store, other_store, owner, client_of, today):
    make_contact(make_customer(other_store, customer_since=today), on=today - timedelta(days=3))
    client = client_of(owner)
    page = client.get(BOARD).content.decode()
    assert figures(page)[0] == 5 and "全部门店" in page
    assert f'href="?store={store.pk}"' in page and f'href="?store={other_store.pk}"' in page
    links = re.findall(r'<a class="stat[^"]*" href="([^"]+)"', page)
    for link, figure in list(zip(links, figures(page), strict=True)):
        body = client.get(link.replace("&amp;", "&")).content.decode()
        assert body.partition("<tbody>")[2].count("<tr") == figure, link
    rows = re.findall(r'href="([^"]+which=overdue[^"]*store=\d+)">(\d+)<', page)
    assert [int(figure) for _link, figure in rows] == [4, 1]
    assert figures(client.get(f"{BOARD}?store={store.pk}").content.decode())[0] == 4


def test_a_week_says_what_each_day_is_for(busy, store, manager, owner, client_of, today):
    for staff in (manager, owner):
        answer = client_of(staff).get(reverse("campaigns:calendar"), {"week": today.isoformat()})
        days = {cell["day"]: cell["count"] for cell in answer.context["weeks"][0]}
        assert len(days) == 7 and days[today] == 1
        assert f"day={today.isoformat()}" in answer.content.decode()


def test_the_months_sample_that_waits_is_told_in_a_word(store, manager, client_of, today):
    url = reverse("campaigns:board")
    waiting = [make_check(make_customer(store), month=today.replace(day=1)) for _n in range(2)]
    make_check(make_customer(store), month=today.replace(day=1), result="true")
    client = client_of(manager)
    assert "本月抽查还有 2 份" in client.get(url).text
    ArchiveCheck.objects.filter(pk__in=[check.pk for check in waiting]).update(result="unreachable")
    assert "本月抽查" not in client.get(url).text
