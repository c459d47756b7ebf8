"""The programs `start` runs beside itself: their output in one place, none lost silently, none left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from dealercrm.local import tether

AGAIN_AT_MOST = 5  # times a program is started again ...
WITHIN = 600  # ... in so many seconds, before it is taken for broken
GRACE = 20  # seconds to finish what is under way


@dataclass
class Child:
    name: str
    command: tuple[str, ...]
    process: subprocess.Popen = None
    deaths: list[float] = field(default_factory=list)


class Children:
    """`say` takes one line of text; it is called from several threads."""

    def __init__(self, *, folder, environment, say, again_at_most=AGAIN_AT_MOST):
        self.folder, self.environment, self.say, self.again_at_most = folder, environment, say, again_at_most
        self.children = []

    def start(self, name, *command):
        """Run `python <command>` under `name`, which stands before each line it writes."""
        child = Child(name, command)
        self.children.append(child)
        self._run(child)

    def _run(self, child):
        # A session of its own: Ctrl-C reaches `start` only, which then stops its children in order.
        child.process = subprocess.Popen(
            [sys.executable, tether.__file__, str(os.getpid()), *child.command],
            cwd=self.folder,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self._relay, args=(child.name, child.process.stdout), daemon=True).start()

    def _relay(self, name, output):
        for line in output:
            self.say(f"{name:<6} | {line.rstrip()}")

    def revive(self):
        """Start again whoever died, saying so. Raises CommandError for one that died too often."""
        for child in self.children:
            code = child.process.poll()
            if code is None:
                continue
            now = time.monotonic()
            child.deaths = [death for death in child.deaths if now - death < WITHIN] + [now]
            if len(child.deaths) > self.again_at_most:
                raise CommandError(_("%(name)s keeps stopping (code %(code)s).") % {"name": child.name, "code": code})
            self.say(
                _("%(name)s stopped (code %(code)s) and is started again, %(count)s of at most %(most)s times.")
                % {"name": child.name, "code": code, "count": len(child.deaths), "most": self.again_at_most}
            )
            time.sleep(min(len(child.deaths), AGAIN_AT_MOST) - 1)  # the first time at once, then ever slower
            self._run(child)

    def stop(self):
        """End all, politely first, and whatever they started themselves."""
        for child in self.children:
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in self.children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0, deadline - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def start_programs(children, bind):
    """All that makes the shop: web server on the address `bind`, a worker for each kind of queue, and the clock."""
    children.start("web", "-m", "gunicorn", "-c", "python:dealercrm.local.web", "--bind", bind)
    calm = ("-W", "ignore:You're running the worker")  # as root, which a bare machine's owner may well be
    celery = (*calm, "-m", "celery", "--quiet", "-A", "dealercrm")
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    # From WARNING: a line for every task of every minute would bury the one that matters.
    for name, queue in (("worker", "clock"), ("mail", "messages"), ("jobs", "jobs")):
        given = ("--queues", queue, "--hostname", f"{name}@%h", "--loglevel", "WARNING")
        children.start(name, *celery, "worker", *given, *alone)
    children.start("clock", *celery, "beat", "--loglevel", "WARNING")
