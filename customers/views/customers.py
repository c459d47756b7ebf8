"""The archive's pages: the list, a customer, and writing one down."""

from django.contrib import messages
from django.db.models import Count, F, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.actions.customer_since import deal_directly
from customers.actions.customers import add_customer, change_customer
from customers.actions.household import add_member
from customers.actions.keepers import give_keeper
from customers.actions.moves import move_to_store
from customers.actions.own_fields import keep_own_values
from customers.actions.phone_access import note_opened, reveal_phone
from customers.actions.profiles import keep_profile, profile_of
from customers.actions.tags import tag_customer
from customers.consent import withdrawn
from customers.forms.customer import CustomerForm, KeeperForm, MoveForm, keepers_of
from customers.forms.household import ChildForm
from customers.forms.minors_in_text import asking, keep_marks
from customers.forms.order import StepForm
from customers.forms.pick import found_for
from customers.forms.profile import profile_forms
from customers.forms.tags_and_own_fields import ExtrasForm
from customers.list_query import BELOW, LETTERS, number
from customers.listing import CustomerList
from customers.models import Customer, SavedView
from customers.own_fields import shown_values
from customers.reader import Reader
from customers.views.duplicates import forward
from stores.access import needs
from stores.models import Store
from stores.sending import once, whole

BROUGHT = 20  # whom a partner brought, on their page
NEWEST_BOUGHT = F("customer_since").desc(nulls_last=True)
CAME_OF_IT = {"people": Count("pk"), "bought": Count("customer_since"), "spent": Sum("tier__spent")}
MOVES = gettext_lazy(
    "The archive goes along with what is still to be done: planned contacts and promises, orders not signed yet, open "
    "referrals. Signed orders, contacts that took place and the figures stay with the store where they happened."
)


@needs("customers.view")
@require_safe
def customer_list(request):
    """The list; while somebody types, htmx asks for its rows only."""
    context = {"list": CustomerList(request.GET, request.user), "letters": LETTERS, "kinds": Customer.Kind.choices}
    context["below"] = BELOW
    context["views"] = SavedView.objects.visible_to(request.user).only("name", "query")
    fragment = request.htmx and not request.htmx.history_restore_request and request.htmx.target == "customers"
    return render(request, "customers/_customers.html" if fragment else "customers/customer_list.html", context)


@needs("customers.view")
@require_safe
def customer_detail(request, pk):
    """Who this is; what happened is in the tabs, each fetched when it is looked at."""
    customers = Customer.objects.visible_to(request.user).select_related(
        "store", "keeper", "tier", "introduced_by", "own"
    )
    customer = customers.prefetch_related("phones").filter(pk=pk).first()
    if customer is None:
        return forward(request, pk)
    tier = getattr(customer, "tier", None)
    reader = Reader(request.user)
    note_read(customer, reader)
    today = timezone.localdate()
    is_partner = customer.kind != Customer.Kind.CONSUMER
    profile, own = profile_of(customer), shown_values(customer)
    objections = withdrawn(customer)
    own = [(label, reader.words(customer, words, under=label)) for label, words in own]
    through_them = customer.introduced.visible_to(request.user)
    designed = customer.designed_orders.visible_to(request.user).standing()
    context = {
        "customer": customer,
        "profile": profile,
        "brought": through_them.order_by(NEWEST_BOUGHT, "-pk")[:BROUGHT] if is_partner else (),
        "designed": designed.select_related("customer").order_by("-signed_on", "-pk")[:BROUGHT] if is_partner else (),
        "came_of_designs": designed.aggregate(orders=Count("pk"), spent=Sum("amount")) if is_partner else {},
        "came_of_it": through_them.aggregate(**CAME_OF_IT) if is_partner else {},
        "tier": tier,
        "numbers": reader.phones(customer),
        "shows_phone": reader.reads_numbers(customer),
        "withdrawn": objections,
        "today": today,
        "keepers": keepers_of(customer.store_id) if request.user.may("customers.give_keeper") else (),
        "tags": [each.tag for each in customer.tagged.select_related("tag").order_by("tag__name")],
        "own": own,
        "may_merge": request.user.may("customers.merge") and not customer.is_erased,
        "may_move": request.user.may("customers.move") and not customer.is_erased and Store.objects.count() > 1,
        "tab": request.GET.get("tab", ""),
    }
    return render(request, "customers/customer_detail.html", context)


