"""However many workers there are: no robot is written to faster than it allows, none that is broken by everybody."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection

from messaging import gates, tasks
from messaging.actions.outbox import deliver
from messaging.models import Gate, Message, Robot
from tests.factories import NOW, make_message, make_staff
from tests.messaging.gateway import Gateway

RATES = ((3, 60),)


def seconds(n):
    return NOW + timedelta(seconds=n)


def test_so_many_a_minute_and_then_as_many_again(db):
    assert [gates.enter("k", RATES, now=seconds(n)) for n in (0, 10, 20)] == [None] * 3
    assert gates.enter("k", RATES, now=seconds(30)) == seconds(60)
    assert gates.enter("k", RATES, now=seconds(59)) == seconds(60)
    assert gates.enter("k", RATES, now=seconds(60)) is None
    assert gates.enter("k", RATES, now=seconds(61)) == seconds(70)
    assert gates.enter("another", RATES, now=seconds(61)) is None


def test_the_narrower_of_two_rates_holds(db):
    both = ((2, 1), (3, 60))
    assert [gates.enter("k", both, now=seconds(0)) for _ in range(3)] == [None, None, seconds(1)]
    assert gates.enter("k", both, now=seconds(1)) is None
    assert gates.enter("k", both, now=seconds(2)) == seconds(60)


def test_it_shuts_after_three_failures_and_opens_for_one_try(db):
    for n in range(3):
        assert gates.enter("k", (), now=seconds(n)) is None
        gates.note_failure("k", "away", now=seconds(n), at_once=False)
    opens_at = seconds(2) + gates.SHUT_FOR
    assert gates.enter("k", (), now=seconds(3)) == gates.enter("k", RATES, now=seconds(3)) == opens_at
    assert gates.enter("k", RATES, now=opens_at) is None
    gates.note_failure("k", "away", now=opens_at, at_once=False)
    assert gates.enter("k", RATES, now=opens_at + timedelta(seconds=1))
    gates.note_success("k")
    assert gates.enter("k", RATES, now=opens_at + timedelta(seconds=1)) is None


@pytest.mark.django_db(transaction=True)
def test_workers_count_together():
    together, got = threading.Barrier(8), []

    def work():
        try:
            together.wait(10)
            got.extend(gates.enter("k", ((20, 60),), now=NOW) for _ in range(5))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(None) == 20 and len(got) == 40
    assert len(Gate.objects.get().passed) == 20


@pytest.fixture
def group(store, settings):
    """A robot of the store's group, and what it was told."""
    settings.LOCAL_GATEWAYS = True
    answers = []
    with Gateway(lambda *call: (200, answers[-1] if answers else {"errcode": 0})) as server:
        server.answers = answers
        server.robot = Robot.objects.create(store=store, channel="wecom", address=f"{server.url}/?key=secret")
        yield server


def write(staff, many, **fields):
    until = NOW + timedelta(days=1)
    return [
        make_message(staff, **{"channel": "wecom", "state": "waiting", "expires_at": until, **fields})
        for _n in range(many)
    ]


def test_above_its_rate_a_robots_messages_wait_unharmed(assistant, group):
    messages = write(assistant, 25)
    assert [deliver(each.pk, now=NOW) for each in messages] == ["sent"] * 20 + [None] * 5
    late = Message.objects.filter(state="waiting")
    assert {(each.attempts, each.error, each.due_at) for each in late} == {(0, "", seconds(60))}
    assert len(group.asked) == 20
    assert [deliver(each.pk, now=seconds(60)) for each in messages[20:]] == ["sent"] * 5


def test_two_people_who_wrote_down_the_same_robot_share_its_minute(assistant, manager, group):
    Robot.objects.create(staff=manager, channel="wecom", address=group.robot.address)
    messages = write(assistant, 15) + write(manager, 15)
    assert [deliver(each.pk, now=NOW) for each in messages].count("sent") == 20


def test_a_robot_that_wants_mending_is_left_alone_its_person_is_told_and_others_go_on(assistant, manager, group):
    group.answers.append({"errcode": 310000, "errmsg": "sign not match"})
    Robot.objects.create(staff=assistant, channel="dingtalk", address=f"{group.url}/robot?access_token=secret")
    first, second = write(assistant, 2, channel="dingtalk")
    assert deliver(first.pk, now=NOW) == "waiting"
    assert deliver(second.pk, now=NOW) is None
    first.refresh_from_db()
    assert first.error_class == "stop_channel" and "310000" in first.error and "secret" not in first.error
    told = Message.objects.get(staff=assistant, channel="app")
    assert "sign not match" in told.body and "secret" not in told.body
    group.answers.clear()
    assert deliver(write(manager, 1)[0].pk, now=NOW) == "sent"
    later = NOW + timedelta(minutes=6)
    assert [deliver(each.pk, now=later) for each in (second, first)] == ["sent", "sent"]
    assert Message.objects.filter(channel="app").count() == 1


def test_ones_own_robot_goes_before_the_stores_and_without_any_it_expires_in_words(assistant, group, other_store):
    own = Robot.objects.create(staff=assistant, channel="wecom", address=f"{group.url}/own?key=k")
    assert deliver(write(assistant, 1)[0].pk, now=NOW) == "sent"
    own.delete()
    assert deliver(write(assistant, 1)[0].pk, now=NOW) == "sent"
    assert [call[0] for call in group.asked] == ["/own", "/"]
    stranger = make_staff(other_store, "assistant", name="远")
    (message,) = write(stranger, 1)
    assert deliver(message.pk, now=NOW) == "expired"
    message.refresh_from_db()
    assert message.error


def test_five_hundred_for_a_robot_that_is_full_do_not_hold_up_the_others(assistant, owner, group, monkeypatch):
    handed_out = []
    monkeypatch.setattr(tasks.deliver, "delay", handed_out.append)
    monkeypatch.setattr(tasks, "AT_ONCE", 5)
    monkeypatch.setattr(tasks.timezone, "now", lambda: NOW)
    messages = write(assistant, 30)
    for each in messages[:30]:
        deliver(each.pk, now=NOW)
    owner.email = "laoban@example.com"
    owner.save()
    mail = make_message(owner, channel="email", state="waiting", expires_at=NOW + timedelta(days=1))
    tasks.send_messages()
    assert mail.pk in handed_out


def test_a_slow_answer_says_nothing_of_the_secret(assistant, group, monkeypatch):
    group.manner = "drops"
    (message,) = write(assistant, 1)
    assert deliver(message.pk, now=NOW) == "sending"
    message.refresh_from_db()
    assert "secret" not in json.dumps([message.error, *message.moves.values_list("words", flat=True)])
