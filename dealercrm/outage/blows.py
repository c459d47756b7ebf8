"""What goes wrong, and when: the same seed gives the same misfortune."""

import os
import random
import signal
import time
from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.db import connection

from dealercrm.local.postgres.base import folder
from dealercrm.local.processes import Child, Children
from dealercrm.local.server import restart
from dealercrm.outage.sink import Sink

SILENCE = 40  # seconds the mail server says nothing
VICTIMS = {"mail": 6, "clock": 1, "worker": 2, "jobs": 1}  # programs of `start`, by how often they are hit


class Blows:
    """`children` are the running programs; call `strike` again and again until it says that all has been done."""

    def __init__(self, children: Children, sink: Sink, *, kills: int, every: float, chance: random.Random):
        self.children, self.sink, self.every, self.chance = children, sink, every, chance
        self.left: list[Callable[[], str]] = [self.kill] * kills
        self.left += [self.empty_the_broker, self.empty_the_broker, self.silence_the_mail]
        if not settings.DATABASE_URL:
            self.left.append(self.restart_postgres)
        chance.shuffle(self.left)
        self.done: list[str] = []
        self._next = time.monotonic() + 2 * every
        self._until = 0.0  # when the mail server speaks again

    def strike(self) -> bool:
        now = time.monotonic()
        self.sink.is_silent = now < self._until
        if self.left and now >= self._next:
            self._next = now + self.every
            self.done.append(self.left.pop()())
        return bool(self.left) or self.sink.is_silent

    def kill(self) -> str:
        name = self.chance.choices(list(VICTIMS), list(VICTIMS.values()))[0]
        victim: Child = next(child for child in self.children.children if child.name == name)
        os.killpg(victim.process.pid, signal.SIGKILL)
        return f"kill -9 {name}"

    def empty_the_broker(self) -> str:
        return f"broker emptied ({current_app.control.purge()})"

    def silence_the_mail(self) -> str:
        self._until = time.monotonic() + SILENCE
        return "mail server silent"

    def restart_postgres(self) -> str:
        connection.close()  # this program's own would break too
        restart(folder())
        return "Postgres restarted"
