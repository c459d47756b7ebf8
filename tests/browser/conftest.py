"""A real browser at a desk and in a hand, that fails a test for what a person would not see."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from messaging.clock import beat
from tests.system_packages import browser

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's browser, else Playwright's own where that is installed."""
    path = {"executable_path": browser()} if browser() else {}
    return {**browser_type_launch_args, "args": ["--disable-dev-shm-usage"], **path}


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture
def open_browser(new_context, live_server, assets):
    """open_browser(DESK or PHONE, staff) -> a page, logged in as staff if one is given.

    After the test it fails for whatever went wrong unseen: script errors, server errors, a policy that was broken,
    anything fetched from elsewhere.
    """
    problems = []
    beat(timezone.now())  # else a run of some minutes has the banner of a clock that stands still on every page

    def open_page(device, staff=None):
        context = new_context(**device, locale="zh-CN", timezone_id="Asia/Shanghai")
        if staff:
            context.add_cookies([session_cookie(staff, live_server.url)])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("console", lambda line: "Content Security Policy" in line.text and problems.append(line.text))
        page.on("response", lambda response: response.status >= 500 and problems.append(f"500: {response.url}"))
        page.on("request", lambda asked: is_elsewhere(asked.url, live_server.url) and problems.append(asked.url))
        return page

    yield open_page
    assert problems == []


def session_cookie(staff, url):
    client = Client()
    client.force_login(staff)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def is_elsewhere(url, home):
    return url.startswith("http") and not url.startswith(home)
