"""Each move of a message is kept, with its time and words; and who may not be written to any more is not."""

from datetime import timedelta

import pytest
from django.core import mail

from dealercrm.lib.errors import Refused
from messaging.actions.decide import answer_request, mark_as_sent, send_again, settle
from messaging.actions.outbox import deliver, show_in_app
from messaging.actions.put import put
from messaging.models import Message
from tests.factories import NOW, make_message

UNTIL = NOW + timedelta(days=1)
ALLOWED = {"how": "spoken", "wording": "可以发邮件", "at": NOW - timedelta(days=9)}


def moves(message):
    return list(message.moves.values_list("state", flat=True))


def write(recipient, **fields):
    given = {
        "channel": "email", "subject": "保养提醒", "body": "该保养了", "cause": ("test", None), "due_at": NOW,
        "expires_at": UNTIL, "dedupe_key": "k", "now": NOW,
    }  # fmt: skip
    return put(recipient, **given | fields)


@pytest.fixture
def customer(customer):
    customer.email = "wang@example.com"
    customer.save()
    customer.consents.create(channel="email", is_given=True, **ALLOWED)
    return customer


def test_a_life_is_told_move_by_move(assistant, settings):
    assistant.email = "liu@example.com"
    assistant.save()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    message = write(assistant)
    deliver(message.pk, now=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver(message.pk, now=NOW + timedelta(minutes=2)) == "sent"
    assert moves(message) == ["waiting", "waiting", "sent"]
    assert "Refused" in message.moves.all()[1].words and message.moves.last().at == NOW + timedelta(minutes=2)


def test_what_needs_a_yes_waits_for_it(assistant, manager):
    message = write(assistant, needs_yes=True)
    assert message.state == "asked" and deliver(message.pk, now=NOW) is None
    answer_request(message, yes=True, by=manager, now=NOW)
    message.refresh_from_db()
    assert message.state == "waiting" and message.moves.last().by == manager
    with pytest.raises(Refused):
        answer_request(message, yes=False, by=manager, now=NOW)
    other = write(assistant, needs_yes=True, dedupe_key="other")
    answer_request(other, yes=False, by=manager, now=NOW)
    assert moves(other) == ["asked", "expired"]


def test_a_customer_who_said_yes_gets_an_e_mail_by_day(customer):
    message = write(customer)
    assert deliver(message.pk, now=NOW.replace(hour=22)) is None
    message.refresh_from_db()
    assert message.due_at == (NOW + timedelta(days=1)).replace(hour=9) and message.attempts == 0
    assert deliver(message.pk, now=message.due_at) == "sent"
    assert [letter.to for letter in mail.outbox] == [["wang@example.com"]]


@pytest.mark.parametrize("channel", ["email", "all"])
def test_a_word_that_was_taken_back_stops_what_is_planned(customer, channel):
    message = write(customer)
    customer.consents.create(channel=channel, is_given=False, **ALLOWED | {"at": NOW})
    assert deliver(message.pk, now=NOW) == "expired"
    assert not mail.outbox and moves(message) == ["waiting", "expired"]


def test_without_a_word_there_is_no_e_mail_and_without_an_address_neither(customer):
    customer.consents.all().delete()
    assert deliver(write(customer).pk, now=NOW) == "expired"
    customer.consents.create(channel="email", is_given=True, **ALLOWED)
    customer.email = ""
    customer.save()
    assert deliver(write(customer, dedupe_key="b").pk, now=NOW) == "expired"


OBJECTIONS = [lambda customer, cause: "投诉未结" if cause == "greeting" else ""]


def test_a_floor_above_may_object(customer, settings):
    settings.MESSAGE_OBJECTIONS = "tests.messaging.test_moves.OBJECTIONS"
    greeting, service = write(customer, cause=("greeting", 1)), write(customer, cause=("service", 1), dedupe_key="b")
    assert [deliver(each.pk, now=NOW) for each in (greeting, service)] == ["expired", "sent"]
    assert greeting.moves.last().words == "投诉未结"


def test_notices_in_the_app_are_shown_by_the_thousand_when_they_are_due(assistant, manager):
    later = [write(assistant, channel="app", due_at=NOW + timedelta(hours=n), dedupe_key=f"{n}") for n in (1, 2, 3)]
    assert {each.state for each in later} == {"waiting"}
    ids = [each.pk for each in later]
    assert show_in_app(ids, now=NOW + timedelta(hours=2)) == 2
    assert show_in_app(ids, now=NOW + timedelta(hours=2)) == 0
    assert show_in_app(ids, now=UNTIL + timedelta(hours=1)) == 0
    assert [Message.objects.get(pk=pk).state for pk in ids] == ["sent", "sent", "expired"]
    assert moves(later[0]) == ["waiting", "sent"] and moves(later[2]) == ["waiting", "expired"]


def held(staff, many):
    return [
        make_message(staff, channel="email", state="sending", error_class="restored", error="备份", claimed_at=NOW)
        for _n in range(many)
    ]


@pytest.mark.parametrize(("decision", "state"), [("gone_out", "sent"), ("again", "waiting"), ("leave", "expired")])
def test_what_a_backup_brought_back_is_settled_by_one_word(assistant, owner, decision, state):
    rows = held(assistant, 3)
    other = make_message(assistant, channel="email", state="sending", claimed_at=NOW)
    assert settle(Message.objects.filter(pk__in=[rows[0].pk, other.pk]), decision, by=owner, now=NOW) == 1
    assert settle(Message.objects.all(), decision, by=owner, now=NOW) == 2
    assert set(Message.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", "error")) == {(state, "")}
    assert rows[0].moves.get().by == owner
    other.refresh_from_db()
    assert other.state == "sending"
    with pytest.raises(Refused):
        settle(Message.objects.all(), "perhaps", by=owner, now=NOW)


def test_a_persons_word_is_kept_with_their_name(assistant, manager):
    message = make_message(assistant, channel="email", state="failed")
    send_again(message, by=manager, now=NOW)
    Message.objects.update(state="sending", claimed_at=NOW)
    mark_as_sent(message, by=manager, now=NOW)
    assert [(move.state, move.by) for move in message.moves.all()] == [("waiting", manager), ("sent", manager)]
