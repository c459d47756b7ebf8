"""Web, worker and clock as docker-compose.yml runs them: three processes, a Redis, a PostgreSQL database of their own.

The worker is killed and the broker emptied in the middle of sending: no message is lost, none goes out twice.
"""

import asyncio
import os
import signal
import socket
import subprocess
from collections import Counter
from datetime import timedelta
from urllib.request import urlopen

import psycopg2
import pytest
import redis
from aiosmtpd.controller import Controller
from django.conf import settings
from django.utils import timezone

from dealercrm.local import server
from tests.local.machine import Program, run, wait_until

MESSAGES = 150
SEED = """
from datetime import datetime, timedelta
from django.utils import timezone
from messaging.models import Message
from stores.models import Staff, Store
now = timezone.now()
store = Store.objects.create(code="east", name="East", digest_at="%(due)s")
people = [Staff(username=f"p{n}", name=f"P{n}", role="assistant", store=store, email=f"p{n}@shop.test")
          for n in range(%(messages)d)]
Staff.objects.bulk_create([*people, Staff(username="late", name="Late", role="assistant", store=store)])
common = {"cause_kind": "campaigns.digest", "channel": "email", "due_at": now}
common |= {"expires_at": now + timedelta(hours=1), "subject": "Your day", "body": "Somebody is due."}
Message.objects.bulk_create(Message(staff=person, dedupe_key=str(person.pk), **common) for person in people)
"""


class Letterbox:
    """Counts whom a letter reached; slow enough for the worker to be killed while it sends."""

    def __init__(self):
        self.arrived = Counter()

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(0.05)
        self.arrived.update(envelope.rcpt_tos)
        return "250 taken"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def letters():
    controller = Controller(Letterbox(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def broker():
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    client = redis.Redis(port=port)
    wait_until(lambda: answers(client))
    yield client
    client.close()
    process.terminate()
    process.wait()


def answers(client):
    try:
        return client.ping()
    except redis.ConnectionError:
        return False


@pytest.fixture
def database():
    """A new database beside the tests' own, on a connection that sees what others commit."""
    address = server.address(settings.VAR / "postgres")
    name = f"test_dealercrm_production_{os.getpid()}"
    front_door = psycopg2.connect(**address, dbname="postgres")
    front_door.autocommit = True
    front_door.cursor().execute(f"CREATE DATABASE {name} {server.LOCALE}")
    connection = psycopg2.connect(**address, dbname=name)
    connection.autocommit = True
    yield Database(connection, f"postgres://{address['user']}@/{name}?host={address['host']}")
    connection.close()
    front_door.cursor().execute(f"DROP DATABASE {name} (FORCE)")
    front_door.close()


class Database:
    def __init__(self, connection, url):
        self.cursor, self.url = connection.cursor(), url

    def ask(self, question):
        self.cursor.execute(question)
        return self.cursor.fetchall()


@pytest.fixture
def machine(tmp_path, database, broker, letters):
    """What .env says, and a database brought up to date as the service `setup` does."""
    given = {
        "DATABASE_URL": database.url,
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{broker.connection_pool.connection_kwargs['port']}/0",
        "EMAIL_URL": f"smtp://127.0.0.1:{letters.port}",
        "SECRET_KEY": "of-this-test-only-" + "x" * 40,
        "DEALERCRM_VAR": str(tmp_path),
        "PLAIN_STATIC": "true",
    }
    for command in (["migrate", "--no-input"], ["load_reference"]):
        code, output = run("manage.py", *command, **given)
        assert code == 0, output
    return given


def worker(machine, queues="clock,messages,jobs"):
    command = f"-m celery -A dealercrm worker --queues {queues} --hostname {queues}@%h --loglevel INFO --concurrency 2"
    program = Program(*command.split(), **machine)
    program.wait_for("ready")
    return program


def wake_up(machine, task):
    """Before its minute, to save the test's time; what follows is left to the clock."""
    code, output = run("-m", "celery", "-A", "dealercrm", "call", task, **machine)
    assert code == 0, output


def test_a_worker_killed_and_a_broker_emptied_lose_nothing_and_double_nothing(machine, database, broker, letters):
    ten_minutes_ago = timezone.localtime() - timedelta(minutes=10)
    due = ten_minutes_ago.time() if ten_minutes_ago.date() == timezone.localdate() else "00:00"
    code, output = run("manage.py", "shell", "-c", SEED % {"due": due, "messages": MESSAGES}, **machine)
    assert code == 0, output
    arrived = letters.handler.arrived
    port = free_port()

    web = Program("-m", "gunicorn", "-c", "python:dealercrm.local.web", "--bind", f"127.0.0.1:{port}", **machine)
    clock = Program("-m", "celery", "-A", "dealercrm", "beat", "--loglevel", "INFO", **machine)
    with web, clock:
        with worker(machine) as first:
            wake_up(machine, "messaging.tasks.send_messages")
            wait_until(lambda: len(arrived) >= 20, seconds=90)
            os.killpg(first.process.pid, signal.SIGKILL)
        broker.flushall()
        assert len(arrived) < MESSAGES  # else it was killed too late to prove anything
        with worker(machine):
            wait_until(lambda: not waiting(database), seconds=90)
            wait_until(lambda: written_by_the_clock(database), seconds=90)
            with urlopen(f"http://127.0.0.1:{port}/health/") as answer:
                assert b'"clock": ' in answer.read()

    assert set(arrived.values()) == {1}
    states = dict(database.ask("SELECT state, count(*) FROM messaging_message WHERE channel = 'email' GROUP BY 1"))
    # What the dead worker's two processes had in hand may have gone out or not: a person is shown it and decides.
    in_doubt = states.pop("sending", 0)
    assert in_doubt <= 2
    assert states == {"sent": MESSAGES - in_doubt}
    assert MESSAGES - in_doubt <= len(arrived) <= MESSAGES


def test_a_mail_server_that_says_nothing_does_not_hold_up_the_clock(machine, database):
    code, output = run("manage.py", "shell", "-c", SEED % {"due": "00:00", "messages": 10}, **machine)
    assert code == 0, output
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.listen(50)
        deaf = machine | {"EMAIL_URL": f"smtp://127.0.0.1:{silent.getsockname()[1]}"}
        with worker(deaf, "clock"), worker(deaf, "messages"):
            wake_up(deaf, "messaging.tasks.send_messages")
            wait_until(lambda: database.ask("SELECT 1 FROM messaging_message WHERE state = 'sending'"), seconds=30)
            asked = timezone.now()
            wake_up(deaf, "messaging.tasks.beat")
            wait_until(lambda: database.ask(f"SELECT 1 FROM messaging_heartbeat WHERE at > '{asked}'"), seconds=5)


def waiting(database):
    return database.ask("SELECT count(*) FROM messaging_message WHERE state = 'waiting'")[0][0]


def written_by_the_clock(database):
    return database.ask(
        "SELECT 1 FROM messaging_message m JOIN stores_staff s ON s.id = m.staff_id "
        "WHERE s.username = 'late' AND m.channel = 'app'"
    )
