from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Order
from tests.customers.papers import TILES, paper
from tests.factories import TODAY, make_order, make_signed_order, make_staff


def url(name, row):
    return reverse(f"customers:{name}", args=[row.pk])


def day(ago):
    return timezone.localdate() - timedelta(days=ago)


DOORS = {"product": "木门", "quantity": "3", "amount": "5400"}


def test_an_order_is_written_down_line_by_line(customer, assistant, client_of):
    response = client_of(assistant).post(url("order-create", customer), paper(TILES, {"product": ""}, DOORS))
    order = Order.objects.get()
    assert response.url == order.get_absolute_url()
    assert (order.amount, order.store, order.customer) == (Decimal(9780), customer.store, customer)
    assert [line.product for line in order.lines.all()] == ["仿古砖", "木门"]
    assert order.lines.first().quantity == Decimal("36.5")


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        ([], {}),
        ([{"product": ""}], {}),
        ([{"product": "", "amount": "5"}], {}),
        ([{"product": "木门", "amount": "-5"}], {}),
        ([{"product": "木门", "amount": "many"}], {}),
        ([DOORS], {"amount": "-1"}),
        ([DOORS], {"planned_install_on": "2021-13-45"}),
        ([DOORS], {"crew": "999999"}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(customer, assistant, client_of, lines, fields):
    response = client_of(assistant).post(url("order-create", customer), paper(*lines, **fields))
    assert response.status_code == 422
    assert not Order.objects.exists()


def test_an_order_is_signed_delivered_and_installed_as_it_is_written_down(customer, assistant, client_of):
    days = {"signed_on": day(9), "delivered_on": day(3), "installed_on": day(1)}
    client = client_of(assistant)
    client.post(url("order-create", customer), paper(TILES, **days))
    order = Order.objects.get()
    assert {step: getattr(order, step) for step in days} == days
    kinds = set(order.customer.activities.values_list("kind", flat=True))
    assert {"customers.order_signed", "customers.order_delivered", "customers.order_installed"} <= kinds
    customer.refresh_from_db()
    assert customer.customer_since == day(9) and customer.homes.get().items.count() == 1
    form = client.get(url("order-update", order)).context["form"]
    assert not days.keys() & form.fields.keys(), "a step that was taken is mended on the order's page"


def test_of_an_order_with_an_impossible_step_nothing_is_written(customer, assistant, client_of):
    response = client_of(assistant).post(url("order-create", customer), paper(TILES, installed_on=day(1)))
    assert response.status_code == 422 and "仿古砖" in response.content.decode()
    assert not Order.objects.exists() and not customer.activities.exists()
    draft = make_order(customer)
    client_of(assistant).post(url("order-update", draft), paper(TILES, signed_on=day(1), delivered_on=day(5)))
    draft.refresh_from_db()
    assert draft.signed_on is None and [line.product for line in draft.lines.all()] != ["仿古砖"]


def test_more_paper_keeps_what_was_typed(customer, assistant, client_of):
    response = client_of(assistant).post(url("order-create", customer), paper(TILES, more="1", notes="先送砖"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "仿古砖" in page and "36.5" in page and "先送砖" in page
    assert response.context["lines"].total_form_count() == 3
    assert not Order.objects.exists()


def test_an_order_is_changed_with_its_lines(customer, assistant, client_of):
    order = make_order(customer, lines=("床垫", "沙发"))
    client = client_of(assistant)
    begun = client.get(url("order-update", order))
    assert [form.initial.get("product") for form in begun.context["lines"]][:2] == ["床垫", "沙发"]
    seen = begun.context["form"].initial["seen"]
    client.post(url("order-update", order), paper(DOORS, amount="5000", seen=seen))
    order.refresh_from_db()
    assert (order.amount, [line.product for line in order.lines.all()]) == (Decimal(5000), ["木门"])


def test_numbers_stand_in_the_form_as_a_person_writes_them(customer, assistant, client_of):
    client = client_of(assistant)
    order = make_order(customer, amount=Decimal("19090.00"), lines=())
    order.lines.create(position=1, product="仿古砖", quantity="36.50", amount="19000.00")
    page = client.get(url("order-update", order)).text
    assert 'value="36.5"' in page and 'value="19000"' in page and 'value="19090"' in page and ".00" not in page


def test_two_who_change_an_order_do_not_undo_each_other_unseen(customer, assistant, client_of):
    order, client = make_order(customer), client_of(assistant)
    begun = client.get(url("order-update", order)).context["form"].initial["seen"]
    client.post(url("order-update", order), paper(TILES, seen=begun))
    late = client.post(url("order-update", order), paper(DOORS, seen=begun))
    assert late.status_code == 422 and "刚被别人改过" in late.content.decode()
    assert [line.product for line in order.lines.all()] == ["仿古砖"]
    client.post(url("order-update", order), paper(DOORS, seen=late.context["form"]["seen"].value()))
    assert [line.product for line in order.lines.all()] == ["木门"]


def test_a_gross_profit_above_the_amount_is_refused_and_what_was_typed_stays(customer, manager, client_of):
    response = client_of(manager).post(url("order-create", customer), paper(TILES, gross_profit="43800"))
    assert response.status_code == 422 and "43800" in response.content.decode()
    assert not Order.objects.exists()


def test_only_leaders_see_the_gross_profit(customer, assistant, manager, client_of):
    order = make_order(customer, gross_profit=Decimal("1234"))
    for who, sees in ((assistant, False), (manager, True)):
        client = client_of(who)
        assert ("1,234" in client.get(url("order-detail", order)).content.decode()) is sees
        assert ("gross_profit" in client.get(url("order-update", order)).content.decode()) is sees
    client_of(assistant).post(url("order-update", order), paper(DOORS))
    order.refresh_from_db()
    assert order.gross_profit == 1234


def test_the_steps_are_buttons_on_the_page(customer, assistant, client_of):
    order, client = make_order(customer), client_of(assistant)
    for name, field in (
        ("order-sign", "signed_on"),
        ("order-deliver", "delivered_on"),
        ("order-install", "installed_on"),
    ):
        assert url(name, order) in client.get(order.get_absolute_url()).content.decode()
        day = TODAY - timedelta(days=1)
        assert client.post(url(name, order), {"on": str(day)}).url == order.get_absolute_url()
        order.refresh_from_db()
        assert getattr(order, field) == day
        assert url(name, order) not in client.get(order.get_absolute_url()).content.decode()


def test_a_refusal_is_a_sentence_on_the_page(customer, assistant, client_of):
    order, client = make_signed_order(customer), client_of(assistant)
    page = client.post(
        url("order-sign", order), {"on": str(TODAY)}, follow=True, headers={"Referer": "http://testserver/customers/"}
    )
    assert page.status_code == 200
    assert "alert-danger" in page.content.decode()


@pytest.mark.parametrize("on", ["", "2021-13-45", "gestern"])
def test_a_day_that_is_none_changes_nothing(customer, assistant, client_of, on):
    order = make_order(customer)
    page = client_of(assistant).post(url("order-sign", order), {"on": on}, follow=True)
    order.refresh_from_db()
    assert order.signed_on is None
    assert "alert-danger" in page.content.decode()


def test_an_order_is_cancelled_with_a_reason(customer, assistant, client_of):
    order, client = make_signed_order(customer), client_of(assistant)
    client.post(url("order-cancel", order), {"on": str(TODAY), "reason": ""})
    order.refresh_from_db()
    assert order.cancelled_on is None
    client.post(url("order-cancel", order), {"on": str(TODAY), "reason": "换了别家"})
    order.refresh_from_db()
    assert order.cancelled_on == TODAY


def test_the_page_of_a_cancelled_order_says_why_and_by_whom(customer, assistant, client_of):
    order, client = make_signed_order(customer), client_of(assistant)
    client.post(url("order-cancel", order), {"on": str(TODAY), "reason": "房子卖了"})
    page = client.get(url("order-detail", order)).content.decode()
    assert "房子卖了" in page and "小刘" in page


def test_a_wrong_day_is_put_right_and_the_timeline_tells(customer, assistant, client_of):
    order = make_signed_order(customer, signed_on=TODAY - timedelta(days=3), installed_on=TODAY)
    client, right = client_of(assistant), str(TODAY - timedelta(days=1))
    page = client.get(url("order-days", order)).context["form"]
    assert list(page.fields) == ["signed_on", "delivered_on", "installed_on", "seen"]
    days = {"signed_on": str(TODAY), "delivered_on": "", "installed_on": right, "seen": page.initial["seen"]}
    assert client.post(url("order-days", order), days).status_code == 422
    client.post(url("order-days", order), days | {"signed_on": str(TODAY - timedelta(days=3))})
    order.refresh_from_db()
    assert str(order.installed_on) == right
    told = client.get(url("customer-timeline", customer)).content.decode()
    assert right in told and "安装日期" in told


def test_who_puts_a_day_right_does_not_undo_the_step_a_colleague_took_meanwhile(customer, assistant, client_of):
    order, client = make_signed_order(customer, signed_on=TODAY - timedelta(days=3)), client_of(assistant)
    begun = client.get(url("order-days", order)).context["form"]
    assert list(begun.fields) == ["signed_on", "seen"]
    sent = {"signed_on": str(TODAY - timedelta(days=2)), "seen": begun.initial["seen"]}
    client.post(url("order-install", order), {"on": str(TODAY)})
    late = client.post(url("order-days", order), sent)
    assert late.status_code == 422 and f'value="{TODAY}"' in late.text
    sent["seen"] = late.context["form"]["seen"].value()
    assert client.post(url("order-days", order), sent).status_code == 302
    order.refresh_from_db()
    assert (order.signed_on, order.installed_on) == (TODAY - timedelta(days=2), TODAY)


def test_an_order_of_another_store_is_not_there(customer, outsider, client_of):
    order, client = make_signed_order(customer), client_of(outsider)
    assert client.get(url("order-detail", order)).status_code == 404
    assert client.get(url("order-update", order)).status_code == 404
    assert client.get(url("order-create", customer)).status_code == 404
    for name in ("order-sign", "order-deliver", "order-install", "order-cancel"):
        assert client.post(url(name, order), {"on": str(TODAY), "reason": "x"}).status_code == 404


def test_care_reads_orders_and_changes_none(customer, care, client_of):
    order, client = make_signed_order(customer), client_of(care)
    page = client.get(url("order-detail", order)).content.decode()
    assert "床垫" in page and url("order-cancel", order) not in page
    assert client.post(url("order-install", order), {"on": str(TODAY)}).status_code == 403


def test_the_statements_are_few(customer, assistant, client_of, django_assert_max_num_queries):
    make_staff(customer.store)
    order = make_order(customer, lines=tuple("砖门床灯柜"))
    client = client_of(assistant)
    with django_assert_max_num_queries(7):
        client.get(url("order-detail", order))
    with django_assert_max_num_queries(12):
        client.get(url("order-update", order))


def sent_back(form, lines):
    """What a browser sends of a form nobody typed into."""
    sent = {bound.html_name: bound.value() or "" for bound in form}
    for line in lines:
        sent |= {bound.html_name: bound.value() or "" for bound in line}
    return sent | {"lines-TOTAL_FORMS": len(lines), "lines-INITIAL_FORMS": 0}


def test_an_amount_nobody_typed_follows_the_lines(customer, assistant, client_of):
    client = client_of(assistant)
    blank = client.get(url("order-create", customer)).context
    client.post(url("order-create", customer), sent_back(blank["form"], blank["lines"]) | paper(TILES))
    order = Order.objects.get()
    assert order.amount == 4380
    page = client.get(url("order-update", order)).context
    sent = sent_back(page["form"], page["lines"])
    client.post(url("order-update", order), sent | {"lines-0-amount": "4000"})
    order.refresh_from_db()
    assert order.amount == 4000


def test_an_amount_that_was_typed_stands(customer, assistant, client_of):
    order, client = make_order(customer, amount=Decimal(900)), client_of(assistant)
    order.lines.update(amount=Decimal(1000))
    page = client.get(url("order-update", order)).context
    client.post(url("order-update", order), sent_back(page["form"], page["lines"]))
    order.refresh_from_db()
    assert order.amount == 900
