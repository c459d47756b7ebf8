"""Design reviews, returned goods and gross profit on the order's page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from customers import facts
from customers.actions.design import change_review, hold_review, remove_review
from customers.models import Activity, DesignReview
from dealercrm.lib.errors import Refused
from tests.factories import TODAY, make_order, make_signed_order


def url(name, pk):
    return reverse(f"customers:{name}", args=[pk])


def day(ago):
    return TODAY - timedelta(days=ago)


def held(order, by, ago, **fields):
    return hold_review(DesignReview(order=order, held_on=day(ago), **fields), by=by, today=TODAY)


def test_three_reviews_are_held_one_after_the_other(customer, assistant):
    order = make_order(customer)
    assert [held(order, assistant, ago).number for ago in (20, 10, 10)] == [1, 2, 3]
    with pytest.raises(Refused):
        held(order, assistant, 1)
    second = DesignReview.objects.get(number=2)
    second.held_on = day(30)
    with pytest.raises(Refused):
        change_review(second, by=assistant, today=TODAY)
    remove_review(DesignReview.objects.get(number=1), by=assistant)
    assert [review.number for review in order.design_reviews.all()] == [1, 2]
    assert Activity.objects.filter(kind=facts.DESIGN_REVIEWED, subject_id=order.pk).count() == 3


def test_a_review_lies_neither_ahead_nor_after_signing_nor_on_a_dead_order(customer, assistant):
    with pytest.raises(Refused):
        held(make_order(customer), assistant, -1)
    with pytest.raises(Refused):
        held(make_signed_order(customer, signed_on=day(5)), assistant, 4)
    with pytest.raises(Refused):
        held(make_order(customer, cancelled_on=TODAY), assistant, 4)


def test_reviews_are_noted_changed_and_removed_from_the_orders_page(customer, assistant, client_of):
    order, client = make_order(customer, designer_name="林工"), client_of(assistant)
    new = url("order-review-create", order.pk)
    form = client.get(new).context["form"]
    assert form.initial["designer_name"] == "林工" and form.fields["by"].initial == assistant.pk
    sent = {"held_on": str(day(3)), "by": assistant.pk, "designer_name": "林工", "result": "主卧改衣帽间"}
    assert "主卧改衣帽间" in client.post(new, sent, follow=True).content.decode()
    review = DesignReview.objects.get()
    sent["seen"] = client.get(url("review-update", review.pk)).context["form"].initial["seen"]
    client.post(url("review-update", review.pk), sent | {"result": "定稿"})
    late = client.post(url("review-update", review.pk), sent | {"result": "主卧改书房"})
    assert late.status_code == 422 and "定稿" in late.context["form"].non_field_errors()[0]
    assert "定稿" in client.get(order.get_absolute_url()).content.decode()
    client.post(url("review-remove", review.pk))
    assert not DesignReview.objects.exists()


@pytest.mark.parametrize("wrong", [{"held_on": ""}, {"held_on": "2031-01-01"}, {"by": "0"}, {"result": "长" * 301}])
def test_a_wrong_review_is_answered_in_its_form(customer, assistant, client_of, wrong):
    order = make_order(customer)
    response = client_of(assistant).post(url("order-review-create", order.pk), {"held_on": str(day(3))} | wrong)
    assert response.status_code == 422 and not DesignReview.objects.exists()


def test_goods_that_came_back_are_noted_on_the_orders_page(customer, assistant, client_of):
    order = make_signed_order(customer, signed_on=day(9), delivered_on=day(5))
    client = client_of(assistant)
    back = url("order-return", order.pk)
    assert back in client.get(order.get_absolute_url()).content.decode()
    client.post(back, {"on": "", "reason": ""})
    order.refresh_from_db()
    assert order.returned_on is None
    client.post(back, {"on": str(day(1)), "reason": "色差太大"})
    order.refresh_from_db()
    assert order.returned_on == day(1) and not order.stands
    page = client.get(order.get_absolute_url()).content.decode()
    assert back not in page and str(day(1)) in page
    assert "色差太大" in client.get(url("customer-timeline", customer.pk)).content.decode()
    assert client.post(back, {"on": str(day(1)), "reason": "又一次"}).status_code in (302, 409, 422)


def test_gross_profit_is_for_owner_and_manager(customer, assistant, care, manager, owner, client_of):
    order = make_signed_order(customer, gross_profit=4321)
    for staff, sees in ((assistant, False), (care, False), (manager, True), (owner, True)):
        client = client_of(staff)
        assert ("4,321" in client.get(order.get_absolute_url()).content.decode()) == sees
        form = client.get(url("order-update", order.pk))
        if form.status_code == 200:
            assert ("gross_profit" in form.content.decode()) == sees
    client_of(assistant).post(
        url("order-update", order.pk),
        {"gross_profit": "1", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "1", "lines-0-product": "床垫"},
    )
    order.refresh_from_db()
    assert order.gross_profit == 4321
