"""One command for everything: database, pages, worker and clock, until Ctrl-C."""

import os
import signal
import time
import webbrowser
from contextlib import suppress
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from dealercrm.local import checks
from dealercrm.local.collected import collect
from dealercrm.local.processes import Children, start_programs
from dealercrm.local.tether import tether

HOST = "127.0.0.1"
PATIENCE = 60  # seconds until the first page must answer


class Command(BaseCommand):
    help = _("Start everything: database, web server, worker and clock. Ctrl-C stops it.")
    requires_system_checks = []  # after the port is known to be free

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000", help=_("where the pages are served (default: 8000)"))
        parser.add_argument("--demo", action="store_true", help=_("a believable dealer to try things on"))
        parser.add_argument("--open", action="store_true", help=_("open the browser"))

    def handle(self, *, port, demo, open, **options):
        port = checks.port(HOST, port)
        address = f"http://localhost:{port}/"
        children = Children(
            folder=settings.BASE_DIR,
            environment={"SITE_URL": os.environ.get("SITE_URL") or address.rstrip("/")},
            say=self.say,
        )
        with checks.only_one(settings.VAR), suppress(KeyboardInterrupt):
            stop_on_signals()
            try:
                self.prepare(demo)
                self.run(children, port, address, open)
            finally:
                ignore_signals()
                if children.children:
                    self.say(_("Stopping …"))
                children.stop()

    def prepare(self, demo):
        checks.database(settings.DATABASE_URL)
        checks.broker()
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        call_command("assets", stdout=self.stdout)
        self.check()
        collect()
        if demo:
            call_command("demo_data", stdout=self.stdout)
        connection.close()

    def run(self, children, port, address, open_browser):
        start_programs(children, f"{HOST}:{port}")
        wait_for(address, children)
        self.say(
            _("Ready: %(address)s (Ctrl-C stops everything; the data stays in %(folder)s)")
            % {"address": address, "folder": settings.VAR}
        )
        if open_browser:
            webbrowser.open(address)
        while True:
            time.sleep(0.5)
            children.revive()

    def say(self, line):
        with suppress(OSError):  # whoever read our output may be gone; the shop goes on
            self.stdout.write(line)
            self.stdout.flush()


def wait_for(address, children):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        children.revive()
        try:
            urlopen(address + "health/", timeout=5).close()
            return
        except HTTPError:
            return  # an answer, if not the best one
        except (URLError, OSError):
            time.sleep(0.2)
    raise CommandError(_("The web server does not answer on %(address)s.") % {"address": address})


def stop_on_signals():
    def leave(*_):
        raise KeyboardInterrupt

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, leave)
    parent = psutil.Process().parent()
    if parent and parent.name() == "uv":  # `uv run` killed hard cannot pass it on
        tether()


def ignore_signals():
    """A terminal and `uv run` may both pass on one Ctrl-C; the second must not cut the stopping short."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
