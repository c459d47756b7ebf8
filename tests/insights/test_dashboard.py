"""The owner's page."""

import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.actions.orders import sign_order
from insights.charts import line_chart
from insights.definitions import FIGURES
from tests.factories import NOW, TODAY, make_customer, make_order, make_referral, make_signed_order, make_store
from tests.insights.random_dealer import make_dealer, make_revisit

pytestmark = pytest.mark.django_db
URL = "/insights/"


@pytest.fixture
def page_of(owner, client_of):
    client = client_of(owner)
    return lambda **params: client.get(reverse("insights:dashboard"), params).content.decode()


@pytest.fixture
def good_store(store):
    """The book's example: of six served, five referred; and 8 people in all, which is 133 %."""
    served = [make_customer(store, name=f"客户{n}", customer_since=TODAY.replace(year=2024)) for n in range(6)]
    for customer in served:
        make_revisit(customer, NOW)
    for customer in [*served[:5], *served[:3]]:
        make_referral(customer)
    return store


def values(page):
    """The big numbers, in the order of the page."""
    return re.findall(r'figure-value"><a[^>]*>([^<]*)</a>', page)


def test_the_referral_rate_is_shown_both_ways(good_store, page_of):
    assert values(page_of())[:2] == ["83.3%", "133.3%"]


def test_the_old_customer_share_is_shown_by_orders_and_by_amount(store, page_of):
    old = make_customer(store)
    make_signed_order(old, signed_on=TODAY.replace(month=3), amount=Decimal(1000))
    make_signed_order(old, signed_on=TODAY.replace(month=5), amount=Decimal(9000))
    page = page_of()
    assert values(page)[2:] == ["50.0%", "90.0%"]
    assert values(page_of(months=1, month="2026-03"))[2:] == ["0.0%", "0.0%"]
    assert values(page_of(months=1, month="2026-05"))[2:] == ["100.0%", "100.0%"]
    assert values(page_of(months=1, month="2026-04"))[2:] == ["—", "—"]


