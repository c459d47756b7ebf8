"""The parts of an archive: what hangs on a customer, a home or an order and is shown in a list, written in a form,
taken out, and put back.

Each says of itself what is its own (`ArchivePart`); its doors are made here, so that all of them answer alike: what was
done is said, shown, and can be taken back. In a tab htmx swaps list and form for each other; without it the form is a
page of its own that leads back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from customers.actions.put_back import VERBS
from customers.forms.minors_in_text import keep_marks
from customers.history import last_change
from customers.models import Customer
from customers.reader import Reader
from dealercrm.lib.errors import Refused
from dealercrm.lib.texts import Words
from stores.access import needs
from stores.models import Staff
from stores.sending import once, whole

READ_OR_SENT = ["GET", "HEAD", "POST"]
SAVED, TAKEN_OUT = _("Saved."), _("Taken out.")


def customers_of(staff: Staff) -> QuerySet:
    return Customer.objects.visible_to(staff).select_related("store")


def customer_of(request, pk):
    return get_object_or_404(customers_of(request.user), pk=pk)


@dataclass(frozen=True)
class ArchivePart:
    """`of` is the field that leads to what it hangs on, `owners` those rows a person may work on. `begin` makes an
    unsaved row of the owner; `add` saves what the form holds. `show` draws the list in the customer's page whose URL is
    called `tab`; without one the owner's page shows it. `address` is the beginning of what its doors are called.
    """

    model: type[Model]
    form: type
    heading: Words
    add: Callable[..., Model]
    begin: Callable[[Any], Model]
    change: Callable[..., Any] | None = None
    remove: Callable[..., Any] | None = None
    of: str = "customer"
    owners: Callable[[Staff], QuerySet] = customers_of
    action: str = "customers.edit"
    called: Callable[[Any], str] = str
    saved: Words = SAVED
    removed: Words = TAKEN_OUT
    show: Callable | None = None
    tab: str = ""

    # --- its doors ----------------------------------------------------------------------------

    def listing(self):
        @needs("customers.view")
        @require_safe
        def view(request, pk):
            return self.show(request, customer_of(request, pk))

        return view

    def creating(self):
        @needs(self.action)
        @require_http_methods(READ_OR_SENT)
        @once
        def view(request, **owner):
            (pk,) = owner.values()
            new = self.begin(get_object_or_404(self.owners(request.user), pk=pk))
            return self._write(request, new, self.heading, lambda form: self.add(form, by=request.user))

        return view

    def changing(self):
        @needs(self.action)
        @require_http_methods(READ_OR_SENT)
        @whole
        def view(request, pk):
            row = self.find(request, pk)

            def save(form):
                self.change(row, by=request.user, **form.changes)
                return row

            return self._write(request, row, self.called(Reader(request.user).show(row)), save)

        return view

    def removing(self):
        @needs(self.action)
        @require_POST
        @whole
        def view(request, pk):
            row = self.find(request, pk)
            self.remove(row, by=request.user)
            return self.done(request, self.removed, row, undo=self.undo(request, row, self.customer(row)))

        return view

    # --- what they share ----------------------------------------------------------------------

    def find(self, request, pk):
        rows = self.model.objects.filter(**{f"{self.of}__in": self.owners(request.user)})
        way = self.of if self.of == "customer" else f"{self.of}__customer"
        return get_object_or_404(rows.select_related(f"{way}__store"), pk=pk)

    def customer(self, row):
        owner = getattr(row, self.of)
        return owner if isinstance(owner, Customer) else owner.customer

    def _write(self, request, row, heading, save):
        """The form, with what is wrong in it if it was sent; what the verb refuses stands in it, with all that was
        typed. An undo names in its address what it puts back."""
        customer, is_new = self.customer(row), row.pk is None
        sent = None
        if request.method == "POST":
            sent = request.POST.copy()
            sent.update(request.GET)
        about = {"instance": row, "by": request.user, "reader": Reader(request.user), "about": customer}
        form = self.form(sent, **about, **({} if sent else {"initial": request.GET.dict()}))
        if form.is_valid():
            try:
                saved = save(form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                keep_marks(getattr(saved, "first", customer), form, by=request.user)  # a tie's note is the first's
                undo = "" if is_new else self.undo(request, saved, customer)
                return self.done(request, self.saved, saved, customer=customer, undo=undo)
        context = {"form": form, "customer": customer, "heading": heading, "back": self.back(row)}
        context["tab_url"] = reverse(self.tab, args=[customer.pk]) if self.tab else ""
        template = "customers/_part_form.html" if request.htmx else "customers/part_form.html"
        return render(request, template, context, status=422 if form.errors else 200)

    def done(self, request, sentence, row, *, customer=None, undo=""):
        """Say so and show the list again, what was made or changed in view. What the page says of the archive beside
        it (_outlook.html) listens for the event."""
        customer = customer or self.customer(row)
        messages.success(request, sentence, extra_tags=undo)
        mark = f"{row._meta.model_name}-{row.pk}"
        if not request.htmx or not self.show:
            return redirect(f"{self.back(row, customer)}#{mark}")
        response = trigger_client_event(self.show(request, customer), "archive-changed")
        return trigger_client_event(response, "made", {"id": mark}, after="settle")

    def undo(self, request, row, customer):
        """The address that takes back what was just done to the row, if anything can."""
        change = last_change(row, customer=customer, by=request.user) if self.model in VERBS else None
        return reverse("customers:change-undo", args=[change.pk]) if change else ""

    def back(self, row, customer=None):
        if not self.tab:
            return getattr(row, self.of).get_absolute_url()
        return back_to(customer or self.customer(row), self.tab)


def by_verb(verb: Callable[..., Model]) -> Callable[..., Model]:
    """How most parts are added: the verb takes the row as the form has filled it."""
    return lambda form, by: verb(form.save(commit=False), by=by)


def back_to(customer, tab):
    return f"{customer.get_absolute_url()}?tab={tab.removeprefix('customers:customer-')}"
