"""The whole path of a newcomer, on the product as `start` runs it: from an empty machine to the owner's figures."""

import re
import shutil
import socket
from datetime import datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.factories import PASSWORD, SHANGHAI
from tests.local.machine import ROOT, Program, processes_of, wait_until

pytestmark = pytest.mark.browser
WORKBOOK = ROOT / "tests/data/dealer_customers.xlsx"


class Postbox(MessageHandler):
    def __init__(self):
        super().__init__()
        self.letters = []

    def handle_message(self, message):
        self.letters.append(message)


@pytest.fixture
def postbox():
    handler = Postbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.url = f"smtp://127.0.0.1:{controller.port}"
    yield handler
    controller.stop()


@pytest.fixture
def shop(tmp_path, assets, postbox):
    """The product, started empty on a machine of its own."""
    shutil.copytree(settings.ASSETS_DIR, tmp_path / "assets")
    port = free_port()
    surroundings = {"DEALERCRM_VAR": str(tmp_path), "EMAIL_URL": postbox.url}
    with Program("manage.py", "start", "--port", str(port), **surroundings) as program:
        program.address = f"http://localhost:{port}"
        program.wait_for(re.escape(program.address) + "/ ?", seconds=120)
        yield program
    wait_until(lambda: processes_of(tmp_path) == [])


@pytest.fixture
def sit_down(browser, shop):
    """sit_down(DESK or PHONE) -> a page of the started product; a server error fails the test."""
    problems = []

    def open_page(device):
        context = browser.new_context(**device, base_url=shop.address, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("response", lambda answer: answer.status >= 500 and problems.append(answer.url))
        return page

    yield open_page
    for context in browser.contexts:
        context.close()
    assert problems == []


def test_from_an_empty_machine_to_the_owners_figures(sit_down, postbox):
    desk = sit_down(DESK)
    set_up(desk)
    take_in_the_workbook(desk)
    assert find(desk, "尉兰欣") is None  # no phone, no WeChat id: refused
    customer = find(desk, "gjg")
    assert "高佳桂" in desk.locator("h1").inner_text()
    expect(desk.locator(".tier-badge").first).to_have_text(re.compile(r"[ABCD][123]"))
    desk.goto("/clock/")
    desk.locator("form[action$='/clock/test/'] button").first.click()
    wait_until(lambda: postbox.letters, seconds=60)

    phone = sit_down(PHONE)
    log_in(phone, "xiaoliu")
    promise_a_call_for_today(phone, customer)
    keep_the_promise_in_two_taps(phone)
    refer_a_friend(phone, customer)

    log_in_again(desk, "laoban")
    sell_to_the_friend(desk, customer)
    desk.goto("/insights/")
    expect(desk.locator("main")).to_contain_text("%")
    desk.locator("main a[href*='/insights/rows/']").first.click()
    expect(desk.locator("main")).to_contain_text("高佳桂")


def set_up(page):
    page.goto("/")
    expect(page).to_have_url(re.compile("/setup/$"))
    for name, value in {
        "name": "陈老板",
        "username": "laoban",
        "password": PASSWORD,
        "again": PASSWORD,
        "store-name": "郑东店",
        "store-code": "zd",
        "store-city": "郑州",
        "store-area_code": "0371",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/first-steps/$"))
    page.locator("form[action='/rules/setup/'] button").click()
    expect(page.locator("form[action='/rules/setup/']")).to_have_count(0)
    page.goto("/staff/new/")
    page.locator("[name=name]").fill("小刘")
    page.locator("[name=role]").select_option("assistant")
    page.locator("[name=store]").select_option(label="郑东店")
    page.locator("[name=username]").fill("xiaoliu")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .btn-primary").click()
    expect(page.locator("main")).to_contain_text("xiaoliu")
    # The owner's own address, for the letters.
    page.locator("a", has_text="陈老板").first.click()
    page.locator("[name=email]").fill("laoban@example.com")
    page.locator("main form .btn-primary").click()
    expect(page).to_have_url(re.compile("/staff/$"))


def take_in_the_workbook(page):
    page.goto("/workbooks/imports/new/")
    page.locator("input[type=file]").set_input_files(WORKBOOK)
    page.locator("main form .btn-primary").click()
    page.locator("main form[method=post] .btn-primary").click(timeout=60_000)  # the guessed columns are right
    page.locator("form[action$='/commit/'] button").click(timeout=60_000)
    expect(page).to_have_url(re.compile("/result/$"), timeout=60_000)
    expect(page.locator("main")).to_contain_text("276")
    page.goto(page.url + "?outcome=refused")
    expect(page.locator("main")).to_contain_text("尉华敏")  # 15 digits are no phone


def find(page, words):
    """Open the one customer found by what is typed; its pk, or None if there is nobody."""
    page.goto(f"/customers/?q={words}")
    links = page.locator("#customers tbody tr a[href^='/customers/']")
    if not links.count():
        return None
    links.first.click()
    return re.search(r"/customers/(\d+)/$", page.url)[1]


def log_in(page, username):
    page.goto("/login/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form.card button").click()
    expect(page.locator("h1")).to_be_visible()


def log_in_again(page, username):
    page.context.clear_cookies()
    log_in(page, username)


def promise_a_call_for_today(page, customer):
    page.goto(f"/customers/{customer}/revisits/new/")
    page.locator("label", has=page.locator("[name=outcome][value=reached]")).tap()
    page.locator("[name=note]").fill("在开车，晚点再打")
    page.locator("[name=next_on]").fill(datetime.now(SHANGHAI).date().isoformat())
    page.locator(".phone-bar .btn-primary").tap()
    expect(page).not_to_have_url(re.compile("/new/"))


def keep_the_promise_in_two_taps(page):
    page.goto("/today/")
    card = page.locator("article.touchpoint", has_text="高佳桂")
    expect(card).to_contain_text("在开车，晚点再打")
    card.locator("label", has=page.locator("[value=reached]")).tap()
    card.locator("button.save").tap()
    expect(card).to_have_count(0)


def refer_a_friend(page, customer):
    page.goto(f"/referrals/by/{customer}/new/")
    page.locator("[name=name]").fill("钱多多")
    page.locator("[name=phone]").fill("139 0371 0001")
    page.locator("label", has_text="邻居").tap()
    page.locator("[name=need]").fill("新房要装木门")
    page.locator("main form button").last.tap()
    expect(page.locator("main")).to_contain_text("钱多多")


def sell_to_the_friend(page, referrer):
    page.goto("/referrals/")
    page.locator("form[action$='/archive/'] button").first.click()
    expect(page.locator("h1")).to_contain_text("钱多多")
    friend = re.search(r"/customers/(\d+)/", page.url)[1]
    page.goto(f"/customers/{friend}/orders/new/")
    page.locator("[name=lines-0-product]").fill("实木门")
    page.locator("[name=lines-0-amount]").fill("12800")
    page.locator("#order-form .btn-primary").click()
    page.locator("form[action$='/sign/'] button").click()
    expect(page.locator("main")).to_contain_text("12,800")
    page.goto(f"/referrals/by/{referrer}/")
    expect(page.locator("body")).to_contain_text("已签单")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
