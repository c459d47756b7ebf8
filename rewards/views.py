"""Gifts: the catalogue with what lies in each store, and what a customer got."""

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.forms.minors_in_text import keep_marks
from customers.models import Customer
from customers.reader import Reader
from dealercrm.lib.errors import Refused
from rewards.actions.giving import give, take_back
from rewards.actions.stock import correct, receive
from rewards.forms import GiftForm, GiveForm, StockForm
from rewards.known import suggested_for, years_gifts
from rewards.models import Gift, GiftGiven, Stock, StockEntry
from stores.access import needs
from stores.models import Store
from stores.sending import once, whole

READ_OR_SENT = ["GET", "HEAD", "POST"]
SHOWN = 50


@needs("gifts.manage")
@require_safe
def gift_list(request):
    """The catalogue, with the pieces in each store the reader sees."""
    stores = list(Store.objects.visible_to(request.user))
    lying = {(stock.gift_id, stock.store_id): stock.pieces for stock in Stock.objects.filter(store__in=stores)}
    year = timezone.localdate().year
    given = GiftGiven.objects.visible_to(request.user).of_year(year).exclude(gift=None).order_by()
    given = dict(given.values("gift").annotate(pieces=Sum("pieces")).values_list("gift", "pieces"))
    gifts = list(Gift.objects.all())
    for gift in gifts:
        gift.lying = [(store, lying.get((gift.pk, store.pk), 0)) for store in stores]
        gift.given_this_year = given.get(gift.pk, 0)
    return render(request, "rewards/gift_list.html", {"gifts": gifts, "stores": stores})


@needs("gifts.manage")
@require_http_methods(READ_OR_SENT)
@once
def gift_create(request):
    return _write_gift(request, Gift(), _("A new gift"))


@needs("gifts.manage")
@require_http_methods(READ_OR_SENT)
@whole
def gift_update(request, pk):
    gift = get_object_or_404(Gift, pk=pk)
    return _write_gift(request, gift, gift.name)


def _write_gift(request, gift, heading):
    form = GiftForm(request.POST or None, instance=gift)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('rewards:gift-list')}#gift-{form.instance.pk}")
    return _form_page(request, form, heading, reverse("rewards:gift-list"))


@needs("gifts.manage")
@require_http_methods(READ_OR_SENT)
@once
def gift_stock(request, pk, store_pk):
    """What lies there and how it came to that; the form adds an entry."""
    gift = get_object_or_404(Gift, pk=pk)
    store = get_object_or_404(Store.objects.visible_to(request.user), pk=store_pk)
    form = StockForm(request.POST or None)
    if form.is_valid():
        said = {"store": store, "why": form.cleaned_data["why"], "by": request.user, "now": timezone.now()}
        pieces = form.cleaned_data["pieces"]
        try:
            if form.cleaned_data["way"] == "received":
                receive(gift, pieces=pieces, **said)
            else:
                correct(gift, counted=pieces, **said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect(request.path)
    entries = StockEntry.objects.filter(gift=gift, store=store).select_related("by").order_by("-pk")[:SHOWN]
    stock = Stock.objects.filter(gift=gift, store=store).first()
    context = {"gift": gift, "store": store, "form": form, "entries": entries, "pieces": stock.pieces if stock else 0}
    return render(request, "rewards/gift_stock.html", context, status=422 if form.errors else 200)


# --- of one customer --------------------------------------------------------------------------


@needs("gifts.give")
@require_safe
def customer_gifts(request, pk):
    """Tab of a customer's page: this year's sum beside what the tier gets, what would suit, what was given."""
    customer = customer_of(request, pk)
    reader, today = Reader(request.user), timezone.localdate()
    year = years_gifts(customer, today)
    given = list(customer.gifts.select_related("gift", "by")[:SHOWN])
    for each in given:
        each.words = reader.words(customer, each.words)
    suggested = [] if customer.is_erased else suggested_for(customer, today, year.left)
    context = {"customer": customer, "year": year, "given": given, "suggested": suggested}
    return render(request, "rewards/_customer_gifts.html", context)


@needs("gifts.give")
@require_http_methods(READ_OR_SENT)
@once
def gift_give(request, customer_pk):
    return write_given(request, customer_of(request, customer_pk))


def write_given(request, customer, cause=None):
    """The form of a gift; also for floors above, which know what called for it."""
    initial = {"gift": request.GET.get("gift")}
    form = GiveForm(request.POST or None, customer=customer, initial=initial)
    back = f"{customer.get_absolute_url()}?tab=gifts"
    reader = Reader(request.user)
    called = reader.show(customer).name
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("gift", "words", "cost", "pieces")}
        try:
            given = give(customer, by=request.user, now=timezone.now(), cause=cause, **said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            keep_marks(given, form, by=request.user)
            said = {"gift": reader.show(given, of=customer), "name": called}
            sentence = _("%(gift)s for %(name)s is written down.") % said
            messages.success(request, sentence, extra_tags=reverse("rewards:given-undo", args=[given.pk]))
            return redirect(f"{back}#given-{given.pk}")
    year = years_gifts(customer, timezone.localdate())
    explained = _("This year so far: %(spent)s yuan.") % {"spent": f"{year.spent:,.0f}"}
    if year.left is not None:
        explained += " " + _("Left of what the tier is entitled to: %(left)s yuan.") % {"left": f"{year.left:,.0f}"}
    heading = _("A gift for %(name)s") % {"name": called}
    return _form_page(request, form, heading, back, explained)


@needs("gifts.give")
@require_POST
@whole
def given_undo(request, pk):
    given = GiftGiven.objects.filter(pk=pk).first()
    if given and not Customer.objects.visible_to(request.user).filter(pk=given.customer_id).exists():
        raise Http404
    customer = take_back(pk, by=request.user, now=timezone.now())
    if customer is None:
        messages.info(request, _("This was taken back already."))
        return redirect("home")
    messages.info(request, _("Taken back: %(name)s.") % {"name": Reader(request.user).show(customer).name})
    return redirect(f"{customer.get_absolute_url()}?tab=gifts")


def customer_of(request, pk):
    return get_object_or_404(Customer.objects.visible_to(request.user).select_related("store"), pk=pk)


def _form_page(request, form, heading, back, explained=""):
    context = {"form": form, "heading": heading, "back": back, "explained": explained}
    return render(request, "rewards/form.html", context, status=422 if form.errors else 200)
