"""Special days: what the coming year holds, the dealer's own, mourning, and the days off (TP-1)."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.actions.days import add_day, change_day, load_off_days, pause_greetings, put_day_back, remove_day
from campaigns.day_forms import OwnDayForm, PauseForm
from campaigns.models import LoadedOffDay, OwnDay
from campaigns.off_days import OffDay, off_days
from campaigns.views.rules import in_words
from customers.views.orphans import chosen_store
from dealercrm.lib.errors import Refused
from dealercrm.lib.punctuation import listed
from stores.access import needs
from stores.sending import once, whole

MOST_BYTES = 100_000


@needs("days.edit")
@require_safe
def day_list(request):
    return _list_page(request, PauseForm(today=timezone.localdate()))


def _list_page(request, pause, status=200):
    today = timezone.localdate()
    store, stores = chosen_store(request.user, request.GET.get("store") or request.POST.get("store"), or_all=True)
    own = _shown_to(request.user).standing().select_related("store")
    mine = set(editable(request.user, own))
    calendar = OwnDay.objects.calendar(store.pk if store else None)
    coming = [day for year in (today.year, today.year + 1) for day in calendar.of_year(year) if day.date >= today]
    context = {
        "store": store,
        "stores": stores,
        "pauses": [day for day in own if day.until and day.until >= today],
        "own": [(day, next_of(day, today), day in mine) for day in own if not day.until],
        "coming": [(day, calendar.days[day.code]) for day in coming[:40]],
        "years": [(year, *_off_days(year)) for year in (today.year, today.year + 1)],
        "today": today,
        "pause": pause,
    }
    return render(request, "campaigns/day_list.html", context, status=status)


@needs("days.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def day_create(request):
    day = OwnDay(store=request.user.store)
    form = _form(request, day)
    if form.is_valid():
        for name, value in form.values.items():
            setattr(day, name, value)
        changes = add_day(day, by=request.user, today=timezone.localdate())
        return _done(request, _("“%(name)s” stands in the calendar") % {"name": day.name}, changes)
    return _form_page(request, form)


@needs("days.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def day_update(request, pk):
    day = _own_day(request.user, pk)
    form = _form(request, day)
    if form.is_valid():
        changes = change_day(day, by=request.user, today=timezone.localdate(), **form.values)
        return _done(request, _("Saved"), changes)
    return _form_page(request, form)


@needs("days.edit")
@require_POST
@whole
def day_remove(request, pk):
    day = _own_day(request.user, pk)
    changes = remove_day(day, by=request.user, today=timezone.localdate())
    sentence = _("Greetings go on") if day.until else _("“%(name)s” is out of the calendar") % {"name": day.name}
    return _done(request, sentence, changes, undo=reverse("campaigns:day-undo", args=[day.pk]))


@needs("days.edit")
@require_POST
@whole
def day_undo(request, pk):
    day = get_object_or_404(editable(request.user, OwnDay.objects.all()), pk=pk)
    return _done(request, _("It is as it was"), put_day_back(day, by=request.user, today=timezone.localdate()))


@needs("days.edit")
@require_POST
@once
def day_pause(request):
    today = timezone.localdate()
    form = PauseForm(request.POST, today=today)
    store = request.user.store
    if request.user.is_owner:
        store, _stores = chosen_store(request.user, request.POST.get("store"), or_all=True)
    if form.is_valid():
        try:
            day = pause_greetings(store, by=request.user, today=today, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("last", str(refusal))
        else:
            sentence = _("No greetings and no offers from %(first)s through %(last)s.") % {
                "first": day.on,
                "last": day.until,
            }
            messages.success(request, sentence, extra_tags=reverse("campaigns:day-remove", args=[day.pk]))
            return redirect("campaigns:day-list")
    return _list_page(request, form, status=422)


@needs("days.load")
@require_POST
@whole
def off_days_load(request):
    """Pasted, or a file of that form."""
    file, text = request.FILES.get("file"), request.POST.get("text", "")
    if file:
        if file.size > MOST_BYTES:
            raise Refused(_("That is no table of a year's days off: it is too long."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refused(_("The file is not written in UTF-8: open it, copy the rows and paste them.")) from None
    years = load_off_days(text, by=request.user)
    told = listed(_("%(year)d with %(n)d days") % {"year": year, "n": n} for year, n in years.items())
    messages.success(request, _("Loaded: %(years)s.") % {"years": told})
    return redirect("campaigns:day-list")


def editable(staff, days):
    """Those of their own store; for the owner all."""
    return days if staff.is_owner else days.filter(store=staff.store_id)


def next_of(day, today):
    """The next day it falls on; None if it is over."""
    found = day.rule.occasions(today, today.replace(year=today.year + 3, day=1))
    return found[0][1] if found else None


def _shown_to(staff):
    return OwnDay.objects.all() if staff.is_owner else OwnDay.objects.filter(Q(store=None) | Q(store=staff.store_id))


def _own_day(staff, pk):
    return get_object_or_404(editable(staff, OwnDay.objects.standing()), pk=pk)


def _off_days(year):
    loaded = LoadedOffDay.objects.filter(date__year=year)
    return off_days(year, [OffDay(day.date, day.is_workday, day.name) for day in loaded])


def _form(request, day):
    initial = request.GET.dict() if request.htmx and request.method == "GET" else None
    return OwnDayForm(request.POST or None, instance=day, by=request.user, today=timezone.localdate(), initial=initial)


def _form_page(request, form):
    name = "campaigns/_day_form.html" if request.htmx else "campaigns/day_form.html"
    return render(request, name, {"form": form, "day": form.instance}, status=422 if form.errors else 200)


def _done(request, sentence, changes, undo=""):
    messages.success(
        request, _("%(done)s: %(changes)s.") % {"done": sentence, "changes": in_words(changes)}, extra_tags=undo
    )
    return redirect("campaigns:day-list")