def test_the_quarter_and_the_year_are_those_of_the_calendar(store, page_of, monkeypatch):
    """In November the year has eleven months, and the year before is told from it."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    old = make_customer(store)
    make_signed_order(old, signed_on=TODAY.replace(year=2025, month=12))
    make_signed_order(old, signed_on=TODAY.replace(month=1))
    make_signed_order(make_customer(store), signed_on=TODAY.replace(month=9))
    make_signed_order(make_customer(store), signed_on=TODAY.replace(month=10))
    make_signed_order(old, signed_on=TODAY)
    assert values(page_of(months="3"))[2] == "50.0%"  # October, November
    assert values(page_of(months="3", month="2026-07"))[2] == "0.0%"  # the quarter July is in
    assert values(page_of(months="year"))[2] == "50.0%"
    assert values(page_of(months="12"))[2] == "40.0%"  # with last December, which began all
    assert values(page_of(months="year", month="2025-12"))[2] == "0.0%"
    assert "2026年第4季度" in page_of(months="3") and "alert-warning" not in page_of(months="year", month="2026-12")


def test_a_fact_of_today_is_counted_in_the_quarter_and_the_year_under_way(store, manager, page_of):
    customer = make_customer(store)
    for span in ("3", "year"):
        assert values(page_of(months=span))[2:] == []  # nothing yet
    order = make_order(customer)
    sign_order(order, by=manager, on=timezone.localdate())
    for span in ("3", "year"):
        assert values(page_of(months=span))[2] == "0.0%"


def test_each_figure_stands_beside_its_definition_and_leads_to_its_rows(good_store, page_of):
    page = page_of()
    for figure in FIGURES:
        assert str(figure.definition) in page
        for rows in figure.rows:
            assert f"rows={rows}" in page


def test_the_change_is_told_in_points(store, page_of):
    old = make_customer(store)
    make_signed_order(old, signed_on=TODAY.replace(month=9))
    make_signed_order(make_customer(store), signed_on=TODAY.replace(month=10))
    make_signed_order(old, signed_on=TODAY.replace(month=11))
    assert "+100.0" in page_of(months=1, month="2026-11")
    assert "-100.0" not in page_of(months=1, month="2026-10")


def test_a_figure_opens_into_as_many_rows_as_it_says(owner, client_of, page_of):
    make_dealer(5)
    client, page = client_of(owner), page_of()
    links = re.findall(r'<dd><a href="([^"]*)">([\d,]+)</a></dd>', page)
    assert len(links) >= 6
    for address, number in links:
        rows = client.get(address.replace("&amp;", "&")).content.decode()
        heading = rows[rows.index("<h1>") : rows.index("</h1>")]
        assert f"：{number}" in heading and rows.count("<tr>") - ("<tbody>" in rows) == int(number)


def test_a_new_dealer_reads_what_will_appear(store, page_of):
    page = page_of()
    assert "figure-value" not in page and all(str(figure.definition) in page for figure in FIGURES)


def test_stores_are_compared_as_table_and_chart_and_one_can_be_chosen(good_store, other_store, page_of):
    make_signed_order(make_customer(other_store), signed_on=TODAY)
    page = page_of(figure="referring")
    drawn = json.loads(re.search(r'id="comparison" type="application/json">(.*?)</script>', page)[1])
    assert [store["name"] for store in drawn["stores"]] == ["东区店", "西区店"]
    assert drawn["stores"][0]["values"][-1] == 83.3 and drawn["stores"][1]["values"][-1] is None
    assert "echarts" in page
    assert 'active" aria-current="true" href="?figure=referring#stores"' in page_of()  # unless asked otherwise
    assert values(page_of(store=other_store.pk))[:3] == ["—", "—", "0.0%"]


def test_a_dealer_with_one_store_needs_no_comparison_and_loads_no_library(good_store, page_of):
    assert "echarts" not in page_of() and "comparison" not in page_of()


def test_more_stores_than_can_be_drawn_are_turned_in_pages(good_store, page_of):
    for n in range(24):
        make_store(code=f"x{n:02}", name=f"第{n}店")
    assert "第0店" in page_of(page=1) and page_of(page=1).count("compared") == 1
    assert "第23店" in re.search(r"<tbody>.*?</tbody>", page_of(page=3), re.S)[0]
    assert "第23店" in re.search(r"<tbody>.*?</tbody>", page_of(page=99), re.S)[0]


@pytest.mark.parametrize(
    "params",
    [{"month": "2026-13"}, {"month": "3000-01"}, {"month": "x"}, {"months": "7"}, {"store": "0"}, {"store": "x"}],
)
def test_what_makes_no_sense_gets_a_sentence_and_the_usual_page(good_store, page_of, params):
    page = page_of(**params)
    assert "alert-warning" in page and values(page)[0] == "83.3%"


@pytest.mark.parametrize(("stores", "fresh"), [(1, 7), (12, 9)])  # of several stores, two ask for those who moved
def test_the_page_takes_few_statements_and_fewer_when_nothing_is_stale(
    owner, client_of, stores, fresh, django_assert_max_num_queries
):
    make_dealer(2, stores=stores)
    client = client_of(owner)
    for _ in range(2):  # the second view counts what the first left for later
        with django_assert_max_num_queries(12):
            client.get(URL)
    with django_assert_max_num_queries(fresh):
        client.get(URL)


def test_a_line_breaks_where_a_month_has_no_value():
    chart = line_chart([10.0, 20.0, None, 5.0, None, 40.0, 30.0], [f"2026-0{n}" for n in range(1, 8)])
    assert [line.count(",") for line in chart.lines] == [2, 2]
    assert re.findall(r": ([\d.]+%)</title>", chart.dots) == ["10.0%", "20.0%", "5.0%", "40.0%", "30.0%"]
    assert (chart.top, chart.half) == ("50%", "25%")


def test_a_chart_of_nothing_can_be_drawn():
    chart = line_chart([None, 0.0], ["2026-01", "2026-02"])
    assert "2026-02: 0.0%" in chart.dots and not chart.lines
