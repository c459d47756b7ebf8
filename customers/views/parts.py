"""The parts of an archive that are shown and changed in a tab: household, homes, what stands in them.

In the tab htmx swaps list and form for each other; without it the form is a page of its own that leads back.
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from customers.models import Customer


def customer_of(request, pk):
    return get_object_or_404(Customer.objects.visible_to(request.user).select_related("store"), pk=pk)


def show_form(request, form, *, customer, heading, tab):
    """The form, with what is wrong in it if it was sent; `tab` is the URL name of the list it belongs to."""
    context = {"form": form, "customer": customer, "heading": heading, "tab_url": reverse(tab, args=[customer.pk])}
    context["back"] = back_to(customer, tab)
    template = "customers/_part_form.html" if request.htmx else "customers/part_form.html"
    return render(request, template, context, status=422 if form.errors else 200)


def done(request, sentence, *, customer, tab, show):
    """Say so and show the list again; `show(request, customer)` draws it. What the page says of the archive beside
    it (_outlook.html) listens for the event."""
    messages.success(request, sentence)
    if not request.htmx:
        return redirect(back_to(customer, tab))
    return trigger_client_event(show(request, customer), "archive-changed")


def back_to(customer, tab):
    return f"{customer.get_absolute_url()}?tab={tab.removeprefix('customers:customer-')}"
