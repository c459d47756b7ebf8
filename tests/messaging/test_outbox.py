"""Each message goes out once: a real SMTP server on localhost says what arrived."""

import socket
import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.db import IntegrityError, connection, transaction

from dealercrm.lib.errors import Refused
from messaging import tasks
from messaging.actions.decide import mark_as_sent, send_again
from messaging.actions.outbox import deliver
from messaging.actions.put import put
from messaging.models import Message
from tests.factories import NOW, make_message

LATER = NOW + timedelta(hours=2)


class Postman:
    """What an SMTP server was given; `refuses` (an answer) and `hangs_up` make it a bad one."""

    def __init__(self):
        self.mails, self.refuses, self.hangs_up = [], None, False

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.refuses:
            return self.refuses
        self.mails.append(envelope)
        if self.hangs_up:
            session.loop_transport.abort()
        return "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        session.loop_transport = server.transport
        envelope.mail_from = address
        return "250 OK"


@pytest.fixture
def postman(settings):
    handler = Postman()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nobody = AuthResult(success=False, handled=False)  # no password is right
    controller = Controller(handler, hostname="127.0.0.1", port=port, auth_require_tls=False,
                            authenticator=lambda *_asked: nobody)  # fmt: skip
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    yield handler
    controller.stop()


@pytest.fixture
def message(assistant):
    assistant.email = "liu@example.com"
    assistant.save()
    return make_message(assistant, channel="email", body="王姨", state="waiting", expires_at=LATER)


def state(message):
    message.refresh_from_db()
    return message.state


def test_a_waiting_message_arrives_once_and_is_noted(message, postman):
    assert deliver(message.pk, now=NOW) == "sent"
    assert deliver(message.pk, now=NOW) is None
    (mail,) = postman.mails
    assert mail.rcpt_tos == ["liu@example.com"]
    assert state(message) == "sent" and message.sent_at == NOW and message.error == ""


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_it_once(message, postman):
    together, got = threading.Barrier(4), []

    def work():
        try:
            together.wait(10)
            got.append(deliver(message.pk, now=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, got)) == ["None", "None", "None", "sent"]
    assert len(postman.mails) == 1


def test_before_its_time_nothing_happens(message, postman):
    assert deliver(message.pk, now=NOW - timedelta(minutes=1)) is None
    assert state(message) == "waiting" and not postman.mails


def test_what_is_too_late_expires_visibly(message, postman):
    assert deliver(message.pk, now=LATER + timedelta(minutes=1)) == "expired"
    assert state(message) == "expired" and message.error and not postman.mails


def test_who_left_meanwhile_gets_nothing(message, postman):
    message.staff.is_active = False
    message.staff.save()
    assert deliver(message.pk, now=NOW) == "expired"
    assert not postman.mails


def test_a_refusal_is_tried_again_with_growing_delays_then_shown(message, postman):
    postman.refuses = "451 later"
    Message.objects.update(expires_at=NOW + timedelta(days=1))
    now, delays = NOW, []
    for _ in range(4):
        assert deliver(message.pk, now=now) == "waiting"
        message.refresh_from_db()
        delays.append(message.due_at - now)
        assert "451" in message.error and message.error_class == "retry"
        now = message.due_at
    assert delays == sorted(delays) and len(set(delays)) == 4
    assert deliver(message.pk, now=now) == "failed"
    assert deliver(message.pk, now=now + timedelta(hours=9)) is None
    assert state(message) == "failed" and message.attempts == 5


def test_a_refusal_for_good_is_shown_at_once(message, postman):
    postman.refuses = "554 no"
    assert deliver(message.pk, now=NOW) == "failed"
    assert state(message) == "failed" and message.error_class == "permanent" and "554" in message.error


