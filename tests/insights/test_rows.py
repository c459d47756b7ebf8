"""A figure opens into its rows, and there are as many as it says."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.urls import reverse

from customers.actions.customers import change_customer
from customers.facts import CUSTOMERS_EXPORTED
from customers.models import Activity, Customer
from insights.columns import COLUMNS
from insights.counting import count
from insights.freshness import count_all
from insights.models import PeriodFigures
from insights.periods import LENGTHS, Period, month_number
from insights.querysets import COUNTS, NOTHING
from insights.rows import ORDERS, ROW_SETS
from insights.totals import totals
from tests.factories import NOW, TODAY, make_customer, make_referral, make_signed_order
from tests.insights.random_dealer import FIRST, LAST, make_dealer, make_revisit

pytestmark = pytest.mark.django_db
THIS = month_number(TODAY)


@pytest.mark.parametrize("months", LENGTHS)
def test_every_count_equals_the_number_of_its_rows(months):
    stores = make_dealer(11)
    first, last = month_number(FIRST), month_number(LAST)
    count([store.pk for store in stores], first, last, months)
    found = dict.fromkeys(ROW_SETS, 0)
    for store in [*stores, None]:
        stored = totals(first, last, months, store and store.pk)
        for month in range(first, last + 1, 2):
            for code, rows in ROW_SETS.items():
                behind = rows.find(Period(month, months), store)
                assert behind.count() == sum(stored[month][name] for name in rows.counts), (code, month, store)
                found[code] += behind.count()
                if rows.shows == ORDERS:
                    amount = behind.aggregate(sum=Sum("amount"))["sum"] or 0
                    assert amount == sum(stored[month][name] for name in rows.amounts)
    assert all(found.values()), "the lot drew no example of something"


def test_the_counts_of_nothing_are_the_columns():
    assert set(NOTHING) == set(COUNTS)


@pytest.fixture
def year(store, manager):
    """One old customer served, who sent another; a repurchase."""
    sender = make_customer(store, name="介绍人", keeper=manager)
    make_signed_order(sender, signed_on=TODAY.replace(month=2), amount=1000)
    make_signed_order(sender, signed_on=TODAY.replace(month=10), amount=2000)
    make_revisit(sender, NOW)
    friend = make_customer(store, name="新朋友")
    order = make_signed_order(friend, signed_on=TODAY, amount=4000)
    make_referral(sender, name="新朋友", state="signed", order=order, referee=friend)


def test_who_was_introduced_by_an_old_customer_came_as_sent_also_without_a_claim(store, assistant, owner, client_of):
    old, designer = make_customer(store, name="老介绍"), make_customer(store, name="林设", kind="designer")
    for introducer in (old, designer):
        make_signed_order(introducer, signed_on=TODAY - timedelta(days=800))
    brought = make_customer(store, name="被介绍")
    make_signed_order(make_customer(store, introduced_by=designer), signed_on=TODAY, amount=3000)
    make_signed_order(brought, signed_on=TODAY, amount=4000)
    count_all(TODAY)
    change_customer(brought, by=assistant, introduced_by=old)
    page = client_of(owner).get(reverse("insights:figure-rows"), {"rows": "referred-orders"}).content.decode()
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert old.get_absolute_url() in table and "老介绍" in table and "3,000" not in table
    year = PeriodFigures.objects.get(store=store, months=12, month=TODAY.replace(day=1))
    assert (year.referred_orders, year.referred_amount) == (1, 4000)


@pytest.mark.parametrize(
    ("rows", "shown", "hidden"),
    [
        ("served", ["介绍人"], ["新朋友"]),
        ("referrers", ["介绍人"], []),
        ("referred", ["新朋友", "介绍人"], []),
        ("orders", ["1,000", "2,000", "4,000"], []),
        ("old-orders", ["2,000", "4,000"], ["1,000"]),
        ("repeat-orders", ["2,000"], ["1,000", "4,000"]),
        ("referred-orders", ["4,000", "介绍人"], ["2,000"]),
    ],
)
def test_each_figure_shows_its_rows_with_links(year, owner, client_of, rows, shown, hidden):
    page = client_of(owner).get(reverse("insights:figure-rows"), {"rows": rows}).content.decode()
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert all(words in table for words in shown) and not any(words in table for words in hidden)
    assert 'href="/customers/' in table


def test_the_heading_says_how_many_there_are_and_what_they_come_to(year, owner, client_of):
    page = client_of(owner).get(reverse("insights:figure-rows"), {"rows": "old-orders"}).content.decode()
    heading = page[page.index("<h1>") : page.index("</h1>")]
    assert "：2" in heading and "6,000" in heading


def test_other_stores_rows_are_left_out_when_a_store_is_chosen(year, owner, other_store, client_of):
    url = reverse("insights:figure-rows")
    assert "<tbody>" not in client_of(owner).get(url, {"rows": "orders", "store": other_store.pk}).content.decode()


def test_a_page_of_rows_takes_few_statements_however_many_there_are(
    store, owner, client_of, django_assert_max_num_queries
):
    client, url = client_of(owner), reverse("insights:figure-rows")
    for n in range(51):
        sender, friend = make_customer(store), make_customer(store)
        make_signed_order(sender, signed_on=TODAY.replace(month=1), installed_on=TODAY.replace(month=n % 9 + 2))
        make_signed_order(sender, signed_on=TODAY)
        make_referral(sender, state="signed", order=make_signed_order(friend, signed_on=TODAY), referee=friend)
    for rows in ROW_SETS:
        with django_assert_max_num_queries(12):
            page = client.get(url, {"rows": rows}).content.decode()
        assert page.count("<tr>") == 51 and "page=2" in page


def test_rows_are_sorted_by_the_head_that_is_tapped(year, owner, client_of):
    client, url = client_of(owner), reverse("insights:figure-rows")
    for sort, amounts in {"-amount": [4000, 2000, 1000], "amount": [1000, 2000, 4000], "day": [1000, 2000, 4000],
                          "-seller": None, "nonsense": [4000, 2000, 1000]}.items():  # fmt: skip
        answer = client.get(url, {"rows": "orders", "sort": sort})
        found = [order.amount for order in answer.context["page"]]
        assert found == amounts if amounts else len(found) == 3, sort
    assert 'aria-sort="ascending"' in client.get(url, {"rows": "orders", "sort": "day"}).content.decode()
    for rows in ROW_SETS.values():
        for code in COLUMNS[rows.shows]:
            assert client.get(url, {"rows": rows.code, "sort": f"-{code}"}).status_code == 200


def test_rows_leave_the_house_as_a_file_that_is_noted(year, owner, client_of):
    Customer.objects.filter(name="新朋友").update(name="=1+1")
    answer = client_of(owner).get(reverse("insights:figure-export"), {"rows": "orders", "sort": "amount"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    cells = [tuple(line.split(",")[1:3]) for line in lines[1:]]
    assert cells == [("介绍人", "1000.00"), ("介绍人", "2000.00"), ("'=1+1", "4000.00")]
    fact = Activity.objects.get(kind=CUSTOMERS_EXPORTED)
    assert (fact.by, fact.data["count"]) == (owner, 3)
    for rows in ROW_SETS:
        answer = client_of(owner).get(reverse("insights:figure-export"), {"rows": rows})
        assert b"".join(answer.streaming_content)


def test_who_referred_most_stands_first_with_what_came_of_it(store, other_store, owner, assistant, client_of):
    often, seldom = make_customer(store, name="常介绍", keeper=assistant), make_customer(store, name="偶尔介绍")
    make_customer(store, name="从不介绍")
    for __ in range(3):
        make_referral(often)
    order = make_signed_order(make_customer(store), signed_on=TODAY, amount=8000)
    make_referral(seldom, state="signed", order=order, referee=order.customer)
    make_referral(seldom, state="lost")
    gone = make_signed_order(make_customer(store), signed_on=TODAY, amount=9000, cancelled_on=TODAY)
    make_referral(often, state="signed", order=gone, referee=gone.customer)
    client, url = client_of(owner), reverse("insights:referrer-list")

    def rows(**asked):
        page = client.get(url, asked).context["page"]
        return [(row.name, row.named, row.signed, row.brought, row.open) for row in page]

    assert rows() == [("常介绍", 4, 0, 0, 3), ("偶尔介绍", 2, 1, 8000, 0)]
    assert [row[0] for row in rows(sort="-amount")] == ["偶尔介绍", "常介绍"]
    assert rows(store=other_store.pk) == [] and rows(month="2020-01", months="1") == []
    page = client.get(url).content.decode()
    assert often.get_absolute_url() in page and "从不介绍" not in page
    file = client.get(reverse("insights:referrer-export"))
    assert len(b"".join(file.streaming_content).splitlines()) == 3


def test_it_is_the_owner_s_page(manager, client_of):
    assert client_of(manager).get(reverse("insights:figure-rows")).status_code == 403
