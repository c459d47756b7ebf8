"""A friend is written down in the hand; the owner looks at what came of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from referrals.models import Referral
from tests.browser.conftest import DESK, PHONE
from tests.browser.faults import faults
from tests.factories import make_customer, make_referral, make_signed_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def referrer(store, assistant):
    today = timezone.localdate()
    customer = make_customer(store, name="刘美兰", keeper=assistant)
    make_signed_order(customer, signed_on=today - timedelta(days=300), installed_on=today - timedelta(days=20))
    return customer


def test_two_friends_are_written_down_and_one_is_taken_a_step_on(open_browser, assistant, referrer):
    page = open_browser(PHONE, assistant)
    page.goto(reverse("referrals:referral-create", args=[referrer.pk]))
    for name, phone in (("李四", "139 1234 5678"), ("王五", "13812345678")):
        page.fill("[name=name]", name)
        page.fill("[name=phone]", phone)
        page.locator("label[for=id_relation_2]").click()
        page.fill("[name=need]", "新房要装门")
        page.locator("button[name=another]").click()
        page.get_by_text(name).first.wait_for()
    assert list(Referral.objects.order_by("pk").values_list("name", "relation")) == [
        ("李四", "neighbour"),
        ("王五", "neighbour"),
    ]
    page.goto(reverse("referrals:referral-list"))
    row = page.locator("tr", has_text="李四")
    with page.expect_response(lambda response: "/advance/" in response.url):
        row.locator("form[hx-post*=advance] button").click()
    page.locator("tr .referral-contacted").wait_for()
    assert Referral.objects.get(name="李四").state == "contacted"
    row.locator("summary").click()
    row.locator("[name=reason]").fill("买了别家")
    row.locator("form[hx-post*=lose] button").click()
    page.get_by_text("买了别家").wait_for()
    assert list(faults(page, reverse("referrals:referral-list"))) == []


@pytest.mark.parametrize("at", [DESK, PHONE], ids=["desk", "hand"])
def test_the_owner_sees_figures_drawn_and_opens_one_into_its_rows(open_browser, owner, referrer, other_store, at):
    today = timezone.localdate()
    friend = make_customer(referrer.store, name="李四")
    order = make_signed_order(friend, signed_on=today)
    make_referral(referrer, state="signed", order=order, referee=friend, recorded_at=timezone.now())
    make_signed_order(make_customer(other_store), signed_on=today)
    page = open_browser(at, owner)
    assert list(faults(page, reverse("insights:dashboard"))) == []
    page.locator("#comparison-chart svg").get_by_text("西区店").wait_for()
    page.locator("#comparison-chart").hover()
    assert page.locator(".figure .chart").count() == 4
    page.locator(".figure-value a").nth(2).click()
    assert page.locator("tbody tr").count() == 1
    page.locator("tbody").get_by_text("刘美兰").click()
    assert page.locator("h1").inner_text().startswith("刘美兰")
