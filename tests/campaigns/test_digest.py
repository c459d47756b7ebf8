"""The morning digest: one a day and person, by the store's hour; late is caught up, too late is shown."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import translation

from campaigns.actions.digest import compose, write_digests
from campaigns.models import Revisit
from dealercrm.lib.birthdays import Birthday
from messaging.models import Message
from tests.factories import NOW, TODAY, make_contact, make_customer, make_rule, make_signed_order

EIGHT = NOW.replace(hour=8, minute=29)


@pytest.fixture(autouse=True)
def address(assistant):
    assistant.email = "liu@example.com"
    assistant.save()


def of(staff, channel="app"):
    return Message.objects.get(staff=staff, channel=channel)


def test_it_says_who_is_due_who_is_late_and_whose_birthday_it_is(store, assistant):
    rule = make_rule(store, name="中秋问候", trigger="festival", day_code="mid_autumn")
    make_contact(make_customer(store, name="王姨", keeper=assistant), rule=rule, on=TODAY - timedelta(days=2))
    make_contact(make_customer(store, name="李总", keeper=assistant), rule=rule, on=TODAY)
    make_customer(store, name="寿星", keeper=assistant, customer_since=TODAY, birthday=Birthday("solar", 1970, 11, 22))
    write_digests(NOW)
    digest = of(assistant)
    assert digest.body.index("王姨") < digest.body.index("李总")
    assert "寿星" in digest.body and "中秋问候" in digest.body
    assert "2" in digest.subject and "1" in digest.subject
    assert digest.state == "sent"
    mail = of(assistant, "email")
    assert mail.state == "waiting" and mail.body == f"{digest.body}\n\nhttp://localhost:8000/today/"


def test_no_telephone_number_of_a_customer_leaves_the_house(store, assistant):
    make_contact(make_customer(store, keeper=assistant, phones=["19912345678"]))
    write_digests(NOW)
    assert not any("1991234" in message.body for message in Message.objects.all())


def test_the_manager_reads_how_the_store_stands_also_with_nobody_of_their_own(store, assistant, manager, other_store):
    make_contact(make_customer(store, keeper=assistant), on=TODAY - timedelta(days=2))
    make_contact(make_customer(other_store), on=TODAY)
    write_digests(NOW)
    digest = of(manager)
    assert digest.body == f"{store}：到期 1 项，其中逾期 1 项；昨天登记回访 0 次"
    assert "没有" not in digest.subject
    make_contact(make_customer(store, name="王姨", keeper=manager), on=TODAY)
    _something, subject, body = compose(manager, TODAY)
    assert body.startswith(f"{store}：到期 2 项") and "王姨" in body and "1" in subject


def test_not_before_the_stores_hour_and_only_once(store, assistant, manager):
    make_contact(make_customer(store, keeper=assistant))
    assert not write_digests(EIGHT)
    assert len(write_digests(NOW)) == 3  # the assistant in both ways, the manager in the app
    assert not write_digests(NOW + timedelta(minutes=1))
    assert Message.objects.count() == 3
    write_digests(NOW + timedelta(days=1))
    assert Message.objects.filter(due_at__date=TODAY + timedelta(days=1), channel="app").count() == 2


def test_nothing_due_is_said_in_the_app_but_sends_no_mail(assistant):
    write_digests(NOW)
    assert of(assistant).state == "sent"
    assert not Message.objects.filter(channel="email").exists()


def test_after_an_outage_the_same_day_it_is_still_sent_and_at_night_shown_as_too_late(store, assistant):
    make_contact(make_customer(store, keeper=assistant))
    write_digests(NOW.replace(hour=19, minute=59))
    assert of(assistant, "email").state == "waiting"
    Message.objects.all().delete()
    write_digests(NOW.replace(hour=20, minute=1))
    assert {message.state for message in Message.objects.all()} == {"expired"}


def test_who_left_gets_none(assistant):
    assistant.is_active = False
    assistant.save()
    assert not write_digests(NOW)


def test_the_owner_reads_a_line_for_each_store(store, other_store, owner, assistant):
    customer = make_customer(store, keeper=assistant)
    make_contact(customer, on=TODAY - timedelta(days=1))
    Revisit.objects.create(customer=customer, store=store, by=assistant, at=NOW - timedelta(days=1), way="call")
    write_digests(NOW)
    first = of(owner).body.splitlines()[0]
    assert first.startswith("东区店") and first.count("1") == 3
    assert "西区店" not in of(owner).body


def test_the_crew_reads_where_to_install_today(store, crew):
    customer = make_customer(store, name="赵先生", community="万科城")
    make_signed_order(customer, crew=crew, planned_install_on=TODAY)
    write_digests(NOW)
    assert "赵先生 万科城" in of(crew).body


def test_a_long_list_is_cut_and_counted(store, assistant):
    for _ in range(12):
        make_contact(make_customer(store, keeper=assistant))
    write_digests(NOW)
    lines = of(assistant).body.splitlines()
    assert lines[9].startswith("10.") and "2" in lines[10]


def test_it_is_written_in_the_houses_language_whatever_language_the_clock_has(assistant):
    with translation.override(settings.LANGUAGE_CODE):
        _something, subject, _body = compose(assistant, TODAY)
    with translation.override("en"):
        write_digests(NOW)
    assert of(assistant).subject == subject


def test_days_without_the_clock_leave_a_digest_that_came_too_late(store, assistant, manager):
    write_digests(NOW)
    write_digests(NOW + timedelta(days=4))
    for staff in (assistant, manager):
        missed = Message.objects.filter(staff=staff, state="expired").order_by("due_at")
        assert [message.due_at.date() for message in missed] == [TODAY + timedelta(days=n) for n in (1, 2, 3)]
    write_digests(NOW + timedelta(days=90))  # a long one is not told day by day
    assert Message.objects.filter(staff=manager, state="expired").count() == 3 + 14 - 1
