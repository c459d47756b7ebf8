"""Design reviews, noted from the order's page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.actions.design import change_review, hold_review, remove_review
from customers.forms.minors_in_text import keep_marks
from customers.forms.order import ReviewForm
from customers.models import DesignReview, Order
from customers.reader import Reader
from dealercrm.lib.errors import Refused
from stores.access import needs
from stores.sending import once, whole


@needs("orders.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def order_review_create(request, pk):
    orders = Order.objects.open_to(request.user).select_related("customer")
    order = get_object_or_404(orders, pk=pk)
    new = DesignReview(order=order, designer_name=order.designer_name)
    return write(request, new, hold_review, heading=_("A design review"))


@needs("orders.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def review_update(request, pk):
    review = find(request, pk)
    heading = _("Design review %(number)s") % {"number": review.number}
    return write(request, review, change_review, heading=heading)


@needs("orders.edit")
@require_POST
def review_remove(request, pk):
    review = find(request, pk)
    remove_review(review, by=request.user)
    messages.success(request, _("Taken out."))
    return redirect(review.order)


def write(request, review, verb, *, heading):
    """The form; what the verb refuses stands in it, with all that was typed."""
    reader, about = Reader(request.user), review.order.customer
    form = ReviewForm(request.POST or None, instance=review, by=request.user, reader=reader, about=about)
    if form.is_valid():
        try:
            verb(form.save(commit=False), by=request.user)
            keep_marks(review.order.customer, form, by=request.user)
        except Refused as refusal:
            form.add_error("held_on", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(review.order)
    back, customer = review.order.get_absolute_url(), review.order.customer
    context = {"form": form, "customer": customer, "heading": heading, "back": back}
    return render(request, "customers/part_form.html", context, status=422 if form.errors else 200)


def find(request, pk):
    reviews = DesignReview.objects.filter(order__in=Order.objects.open_to(request.user))
    return get_object_or_404(reviews.select_related("order__customer"), pk=pk)
