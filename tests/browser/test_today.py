"""An assistant's Today in a hand and at a desk: what is asked lies in view, what was done can be taken back."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.actions.rules import ready_rules
from campaigns.models import Contact, Revisit
from tests.browser.conftest import DESK, PHONE
from tests.browser.faults import answers_to, barriers, weight
from tests.factories import make_contact, make_customer, make_rule, make_signed_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = reverse("campaigns:today")
SMALL = PHONE | {"viewport": {"width": 360, "height": 640}}
NAMES = ["赵一鸣", "钱二妹", "孙三省", "李四光"]
DEVICES = pytest.mark.parametrize("where", [SMALL, DESK], ids=["hand", "desk"])


@pytest.fixture
def work(store, assistant):
    """Four contacts of today, the first overdue; the third asks to bring an archive up to date."""
    today, made = timezone.localdate(), []
    rules = {row["code"]: row for row in ready_rules()}
    codes = ["birthday", "new_year", "refresh_archive", "birthday"]
    for place, (name, code) in enumerate(zip(NAMES, codes, strict=True)):
        customer = make_customer(store, name=name, keeper=assistant, community="万科城", best_time="晚上七点后")
        make_signed_order(customer, lines=("实木地板",))
        rule = store.rules.filter(code=code).first() or make_rule(store, **rules[code])
        day = today - timedelta(days=3 - place)
        made.append(make_contact(customer, rule=rule, on=day, occasion_on=day, expires_on=today + timedelta(9)))
    return made


class Hand:
    """Somebody at Today, who counts what they tap."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, target):
        self.taps += 1
        target.click()

    def chip(self, name, value):
        return self.page.locator(".entry label", has=self.page.locator(f"[name={name}][value={value}]"))

    def log(self, outcome="reached"):
        self.tap(self.chip("outcome", outcome))
        expect(self.page.locator(".entry .save")).to_be_visible()
        assert in_view(self.page, ".entry .save")
        with self.page.expect_response(lambda answer: "/revisits/new/" in answer.url):
            self.tap(self.page.locator(".entry .save"))

    def who(self):
        return self.page.locator("#who")

    def left(self):
        return int(self.page.locator(".counts b").first.inner_text())


IN_VIEW = """selector => {
    const it = document.querySelector(selector);
    const box = it.getBoundingClientRect();
    const tabs = document.querySelector(".phone-tabs").getBoundingClientRect();
    const end = tabs.height ? tabs.top : innerHeight;
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.top >= 0 && box.bottom <= end + 1 && it.contains(there);
}"""


def in_view(page, selector):
    """Does it come to lie on the screen as a whole, above the tab bar, with nothing over it?"""
    page.wait_for_function(IN_VIEW, arg=selector, timeout=2000)
    return True


@pytest.fixture
def sit_down(open_browser, assistant, work):
    def sit(device):
        page = open_browser(device, assistant)
        page.goto(PAGE)
        return Hand(page)

    return sit


@DEVICES
def test_three_revisits_one_after_the_other(sit_down, where):
    hand = sit_down(where)
    assert in_view(hand.page, ".entry .chips")
    begun = time.perf_counter()
    for turn, name in enumerate(NAMES[:3]):
        expect(hand.who()).to_have_text(name)
        hand.log()
        expect(hand.who()).to_have_text(NAMES[turn + 1])
        assert in_view(hand.page, "#who") and in_view(hand.page, ".counts")
        assert hand.left() == 3 - turn
    print(f"three revisits: {hand.taps} taps, {time.perf_counter() - begun:.1f} s")
    assert hand.taps == 6 and Revisit.objects.count() == 3


@DEVICES
def test_what_was_logged_is_said_and_one_tap_takes_it_back(sit_down, where, work):
    hand = sit_down(where)
    hand.log("no_answer")
    told = hand.page.locator(".toast")
    expect(told).to_contain_text("赵一鸣没联系上，明天再找")
    expect(hand.who()).to_have_text(NAMES[1])
    assert in_view(hand.page, ".toast .undo") and in_view(hand.page, ".counts") and hand.left() == 3
    hand.tap(told.locator(".undo"))
    expect(hand.who()).to_have_text(NAMES[0])
    assert hand.left() == 4 and not Revisit.objects.exists()
    assert Contact.objects.planned().count() == 4


