"""manage.py pictures: every page a role can reach, photographed in a hand and at a desk, to be looked at.

Of a page that has more than it shows at first there are further pictures: of each tab, of the sheet it opens, and of
the whole page with all that is folded opened.
"""

from importlib import import_module
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from stores.models import Staff
from stores.permissions import Role

SIZES = ((360, 640), (1280, 800))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
LINKS = "links => links.map(link => link.pathname + link.search)"
FOLDED = "main details:not([open])"
UNFOLD = "folded => folded.forEach(each => each.open = true)"
SHEET = "main [data-bs-toggle=offcanvas]"


class Command(BaseCommand):
    help = _("Photograph every page of a running `start`, as each role sees it, on a phone and at a desk.")

    def add_arguments(self, parser):
        parser.add_argument("--address", default="http://localhost:8000", help=_("where the pages are served"))
        parser.add_argument("--role", choices=Role.values, help=_("only what this role sees"))
        parser.add_argument("--folder", type=Path, default=settings.VAR / "pictures", help=_("where they are put"))

    def handle(self, *, address, role, folder, **options):
        try:
            playwright = import_module("playwright.sync_api")
        except ImportError as error:
            missing = _("Pictures are taken with Playwright, of the group dev: uv sync --group dev")
            raise CommandError(missing) from error
        address = address.rstrip("/")
        cookies = {each: session_of(each) for each in ([role] if role else Role.values)}
        folder.mkdir(parents=True, exist_ok=True)
        with playwright.sync_playwright() as driver:
            path = next(filter(None, map(which, BROWSERS)), None)
            browser = driver.chromium.launch(executable_path=path, args=["--disable-dev-shm-usage"])
            for each, session in cookies.items():
                for width, height in SIZES if session else ():
                    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
                    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
                    prefix = str(folder / f"{each}-{width}")
                    count = photograph(context.new_page(), address, prefix, playwright.Error)
                    context.close()
                    self.stdout.write(f"{each} {width} x {height}: {count}")
                    if not count:
                        raise CommandError(_("Nothing answers at %(address)s.") % {"address": address})
        self.stdout.write(str(folder))


def session_of(role: str) -> str | None:
    """The session of a first member of staff of this role; None where there is nobody."""
    staff = Staff.objects.filter(role=role, is_active=True).order_by("pk").first()
    if staff is None:
        return None
    client = Client()
    client.force_login(staff)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def photograph(page, address: str, prefix: str, failed: type[Exception]) -> int:
    """Walk from the role's home along the links, and take one picture of each kind of page; returns how many."""
    waiting, known = ["/"], set()
    while waiting:
        try:
            answer = page.goto(address + waiting.pop(0))
        except failed:  # a file to keep, no page
            continue
        if answer.status >= 400:
            continue
        name = kind_of(urlsplit(page.url).path)
        look_through(page, f"{prefix}-{name.replace(':', '-')}")
        known |= {"home", name}
        for link in page.eval_on_selector_all("main a[href^='/'], nav a[href^='/'], .who-menu a[href^='/']", LINKS):
            kind = kind_of(link)
            if kind and kind not in known:
                known.add(kind)
                waiting.append(link)
    return len(known)


def look_through(page, prefix: str) -> None:
    at_rest(page)
    page.screenshot(path=f"{prefix}.png")
    for tab in page.locator("[role=tab]").all()[1:]:
        tab.click()
        at_rest(page)
        page.screenshot(path=f"{prefix}-{tab.get_attribute('id')}.png", full_page=True)
    if page.locator(SHEET).first.is_visible():
        page.locator(SHEET).first.click()
        at_rest(page)
        page.screenshot(path=f"{prefix}-sheet.png")
        page.keyboard.press("Escape")
        at_rest(page)
    if page.locator(FOLDED).count():
        page.eval_on_selector_all(FOLDED, UNFOLD)
        at_rest(page)
        page.screenshot(path=f"{prefix}-opened.png", full_page=True)


def at_rest(page) -> None:
    """Once what was opened has slid in and fetched what it shows."""
    page.wait_for_timeout(400)
    page.wait_for_load_state("networkidle")


def kind_of(link: str) -> str | None:
    """The name of the address behind a link; None where the dealer's pages know none."""
    try:
        return resolve(urlsplit(link).path).view_name
    except Resolver404:
        return None