@needs("customers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def customer_create(request):
    begun = {name: request.GET[name] for name in ("name", "phones", "community") if name in request.GET}
    form = CustomerForm(request.POST or None, by=request.user, reader=None, initial=begun)
    profiles = profile_forms(request.POST or None, form.instance, reader=None)
    extras = ExtrasForm(request.POST or None, customer=form.instance, reader=None)
    child = ChildForm(request.POST or None, by=request.user, reader=None, about=form.instance)
    if form.is_valid() & extras.is_valid() & child.is_valid() and profile_is_valid(form, profiles):
        customer = form.save(commit=False)
        # Who writes a visitor down looks after them, unless a leader says otherwise.
        if "keeper" not in form.fields and keepers_of(customer.store_id).contains(request.user):
            customer.keeper = request.user
        numbers, confirmed = form.cleaned_data["phones"], form.cleaned_data["duplicate_ok"]
        add_customer(customer, phones=numbers, by=request.user, duplicate_ok=confirmed)
        save_profile(customer, profiles, request.user)
        save_extras(customer, extras, request.user)
        if child.has_changed():
            child.instance.customer = customer  # it has its number only now
            add_member(child.save(commit=False), by=request.user)
        keep_marks(customer, form, extras, child, *profiles.values(), by=request.user)
        messages.success(request, _("%(name)s is in the archive.") % {"name": customer.name})
        return redirect(customer)
    return show_customer_form(request, {"form": form, "child": child, "profiles": profiles, "extras": extras})


@needs("customers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def customer_update(request, pk):
    customers = Customer.objects.visible_to(request.user).select_related("store", "distributor", "designer")
    customer = get_object_or_404(customers.prefetch_related("phones"), pk=pk)
    reader = Reader(request.user)
    note_read(customer, reader)
    form = CustomerForm(request.POST or None, instance=customer, by=request.user, reader=reader, about=customer)
    profiles = profile_forms(request.POST or None, customer, reader=reader)
    extras = ExtrasForm(request.POST or None, customer=customer, reader=reader)
    if form.is_valid() & extras.is_valid() and profile_is_valid(form, profiles):
        change_customer(customer, by=request.user, phones=form.cleaned_data.get("phones"), **form.changes)
        save_profile(customer, profiles, request.user)
        save_extras(customer, extras, request.user)
        keep_marks(customer, form, extras, *profiles.values(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect(customer)
    return show_customer_form(request, {"form": form, "customer": customer, "profiles": profiles, "extras": extras})


def note_read(customer, reader):
    """Who opens an archive whose numbers they read in full is counted like who asks for them (ST-5)."""
    if reader.reads_numbers(customer):
        note_opened([customer.pk], by=reader.staff, on_task=reader.is_on_task(customer))


def show_customer_form(request, context):
    form, extras, profiles = context["form"], context["extras"], context["profiles"].values()
    context["asking"] = asking(form, extras, *filter(None, [context.get("child")]), *profiles)
    wrong = any([form.rest_is_wrong, extras.errors, *(profile.errors for profile in profiles)])
    context["rest_is_open"] = "customer" in context or wrong
    return render(request, "customers/customer_form.html", context, status=422 if request.method == "POST" else 200)


def profile_is_valid(form, profiles):
    """Only the fields of the kind that was chosen are looked at."""
    profile = profiles.get(form.cleaned_data["kind"])
    return profile is None or profile.is_valid()


def save_profile(customer, profiles, by):
    if profile := profiles.get(customer.kind):
        keep_profile(customer, by=by, **profile.values)


def save_extras(customer, extras, by):
    tag_customer(customer, by=by, **extras.tag_changes)
    keep_own_values(customer, by=by, values=extras.values)


@needs("customers.view")
@require_safe
def customer_pick(request):
    """Who may be meant while somebody types a name into a form (_pick.html)."""
    name, visible = request.GET.get("name", ""), Customer.objects.visible_to(request.user)
    words = request.GET.get(f"{name}_words", "")
    chosen = visible.filter(pk=number(request.GET.get(name))).first()
    context = {
        "name": name,
        "required": request.GET.get("required") == "1",
        "asked": len(words.strip()) > 1,
        "found": found_for(
            request.user, words, apart_from=number(request.GET.get("apart_from")), kind=request.GET.get("kind", "")
        ),
        "chosen": chosen,
    }
    return render(request, "customers/_picks.html", context)


@needs("customers.reveal_phone")
@require_POST
def customer_reveal_phone(request, pk):
    """The full numbers in place of the masked ones; that somebody looked is kept."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user).select_related("store"), pk=pk)
    context = {"customer": customer, "numbers": reveal_phone(customer, by=request.user), "shows_phone": True}
    return render(request, "customers/_phones.html", context)


@needs("customers.give_keeper")
@require_POST
def customer_give_keeper(request, pk):
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = KeeperForm(request.POST, customer=customer)
    if not form.is_valid():
        messages.error(request, _("Choose a colleague of this store."))
    elif give_keeper(customer, keeper=form.cleaned_data["keeper"], by=request.user):
        messages.success(request, _("%(name)s looks after this customer now.") % {"name": customer.keeper.name})
    return redirect(customer)


@needs("customers.move")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_move(request, pk):
    customer = get_object_or_404(Customer.objects.visible_to(request.user).select_related("store"), pk=pk)
    form = MoveForm(request.POST or None, customer=customer)
    if form.is_valid():
        move_to_store(customer, by=request.user, now=timezone.now(), **form.cleaned_data)
        told = {"name": customer.name, "store": customer.store}
        messages.success(request, _("%(name)s is a customer of %(store)s now.") % told)
        return redirect(customer)
    context = {"form": form, "customer": customer, "heading": _("To another store")}
    context |= {"back": customer.get_absolute_url(), "explained": MOVES}
    return render(request, "customers/part_form.html", context, status=422 if form.errors else 200)


@needs("customers.edit")
@require_POST
def customer_deal_directly(request, pk):
    """From a day on somebody in the store deals with them, without the intermediary who brought them (AR-1)."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = StepForm(request.POST)
    if form.is_valid():
        deal_directly(customer, by=request.user, on=form.cleaned_data["on"])
        messages.success(request, _("From now on we deal with them directly."))
    else:
        messages.error(request, _("Choose the day it happened."))
    return redirect(customer)
