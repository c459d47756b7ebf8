import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from customers import facts
from customers.actions.orders import cancel_order, deliver_order, install_order, sign_order, write_order
from customers.categories import load_categories
from customers.models import Activity, CustomerTier, Order, OrderLine
from dealercrm.lib.errors import Refused
from tests.factories import TODAY, make_order, make_signed_order

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def written(customer, by, *products, amount=None):
    lines = [OrderLine(product=product, amount=Decimal(1000)) for product in products or ["仿古砖"]]
    return write_order(Order(customer=customer, amount=amount), lines=lines, by=by)


def kinds(customer):
    return list(Activity.objects.filter(customer=customer).order_by("pk").values_list("kind", flat=True))


def test_an_order_is_written_with_its_sum_and_its_categories(customer, assistant):
    load_categories()
    order = written(customer, assistant, "仿古砖", "没见过的东西")
    assert order.amount == 2000
    assert order.store == customer.store
    assert [line.category_id for line in order.lines.all()] == ["tile_antique", None]


def test_a_typed_amount_wins_over_the_sum(customer, assistant):
    assert written(customer, assistant, "床垫", amount=Decimal(880)).amount == 880


def test_an_order_without_a_product_is_refused(customer, assistant):
    with pytest.raises(Refused):
        write_order(Order(customer=customer, amount=Decimal(1)), lines=[], by=assistant)
    assert not Order.objects.exists()


def test_signing_makes_an_old_customer_with_a_tier(customer, assistant, today):
    order = written(customer, assistant)
    sign_order(order, by=assistant, on=YESTERDAY, today=today)
    customer.refresh_from_db()
    order.refresh_from_db()
    assert (order.signed_on, order.salesperson) == (YESTERDAY, assistant)
    assert customer.customer_since == YESTERDAY
    assert str(CustomerTier.objects.get(customer=customer)) == "A1"
    assert kinds(customer) == [facts.ORDER_SIGNED]
    assert Activity.objects.get().subject_id == order.pk


def test_an_earlier_order_signed_later_moves_the_first_day_back(customer, assistant, today):
    make_signed_order(customer, signed_on=YESTERDAY)
    sign_order(written(customer, assistant), by=assistant, on=TODAY - timedelta(days=400), today=today)
    customer.refresh_from_db()
    assert customer.customer_since == TODAY - timedelta(days=400)


def test_an_order_goes_its_way_step_by_step(customer, assistant, today):
    order = written(customer, assistant)
    sign_order(order, by=assistant, on=YESTERDAY, today=today)
    deliver_order(order, by=assistant, on=YESTERDAY, today=today)
    install_order(order, by=assistant, on=today, today=today)
    order.refresh_from_db()
    assert (order.delivered_on, order.installed_on) == (YESTERDAY, today)
    assert kinds(customer) == [facts.ORDER_SIGNED, facts.ORDER_DELIVERED, facts.ORDER_INSTALLED]


def test_steps_out_of_order_are_refused(customer, assistant, today):
    draft = written(customer, assistant)
    for verb in (deliver_order, install_order):
        with pytest.raises(Refused, match=r"signed|签"):
            verb(draft, by=assistant, on=today, today=today)
    order = make_signed_order(customer, signed_on=YESTERDAY)
    for verb in (deliver_order, install_order):
        with pytest.raises(Refused):
            verb(order, by=assistant, on=YESTERDAY - timedelta(days=1), today=today)
    deliver_order(order, by=assistant, on=today, today=today)
    with pytest.raises(Refused):
        install_order(order, by=assistant, on=YESTERDAY, today=today)


def test_no_step_is_taken_twice_or_in_the_future(customer, assistant, today):
    order = written(customer, assistant)
    for verb in (sign_order, deliver_order, install_order):
        with pytest.raises(Refused):
            verb(order, by=assistant, on=TOMORROW, today=today)
        verb(order, by=assistant, on=today, today=today)
        with pytest.raises(Refused):
            verb(order, by=assistant, on=today, today=today)
    assert len(kinds(customer)) == 3


def test_cancelling_the_only_order_makes_a_lead_again(customer, assistant, today):
    order = written(customer, assistant)
    sign_order(order, by=assistant, on=YESTERDAY, today=today)
    cancel_order(order, by=assistant, on=today, reason="换了别家", today=today)
    customer.refresh_from_db()
    assert customer.customer_since is None
    assert not CustomerTier.objects.exists()
    assert Activity.objects.get(kind=facts.ORDER_CANCELLED).data == {"on": str(today), "reason": "换了别家"}


def test_cancelling_one_of_two_keeps_the_other_first_day(customer, assistant, today):
    first = make_signed_order(customer, signed_on=TODAY - timedelta(days=400))
    make_signed_order(customer, signed_on=YESTERDAY)
    cancel_order(first, by=assistant, reason="重复录入", today=today)
    customer.refresh_from_db()
    assert customer.customer_since == YESTERDAY


def test_a_cancelled_order_stays_as_it_is(customer, assistant, today):
    order = make_signed_order(customer)
    with pytest.raises(Refused):
        cancel_order(order, by=assistant, reason="  ", today=today)
    cancel_order(order, by=assistant, reason="换了别家", today=today)
    for verb in (sign_order, deliver_order, install_order):
        with pytest.raises(Refused):
            verb(order, by=assistant, on=today, today=today)
    with pytest.raises(Refused):
        cancel_order(order, by=assistant, reason="再来一次", today=today)
    with pytest.raises(Refused):
        write_order(order, lines=[OrderLine(product="床垫")], by=assistant)


def test_a_changed_amount_of_a_signed_order_is_announced(customer, assistant):
    order = make_signed_order(customer, amount=Decimal(1000))
    order.amount = Decimal(900)
    write_order(order, lines=[OrderLine(product="床垫")], by=assistant)
    fact = Activity.objects.get(kind=facts.ORDER_CHANGED)
    assert fact.data == {"amount": ["1000.00", "900"]}
    assert CustomerTier.objects.get(customer=customer).spent == 900


@pytest.mark.django_db(transaction=True)
def test_two_people_who_sign_at_once_sign_once(customer, assistant, today):
    order = make_order(customer)
    outcomes, start = [], threading.Barrier(2)

    def sign():
        start.wait()
        try:
            sign_order(Order.objects.get(pk=order.pk), by=assistant, on=today, today=today)
            outcomes.append("signed")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for __ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "signed"]
    assert kinds(customer) == [facts.ORDER_SIGNED]