def test_a_server_that_wants_another_password_stops_the_channel_and_not_the_message(message, postman, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "dealer", "wrong"
    assert deliver(message.pk, now=NOW) == "waiting"
    assert state(message) == "waiting" and message.error_class == "stop_channel" and message.due_at > NOW


def test_a_message_of_one_key_is_written_once_and_in_the_app_has_arrived(assistant, customer):
    told = {"subject": "1", "body": "2", "cause": ("campaigns.digest", 7), "due_at": NOW, "expires_at": LATER}
    first = put(assistant, channel="app", dedupe_key="a", now=NOW, **told)
    assert (first.state, first.sent_at, first.recipient, first.cause_id) == ("sent", NOW, assistant, 7)
    assert put(assistant, channel="app", dedupe_key="a", now=NOW, **told) is None
    assert put(assistant, channel="email", dedupe_key="b", now=NOW, **told).state == "waiting"
    assert put(customer, channel="email", dedupe_key="c", now=LATER + timedelta(1), **told).state == "expired"
    assert Message.objects.get(dedupe_key="c").recipient == customer
    with pytest.raises(IntegrityError), transaction.atomic():
        make_message(assistant, customer=customer)


def test_a_server_that_cannot_be_reached_has_not_taken_it(message, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert deliver(message.pk, now=NOW) == "waiting"
    assert state(message) == "waiting" and message.due_at > NOW


def test_a_line_that_breaks_while_sending_leaves_it_to_a_person(message, postman):
    postman.hangs_up = True
    assert deliver(message.pk, now=NOW) == "sending"
    assert state(message) == "sending" and message.error and message.error_class == "unknown"
    # Nothing in doubt is sent again by itself ...
    assert deliver(message.pk, now=NOW + timedelta(hours=1)) is None
    assert len(postman.mails) == 1
    assert list(Message.objects.stuck(NOW + timedelta(minutes=11))) == [message]


def test_a_worker_killed_between_sending_and_noting_leaves_it_to_a_person(message, postman, manager):
    Message.objects.update(state="sending", claimed_at=NOW)
    assert deliver(message.pk, now=NOW + timedelta(hours=1)) is None
    # ... a person says whether it arrived, or sends it again.
    send_again(message, by=manager, now=NOW + timedelta(hours=1))
    assert deliver(message.pk, now=NOW + timedelta(hours=1)) == "sent"
    assert len(postman.mails) == 1
    with pytest.raises(Refused):
        mark_as_sent(message, by=manager, now=NOW)


def test_a_person_may_say_that_it_arrived(message, manager):
    Message.objects.update(state="sending", claimed_at=NOW)
    mark_as_sent(message, by=manager, now=LATER)
    assert state(message) == "sent" and message.sent_at == LATER


def test_an_emptied_broker_loses_nothing_the_rows_are_scanned_again(message, postman, monkeypatch):
    Message.objects.update(expires_at=NOW + timedelta(days=3650))
    handed_out = []
    monkeypatch.setattr(tasks.deliver, "delay", handed_out.append)  # into a broker that forgets
    tasks.send_messages()
    tasks.send_messages()
    assert handed_out == [message.pk, message.pk]
    for message_id in handed_out:
        tasks.deliver(message_id)
    assert len(postman.mails) == 1


def test_a_server_that_takes_nothing_is_left_alone_after_three_and_tried_again_later(assistant, postman, settings):
    assistant.email = "liu@example.com"
    assistant.save()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1  # nobody listens there
    waiting = {"channel": "email", "state": "waiting", "expires_at": NOW + timedelta(days=1)}
    messages = [make_message(assistant, **waiting) for _n in range(5)]
    assert [deliver(each.pk, now=NOW) for each in messages] == ["waiting"] * 3 + [None] * 2
    assert [each.attempts for each in Message.objects.order_by("pk")] == [1, 1, 1, 0, 0]
    settings.EMAIL_PORT = port
    assert [deliver(each.pk, now=NOW + timedelta(minutes=6)) for each in messages] == ["sent"] * 5
    assert len(postman.mails) == 5
