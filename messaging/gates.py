"""Passing a gate: no robot is written to faster than its vendor allows, and none that is broken is tried by everybody.

One row for each, changed by one statement: however many workers there are, they count together (CHINA 3).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from messaging.models import Gate

SHUT_AFTER = 3  # failures in a row
SHUT_FOR = timedelta(minutes=5)
Rates = tuple[tuple[int, int], ...]  # (so many, in so many seconds)

PASS = """
INSERT INTO messaging_gate AS gate (key, passed, failures, words) VALUES (%(key)s, ARRAY[%(now)s]::timestamptz[], 0, '')
ON CONFLICT (key) DO UPDATE
SET passed = (gate.passed || EXCLUDED.passed)[greatest(1, cardinality(gate.passed) + 2 - %(most)s):]
WHERE (gate.shut_until IS NULL OR gate.shut_until <= %(now)s) {rates}"""
RATE = """
AND (cardinality(gate.passed) < {0}
     OR gate.passed[cardinality(gate.passed) - {0} + 1] <= %(now)s - interval '{1} s')"""
FAIL = """
INSERT INTO messaging_gate AS gate (key, passed, failures, shut_until, words)
VALUES (%(key)s, ARRAY[]::timestamptz[], 1, CASE WHEN %(at_once)s THEN %(until)s END, %(words)s)
ON CONFLICT (key) DO UPDATE SET failures = gate.failures + 1, words = %(words)s,
    shut_until = CASE WHEN %(at_once)s OR gate.failures + 1 >= %(shut_after)s THEN %(until)s ELSE gate.shut_until END"""


def enter(key: str, rates: Rates, *, now: datetime) -> datetime | None:
    """Pass through the gate: None, or when to come again. Whoever then sends nothing rolls it back."""
    if not rates:
        shut = Gate.objects.filter(key=key, shut_until__gt=now).values_list("shut_until", flat=True)
        return shut.first()
    most = max(many for many, _seconds in rates)
    with connection.cursor() as cursor:
        statement = PASS.format(rates=" ".join(RATE.format(int(many), int(seconds)) for many, seconds in rates))
        cursor.execute(statement, {"key": key, "now": now, "most": most})
        if cursor.rowcount:
            return None
    return _free_again(Gate.objects.get(pk=key), rates, now)


def _free_again(gate: Gate, rates: Rates, now: datetime) -> datetime:
    times = [gate.shut_until] if gate.shut_until else []
    for many, seconds in rates:
        if len(gate.passed) >= many:
            times.append(gate.passed[-many] + timedelta(seconds=seconds))
    return max([now, *times])


def note_failure(key: str, words: str, *, now: datetime, at_once: bool) -> None:
    """After a few in a row the gate is shut for a while, `at_once` where the gateway said why: the others wait
    unharmed. When it opens again and the next one fails too, it is shut again."""
    given: dict[str, Any] = {
        "key": key,
        "words": words[:500],
        "until": now + SHUT_FOR,
        "at_once": at_once,
        "shut_after": SHUT_AFTER,
    }
    with connection.cursor() as cursor:
        cursor.execute(FAIL, given)


def note_success(key: str) -> None:
    Gate.objects.filter(key=key, failures__gt=0).update(failures=0, shut_until=None, words="")
