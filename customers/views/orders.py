"""An order's page, its form, and one door for each of its steps."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.actions.order_days import mend_days, undo_installation
from customers.actions.orders import cancel_order, deliver_order, install_order, return_order, sign_order, write_order
from customers.designers import designers_called
from customers.facts import ORDER_CANCELLED, ORDER_RETURNED
from customers.forms.minors_in_text import asking, keep_marks
from customers.forms.order import CancelForm, DaysForm, OrderForm, StepForm, line_forms
from customers.models import Attachment, Customer, Order
from customers.reader import Reader
from customers.views.installations import to_call
from dealercrm.lib.errors import Refused
from stores.access import needs
from stores.sending import once, whole

ENDS = (ORDER_CANCELLED, ORDER_RETURNED)
STEPS = {"signed_on": sign_order, "delivered_on": deliver_order, "installed_on": install_order}


@needs("customers.view")
@require_safe
def order_detail(request, pk):
    orders = Order.objects.open_to(request.user)
    order = get_object_or_404(orders.select_related("customer", "store", "salesperson", "crew", "designer"), pk=pk)
    ended = None if order.is_open else how_it_ended(order)
    context = {
        "order": order,
        "customer": order.customer,
        "may_open_designer": bool(order.designer_id)
        and Customer.objects.visible_to(request.user).filter(pk=order.designer_id).exists(),
        "lines": order.lines.select_related("category"),
        "reviews": order.design_reviews.select_related("by"),
        "ended": ended,
        "files": Attachment.objects.visible_to(request.user).filter(order=order).kept().select_related("by"),
        "today": timezone.localdate(),
    }
    return render(request, "customers/order_detail.html", context)


def how_it_ended(order):
    """The fact of its cancellation or return, which says why and by whom; None for one an import brought."""
    return order.customer.activities.filter(kind__in=ENDS, subject_id=order.pk).order_by("-at").first()


@needs("orders.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def order_create(request, customer_pk):
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=customer_pk)
    return write(request, Order(customer=customer, store_id=customer.store_id))


@needs("orders.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def order_update(request, pk):
    orders = Order.objects.open_to(request.user).select_related("customer").prefetch_related("lines")
    return write(request, get_object_or_404(orders, pk=pk))


def write(request, order):
    """The form of a new order or one that exists. "More lines" gives more paper and keeps what was typed."""
    typed, reader = request.POST or None, Reader(request.user)
    common = {"instance": order, "by": request.user, "reader": reader, "about": order.customer}
    lines = line_forms(order, typed, reader=reader)
    if typed and "more" in typed:
        form = OrderForm(initial=typed.dict(), **common)
        return show(request, order, form, lines)
    form = OrderForm(typed, **common)
    if typed and all([form.is_valid(), lines.is_valid()]):
        order, is_new = form.save(commit=False), order.pk is None
        order.amount = form.cleaned_data["amount"]  # empty: the sum of the lines
        try:
            with transaction.atomic():  # the order and its steps, or nothing
                write_order(order, lines=lines.lines, by=request.user)
                for taken, day in form.steps.items():
                    STEPS[taken](order, by=request.user, on=day)
                keep_marks(order.customer, form, *lines, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            order.pk = None if is_new else order.pk
        else:
            messages.success(request, _("Saved."))
            called = 0 if order.designer_id else designers_called(order.designer_name).count()
            if called > 1:
                several = _("%(n)s designers are called %(name)s: choose the right archive in the order.")
                messages.info(request, several % {"n": called, "name": order.designer_name})
            return redirect(order)
    return show(request, order, form, lines, status=422 if typed else 200)


def show(request, order, form, lines, status=200):
    context = {"form": form, "lines": lines, "order": order, "customer": order.customer}
    context["asking"] = asking(form, *lines)
    return render(request, "customers/order_form.html", context, status=status)


@needs("orders.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def order_days(request, pk):
    """A day that was noted wrongly, put right."""
    order = find(request, pk)
    form = DaysForm(request.POST or None, order=order)
    if form.is_valid():
        try:
            mend_days(order, by=request.user, **form.changes)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(order)
    context = {"form": form, "customer": order.customer, "heading": _("The days of the order")}
    context["back"] = order.get_absolute_url()
    return render(request, "customers/part_form.html", context, status=422 if form.errors else 200)


@needs("orders.edit")
@require_POST
def order_sign(request, pk):
    return step(request, pk, sign_order, _("Signed. From today this family is looked after."))


@needs("orders.edit")
@require_POST
def order_deliver(request, pk):
    return step(request, pk, deliver_order, _("Delivered."))


@needs("orders.install")
@require_POST
def order_install(request, pk):
    """From the order's page, or by one tap in the crew's list, where the card says so and takes it back."""
    if not request.htmx:
        return step(request, pk, install_order, _("Installed. The care calls are planned."))
    order = find(request, pk)
    install_order(order, by=request.user, on=timezone.localdate())
    return render(request, "customers/_installed.html", {"order": order})


@needs("orders.install")
@require_POST
def order_undo_install(request, pk):
    """The slip of a thumb, taken back on the card that told of it."""
    order = find(request, pk)
    undo_installation(order, by=request.user)
    messages.success(request, _("Taken back: it is to be installed again."))
    if not request.htmx:
        return redirect(order if request.user.may("customers.view") else "customers:installation-list")
    today = timezone.localdate()
    context = {"order": order, "number": to_call(order, by=request.user, today=today), "today": today}
    return render(request, "customers/_installation.html", context)


@needs("orders.edit")
@require_POST
def order_cancel(request, pk):
    order, form = find(request, pk), CancelForm(request.POST)
    if form.is_valid():
        cancel_order(order, by=request.user, **form.cleaned_data)
        messages.success(request, _("Cancelled. The order is kept, but counts nowhere."))
    else:
        messages.error(request, wrong_with(form) or _("Say on which day and why the order is cancelled."))
    return redirect(order)


@needs("orders.edit")
@require_POST
def order_return(request, pk):
    order, form = find(request, pk), CancelForm(request.POST)
    if form.is_valid():
        return_order(order, by=request.user, **form.cleaned_data)
        messages.success(request, _("Returned. The order is kept, but counts nowhere."))
    else:
        messages.error(request, wrong_with(form) or _("Say on which day and why the goods came back."))
    return redirect(order)


def wrong_with(form):
    """What the form says of words about a child: why an order ended can be told without."""
    return " ".join(error for name in form.child_words for error in form.errors[name])


def step(request, pk, verb, done):
    """Take one step on the day that was chosen; a form without a day means today."""
    order, form = find(request, pk), StepForm(request.POST)
    if "on" in request.POST and not form.is_valid():
        messages.error(request, _("Choose the day it happened."))
    else:
        verb(order, by=request.user, on=form.cleaned_data["on"] if "on" in request.POST else timezone.localdate())
        messages.success(request, done)
    return redirect(order if request.user.may("customers.view") else "customers:installation-list")


def find(request, pk):
    return get_object_or_404(Order.objects.open_to(request.user).select_related("customer"), pk=pk)
