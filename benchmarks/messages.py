"""Claiming messages and noting them as sent, through a real worker, beside as many bare loops on the same rows (13).

Notices in the app: what goes to a gateway takes as long as the gateway.
"""

import os
import signal
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.db import connection

from benchmarks.measuring import Pair
from messaging.tasks import send_messages

MANY, WORKERS, BATCH = 50_000, 2, 500
FILL = """
    INSERT INTO messaging_message (channel, staff_id, subject, body, variables, cause_kind, dedupe_key, state, due_at,
                                   expires_at, attempts, error, error_class, given_id, cost)
    SELECT 'app', (SELECT min(id) FROM stores_staff), 'x', 'x', '{}', 'bench', 'bench:' || n, 'waiting',
           now() - interval '1 hour', now() + interval '1 day', 0, '', '', '', 0
    FROM generate_series(1, %s) n"""
CLAIM = """
    UPDATE messaging_message SET state = 'sending', claimed_at = now() WHERE id IN (
        SELECT id FROM messaging_message WHERE state = 'waiting' AND state IN ('waiting', 'asked') AND due_at <= now()
        ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id"""
NOTE = "UPDATE messaging_message SET state = 'sent', sent_at = now() WHERE id = ANY(%s)"
LEFT = "SELECT EXISTS (SELECT FROM messaging_message WHERE state = 'waiting' AND cause_kind = 'bench')"
TWICE = """
    SELECT count(*) FROM (SELECT message_id FROM messaging_messagemove WHERE state = 'sent'
                          GROUP BY 1 HAVING count(*) > 1) t"""


def pairs(rounds):
    worker = Worker()
    try:
        worker.start()
        refill()
        through_celery()  # it has loaded what it needs
        pair = Pair("13", f"{MANY:,} messages claimed and noted", through_celery, bare, 2, rounds, before=refill).run()
        refill()
        send_messages.delay()
        time.sleep(0.3)
        worker.kill()
        worker.start()
        through_celery()
        print(f"13   a worker killed on the way: {ask(TWICE)} noted twice, {int(ask(LEFT))} left")
        yield pair
    finally:
        worker.kill()


class Worker:
    def start(self):
        given = ("--queues", "clock", "--concurrency", str(WORKERS), "--pool", "threads", "--loglevel", "ERROR")
        alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "--quiet", "-A", "dealercrm", "worker", *given, *alone],
            cwd=settings.BASE_DIR, start_new_session=True,
        )  # fmt: skip

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def refill():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE messaging_message CASCADE")
        cursor.execute(FILL, [MANY])
        cursor.execute("VACUUM ANALYZE messaging_message")


def through_celery():
    """As the clock does: a scan, handed to the worker; another where something is left after a while."""
    handed = 0.0
    while ask(LEFT):
        if time.monotonic() - handed > 20:
            handed = time.monotonic()
            send_messages.delay()
        time.sleep(0.02)


def bare():
    threads = [threading.Thread(target=claim_all) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def claim_all():
    with connection.cursor() as cursor:
        while True:
            cursor.execute(CLAIM, [BATCH])
            if not (ids := [pk for (pk,) in cursor.fetchall()]):
                break
            cursor.execute(NOTE, [ids])
    connection.close()


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
