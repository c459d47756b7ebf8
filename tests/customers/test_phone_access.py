from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.actions.phone_access import forget_opened, look_into, notice_unusual, reveal_phone
from customers.models import Activity
from customers.phone_access import A_DAYS_WORK, unusual, usual_day
from dealercrm.lib.errors import Refused
from messaging.models import Message
from stores.models import Role
from tests.factories import make_contact, make_customer, make_signed_order, make_staff

ASKED, OPENED = A_DAYS_WORK.values()


@pytest.fixture
def read(store):
    """read(staff, how many customers, days ago): as many different people's numbers shown."""

    def look(staff, count, ago=0):
        at = timezone.now() - timedelta(days=ago)
        customers = [make_customer(store) for _n in range(count)]
        Activity.objects.bulk_create(
            Activity(kind="customers.phone_revealed", customer=each, store=store, by=staff, at=at) for each in customers
        )
        return customers[-1]

    return look


def test_a_days_work_is_not_remarkable_and_one_more_is_noticed_once(assistant, store, read):
    read(assistant, ASKED - 1)
    reveal_phone(make_customer(store), by=assistant)
    assert not unusual().exists()
    last = make_customer(store)
    reveal_phone(last, by=assistant)
    reveal_phone(make_customer(store), by=assistant)
    (fact,) = unusual()
    assert (fact.by, fact.data["count"]) == (assistant, ASKED + 1)


def test_the_same_customer_looked_at_over_and_over_is_one_person(assistant, store):
    customer = make_customer(store)
    for _n in range(ASKED + 5):
        reveal_phone(customer, by=assistant)
    assert not unusual().exists()


def test_who_reads_much_every_day_is_measured_by_that(assistant, read):
    for ago in (1, 2, 3):
        read(assistant, 10, ago)
    read(assistant, 25)
    assert notice_unusual(assistant, now=timezone.now()) is None
    read(assistant, 6)
    assert notice_unusual(assistant, now=timezone.now()).data["usual"] == 10


def test_what_others_read_counts_for_them(assistant, store, read):
    read(make_staff(store), ASKED)
    reveal_phone(make_customer(store), by=assistant)
    assert not unusual().exists()


def test_a_usual_day_is_the_one_in_the_middle():
    assert [usual_day(counts) for counts in ([], [4], [1, 2, 90])] == [0, 4, 2]


def test_the_owner_sees_who_read_how_many_and_looks_into_it(owner, assistant, read, store, client_of):
    make_signed_order(read(assistant, ASKED))
    read(assistant, 3, ago=2)
    reveal_phone(make_customer(store), by=assistant)
    client, log = client_of(owner), reverse("customers:reading-log")
    home, page = reverse("insights:dashboard"), client.get(log)
    rows = [(row["by__name"], row["people"], row["shown"]) for row in page.context["page"].object_list]
    assert rows == [("小刘", ASKED + 1, ASKED + 1), ("小刘", 3, 3)]
    assert f'alert-link" href="{log}"' in client.get(home).text
    (fact,) = unusual()
    assert client.post(reverse("customers:reading-seen", args=[fact.pk])).status_code == 302
    assert f'alert-link" href="{log}"' not in client.get(home).text
    assert Activity.objects.filter(kind="customers.unusual_reading_seen", by=owner, subject_id=fact.pk).exists()
    with pytest.raises(Refused):
        look_into(fact, by=owner)


def test_the_log_is_the_owners_alone_and_asks_few_questions(
    owner, manager, assistant, read, client_of, django_assert_max_num_queries
):
    for ago in range(10):
        read(assistant, 2, ago)
    assert client_of(manager).get(reverse("customers:reading-log")).status_code == 403
    client = client_of(owner)
    with django_assert_max_num_queries(7):
        assert client.get(reverse("customers:reading-log")).status_code == 200


