"""manage.py try_outage --messages 2000: everything breaks while messages go out and a workbook comes in (MS-5)."""

import random
import time
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _

from dealercrm.local import checks
from dealercrm.local.management.commands.start import wait_for
from dealercrm.local.processes import Children, start_programs
from dealercrm.outage.blows import Blows
from dealercrm.outage.sink import Sink
from dealercrm.outage.watch import Watch
from messaging.models import Message
from stores.actions.setup import open_house
from stores.models import Staff, Store
from workbooks.actions.import_steps import layouts_of
from workbooks.actions.imports import commit_import, confirm_columns, upload_workbook
from workbooks.models import ImportJob

State, Step = Message.State, ImportJob.State
PAGES = ("today/", "customers/", "clock/", "health/")
GIVEN_UP_AFTER = 3600  # seconds
KILLED_OFTEN = 10**6
CAUSE = "outage"


class Command(BaseCommand):
    help = _("Try it: real workers, killed again and again, a bad mail server. Only in an empty DEALERCRM_VAR.")

    def add_arguments(self, parser):
        parser.add_argument("--messages", type=int, default=2000, help=_("how many are due (default: 2000)"))
        parser.add_argument("--kills", type=int, default=20, help=_("kill -9 of a worker or the clock (default: 20)"))
        parser.add_argument("--every", type=float, default=10, help=_("seconds between two blows (default: 10)"))
        parser.add_argument("--drops", type=float, default=0.02, help=_("share of broken mail lines (default: 0.02)"))
        parser.add_argument("--rows", type=int, default=20000, help=_("rows of the workbook (default: 20000)"))
        parser.add_argument("--seed", type=int, default=1, help=_("the same one, the same misfortune"))
        parser.add_argument("--port", default="8199", help=_("where the pages are served (default: 8199)"))

    def handle(self, *, messages, kills, every, drops, rows, seed, port, verbosity, **options):
        self.is_talkative = verbosity > 1
        port, chance = checks.port("127.0.0.1", port), random.Random(seed)
        call_command("migrate", verbosity=0)
        if Staff.objects.exists():
            raise CommandError(_("There is a dealer in this database: set DEALERCRM_VAR to an empty folder."))
        call_command("load_reference", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        owner, store = self._dealer()
        self._write(messages, owner)
        job = self._upload(rows, store, owner)
        connection.close()
        with Sink(drops=drops, chance=chance) as sink:
            environment = {"EMAIL_URL": sink.url, "PLAIN_STATIC": "true"}
            children = Children(
                folder=settings.BASE_DIR, environment=environment, say=self._say, again_at_most=KILLED_OFTEN
            )
            try:
                start_programs(children, f"127.0.0.1:{port}")
                wait_for(f"http://127.0.0.1:{port}/", children)
                watch = Watch(
                    [f"http://127.0.0.1:{port}/{page}" for page in PAGES], self._cookie(owner), now=timezone.now
                )
                self._run(children, Blows(children, sink, kills=kills, every=every, chance=chance), watch, job)
            finally:
                children.stop()
            self._tell(sink.taken, watch, job)

    def _dealer(self):
        store = Store(name="Outage", code="OUT")
        owner = Staff(username="outage", name="Outage", email="outage@example.com")
        return open_house(owner, password="outage-" * 3, store=store), store

    def _write(self, count, owner):
        now = timezone.now()
        given = {"staff": owner, "channel": Message.Channel.EMAIL, "body": "x", "due_at": now, "cause_kind": CAUSE}
        Message.objects.bulk_create(
            Message(subject=f"{n}", dedupe_key=f"outage:{n}", expires_at=now + timedelta(days=1), **given)
            for n in range(count)
        )

    def _upload(self, count, store, owner):
        rows = "\n".join(f"张{n},139{n:08},2024-3-{n % 28 + 1},{n % 9000 + 1000}" for n in range(count))
        text = "姓名,手机,签单日期,金额\n" + rows
        return upload_workbook(ContentFile(text.encode(), "outage.csv"), store=store, by=owner)

    def _cookie(self, owner):
        client = Client()
        client.force_login(owner)
        return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    def _say(self, line):
        """The programs' own output, for whoever asks for it."""
        if self.is_talkative:
            self.stderr.write(line)

    def _run(self, children, blows, watch, job):
        deadline = time.monotonic() + GIVEN_UP_AFTER
        watch.start()
        goes_on = True
        while goes_on and time.monotonic() < deadline:
            waits = Message.objects.filter(state=State.WAITING).exists()
            goes_on = any([blows.strike(), waits, not self._step(job)])
            children.revive()
            time.sleep(0.5)
        watch.stop()
        self.stdout.write("\n".join(blows.done))

    def _step(self, job):
        """Look through the preview and commit, as a person would; true once the import is over."""
        job.refresh_from_db()
        if job.state == Step.MAPPING:
            confirm_columns(job, {layout.sheet: layout.columns for layout in layouts_of(job)})
        elif job.state == Step.PREVIEW:
            commit_import(job)
        return job.state in (Step.DONE, Step.FAILED)

    def _tell(self, taken, watch, job):
        mails = Message.objects.filter(cause_kind=CAUSE).order_by()
        states = dict(mails.values_list("state").annotate(Count("pk")))
        unknown = set(mails.filter(state=State.SENDING).values_list("pk", flat=True))
        lost = set(mails.values_list("pk", flat=True)) - set(taken) - unknown
        lines = {
            "once": sum(times == 1 for times in taken.values()),
            "twice": sum(times > 1 for times in taken.values()),
            "unknown": f"{len(unknown)} ({len(unknown & set(taken))} of them taken by the mail server)",
            "lost": len(lost),
            "states": states,
            "import": f"{job.state} {job.totals}",
            "heartbeat at most": f"{watch.oldest_beat:.0f} s old",
            "pages": f"{watch.asked}, slowest {watch.slowest_page:.2f} s, {watch.refused} refused",
        }
        for name, value in lines.items():
            self.stdout.write(f"{name:<18} {value}")
