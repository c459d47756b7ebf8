"""Reviews of the design at the customer's home, before they sign: the first, second and third (AR-6)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.models import Customer, DesignReview, Order
from dealercrm.lib.errors import Refused
from stores.models import Staff

AT_MOST = 3


@transaction.atomic
def hold_review(review: DesignReview, *, by: Staff, today: date | None = None) -> DesignReview:
    """Write an unsaved DesignReview down as the order's next; returns it saved with its number.

    Refused for a fourth, for a day to come, before the last one, or after the order was signed.
    """
    order = _lock(review.order_id)
    held = list(order.design_reviews.all())
    if len(held) == AT_MOST:
        raise Refused(_("Three reviews were held already: time to sign, or to let it be."))
    review.number = len(held) + 1
    _check(review, order, held, today)
    review.save()
    data = {"number": review.number, "on": str(review.held_on), "result": review.result}
    record(facts.DESIGN_REVIEWED, customer=order.customer, by=by, subject=order, data=data)
    return review


@transaction.atomic
def change_review(review: DesignReview, *, by: Staff, today: date | None = None, **changes: Any) -> DesignReview:
    """Save a DesignReview with the given fields."""
    order = _lock(review.order_id)
    for field, value in changes.items():
        setattr(review, field, value)
    _check(review, order, order.design_reviews.exclude(pk=review.pk), today)
    review.save()
    data = {"number": review.number, "on": str(review.held_on), "result": review.result}
    record(facts.DESIGN_REVIEW_CHANGED, customer=order.customer, by=by, subject=order, data=data)
    return review


@transaction.atomic
def remove_review(review: DesignReview, *, by: Staff) -> None:
    """It was not held after all; those after it move up."""
    order = _lock(review.order_id)
    number = review.number
    review.delete()
    for later in order.design_reviews.filter(number__gt=number).order_by("number"):
        later.number -= 1
        later.save(update_fields=["number"])
    record(facts.DESIGN_REVIEW_REMOVED, customer=order.customer, by=by, subject=order, data={"number": number})


def _lock(order_id: int) -> Order:
    orders = Order.objects.select_related("customer__store")
    order = orders.get(pk=order_id)
    Customer.objects.select_for_update(no_key=True).get(pk=order.customer_id)
    return order


def _check(
    review: DesignReview, order: Order, others: QuerySet[DesignReview] | list[DesignReview], today: date | None
) -> None:
    if not order.is_open:
        raise Refused(_("This order was cancelled or returned and stays as it is."))
    if review.held_on > (today or timezone.localdate()):
        raise Refused(_("%(day)s is still to come: only what has happened can be noted.") % {"day": review.held_on})
    if order.signed_on and review.held_on > order.signed_on:
        raise Refused(_("It was signed on %(day)s: designs are reviewed before.") % {"day": order.signed_on})
    for other in others:
        if (other.held_on > review.held_on) if other.number < review.number else (other.held_on < review.held_on):
            raise Refused(
                _("Review %(number)s was on %(day)s: they are held one after the other.")
                % {"number": other.number, "day": other.held_on}
            )