def test_save_is_in_reach_while_the_keyboard_is_up(sit_down):
    hand = sit_down(SMALL)
    hand.tap(hand.chip("outcome", "reached"))
    hand.page.locator(".entry [name=note]").focus()
    hand.page.set_viewport_size({"width": 360, "height": 340})  # what a keyboard leaves
    hand.page.wait_for_function("() => document.documentElement.clientHeight === 340")
    assert in_view(hand.page, ".entry [name=note]") and in_view(hand.page, ".entry .save")
    expect(hand.page.locator(".phone-tabs")).to_be_hidden()


def test_a_complaint_asks_what_it_is_about(sit_down):
    hand = sit_down(SMALL)
    hand.tap(hand.chip("outcome", "reached"))
    hand.tap(hand.chip("mood", "complaint"))
    note = hand.page.locator(".entry [name=note]")
    expect(note).to_be_focused()
    expect(note).to_have_attribute("placeholder", "投诉的是什么？写一句")
    hand.tap(hand.page.locator(".entry .save"))
    assert not Revisit.objects.exists()
    note.fill("地板起翘")
    hand.tap(hand.page.locator(".entry .save"))
    expect(hand.who()).to_have_text(NAMES[1])
    assert Revisit.objects.get().note == "地板起翘"


def test_one_tap_copies_the_words(sit_down):
    hand = sit_down(SMALL)
    hand.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hand.tap(hand.page.locator("[data-copy]"))
    expect(hand.page.locator("[data-copy]")).to_have_text("已复制")
    copied = hand.page.evaluate("navigator.clipboard.readText()")
    assert copied == hand.page.locator("#say").inner_text() and "前几天是您生日" in copied


@DEVICES
def test_an_archive_is_brought_up_to_date_where_it_is_asked_for(sit_down, where, work):
    hand = sit_down(where)
    hand.tap(hand.page.locator(".waiting a", has_text=NAMES[2]))
    expect(hand.who()).to_have_text(NAMES[2])
    hand.tap(hand.chip("outcome", "reached"))
    hand.page.locator("[name=archive-occupation]").fill("教师")
    assert in_view(hand.page, ".entry .save")
    hand.tap(hand.page.locator(".entry .save"))
    expect(hand.who()).to_have_text(NAMES[0])
    work[2].customer.refresh_from_db()
    assert work[2].customer.occupation == "教师"


def test_what_is_wrong_is_said_beside_the_button(sit_down):
    hand = sit_down(SMALL)
    hand.tap(hand.chip("outcome", "reached"))
    hand.page.locator(".entry [name=note]").fill("儿子今年6岁")
    hand.tap(hand.page.locator(".entry .save"))
    expect(hand.page.locator(".entry .about-children")).to_be_visible()
    assert in_view(hand.page, ".entry .about-children legend") and not Revisit.objects.exists()


@DEVICES
def test_it_is_open_to_everybody_at_every_step(sit_down, where):
    hand = sit_down(where)
    found = barriers_at_rest(hand.page)
    hand.tap(hand.chip("outcome", "reached"))
    found += barriers_at_rest(hand.page)
    hand.tap(hand.page.locator(".entry .save"))
    expect(hand.page.locator(".toast .undo")).to_be_visible()
    expect(hand.who()).to_have_text(NAMES[1])  # what was done is said while the card before still slides away
    assert found + barriers_at_rest(hand.page) == []


def barriers_at_rest(page):
    page.wait_for_function(
        """() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling")
            && document.getAnimations().every(each => each.playState !== "running")"""
    )
    return list(barriers(page))


def test_it_is_light(open_browser, assistant, work):
    page = open_browser(SMALL, assistant)
    answers = answers_to(page)
    page.goto(PAGE, wait_until="networkidle")
    weights = {answer.url.rsplit("/", 1)[1] or "page": weight(answer) for answer in answers}
    assert {"page", "app.css", "app.js", "today.js"} <= weights.keys()
    assert len(weights) > 5 and sum(weights.values()) < 90 * 1024, weights