def test_the_log_opens_into_whose_numbers_they_were(
    owner, manager, assistant, read, client_of, django_assert_max_num_queries
):
    last = read(assistant, 60)
    other = read(manager, 1)
    client, rows = client_of(owner), reverse("customers:reading-rows")
    link = f"{rows}?by={assistant.pk}&amp;day={timezone.localdate().isoformat()}"
    assert link in client.get(reverse("customers:reading-log")).text
    with django_assert_max_num_queries(8):
        page = client.get(link.replace("&amp;", "&")).text
    assert last.get_absolute_url() in page and other.get_absolute_url() not in page and "第 1 页，共 2 页" in page
    assert client_of(manager).get(link.replace("&amp;", "&")).status_code == 403
    for day in ("2026-13-45", "9999-12-31"):
        assert client.get(f"{rows}?by={assistant.pk}&day={day}").status_code == 404
    for nobody in ("", "?by=x&day=2026-01-01"):
        assert client.get(f"{rows}{nobody}").status_code == 404
    assert client.get(f"{rows}?by={assistant.pk}&day=0001-01-01").status_code == 200


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ASSISTANT, Role.CARE, Role.OWNER])
def test_who_opens_archives_whose_numbers_they_read_is_counted_once_a_day(role, store, today, client_of):
    reader = make_staff(store, role)
    customer = make_customer(store, keeper=reader if role == Role.ASSISTANT else None)
    if role == Role.CARE:
        make_contact(customer, doer="care", on=timezone.localdate())
    for _time in range(2):
        page = client_of(reader).get(customer.get_absolute_url()).text
        assert customer.phones.get().number in page
    (fact,) = Activity.objects.filter(by=reader)
    kind = "customers.numbers_on_task" if role == Role.CARE else "customers.numbers_opened"
    assert (fact.kind, fact.customer) == (kind, customer)
    assert "<li" not in client_of(reader).get(reverse("customers:customer-timeline", args=[customer.pk])).text


def test_customer_care_reads_a_number_on_a_task_and_else_asks_for_it(store, care, client_of):
    customer = make_customer(store, phones=["13812345678"])
    client, page = client_of(care), customer.get_absolute_url()
    assert "13812345678" not in client.get(page).text
    touchpoint = make_contact(customer, doer="care", on=timezone.localdate() + timedelta(days=1))
    assert "13812345678" not in client.get(page).text
    touchpoint.on = timezone.localdate()
    touchpoint.save()
    assert "13812345678" in client.get(page).text
    touchpoint.state = touchpoint.State.DONE
    touchpoint.save()
    assert "13812345678" not in client.get(page).text
    assert "13812345678" in client.post(reverse("customers:customer-reveal-phone", args=[customer.pk])).text
    assert Activity.objects.filter(kind="customers.phone_revealed", by=care, customer=customer).exists()


def test_the_owner_is_told_once_when_many_archives_are_opened(store, owner, manager, client_of):
    owner.email = "laoban@example.com"
    owner.save()
    client = client_of(manager)
    for _n in range(OPENED + 2):
        client.get(make_customer(store).get_absolute_url())
    (fact,) = unusual()
    assert (fact.by, fact.data["count"]) == (manager, OPENED + 1)
    told = Message.objects.filter(staff=owner)
    assert sorted(told.values_list("channel", flat=True)) == ["app", "email"]
    assert manager.name in told.first().subject and "61" in told.first().body
    assert Message.objects.exclude(staff=owner).count() == 0
    assert manager.name in client_of(owner).get(reverse("messaging:notice-list")).text


def test_beyond_the_cap_of_the_store_no_more_numbers_are_shown_and_the_owner_is_told(
    store, owner, assistant, client_of
):
    store.reveals_a_day = 2
    store.save()
    customers = [make_customer(store) for _n in range(3)]
    client = client_of(assistant)
    urls = [reverse("customers:customer-reveal-phone", args=[each.pk]) for each in customers]
    assert [client.post(url).status_code for url in (urls[0], urls[1], urls[0])] == [200, 200, 200]
    refused = client.post(urls[2], headers={"HX-Request": "true"})
    assert customers[2].phones.get().number not in refused.text and "2" in refused.text
    with pytest.raises(Refused):
        reveal_phone(customers[2], by=assistant)
    (fact,) = unusual()
    assert fact.data["cap"] == 2 and Message.objects.filter(staff=owner).count() == 1
    assert "2" in client_of(owner).get(reverse("customers:reading-log")).text


def test_whose_archives_were_opened_is_forgotten_when_the_log_shows_it_no_more(store, manager, client_of):
    client_of(manager).get(make_customer(store).get_absolute_url())
    today = timezone.localdate()
    assert forget_opened(today) == 0
    assert forget_opened(today + timedelta(days=40)) == 1
