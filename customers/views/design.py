"""Design reviews, noted from the order's page."""

from django.utils.translation import gettext_lazy as _

from customers.actions.design import change_review, hold_review, remove_review
from customers.forms.order import ReviewForm
from customers.models import DesignReview, Order
from customers.views.parts import ArchivePart, by_verb

REVIEWS = ArchivePart(
    DesignReview, ReviewForm, _("A design review"), by_verb(hold_review),
    lambda order: DesignReview(order=order, designer_name=order.designer_name), change_review, remove_review,
    of="order", owners=lambda staff: Order.objects.open_to(staff).select_related("customer__store"),
    action="orders.edit", called=lambda review: _("Design review %(number)s") % {"number": review.number},
)  # fmt: skip
order_review_create, review_update = REVIEWS.creating(), REVIEWS.changing()
review_remove = REVIEWS.removing()
