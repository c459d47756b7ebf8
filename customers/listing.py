"""The customer list: filters that combine, a sort, and pages by keyset, all of it in the address."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _lazy

from customers.completeness import less_than
from customers.filtering.chosen import chosen, grouped
from customers.filtering.own import lost_fields
from customers.filtering.table import OWN, conditions_for
from customers.models import Customer
from customers.needs import HALF_A_YEAR, SOON
from customers.own_fields import active_fields
from customers.paging import ONLY, SORTS, page_of
from customers.querysets import FOUND_AT_MOST
from dealercrm.lib.phones import find_phones
from stores.models import Staff, Store

# What an address may ask without any of the conditions.
EVERYDAY = {
    "q", "store", "status", "kind", "tier", "keeper", "community", "below", "due", "sort", "hide", "older", "newer",
}  # fmt: skip
OLD_FIRST, NEWEST = "old_first", "newest"
# What a desk may leave out of the table, in its order; a phone shows what a thumb needs.
COLUMNS = {
    "touched": _lazy("Last contact"),
    "next": _lazy("Next contact"),
    "keeper": _lazy("Keeper"),
    "home": _lazy("Home"),
    "phone": _lazy("Phone"),
    "since": _lazy("Customer since"),
    "store": _lazy("Store"),
}
COUNT_AT_MOST = 10_000  # counting a million rows to draw a page would take longer than the page
STATUSES = {"old": Customer.objects.old, "lead": Customer.objects.leads}
LETTERS, LEVELS = "ABCD", "123"
# When the next purchase begins: after the first, up to the second of these from today.
WINDOWS: dict[str, tuple] = {
    "now": (gettext_lazy("now"), None, timedelta(0)),
    "half": (gettext_lazy("within half a year"), timedelta(0), HALF_A_YEAR),
    "year": (gettext_lazy("within a year"), HALF_A_YEAR, SOON),
    "later": (gettext_lazy("later"), SOON, None),
}
BELOW = (40, 60, 80)  # percent of completeness


@dataclass
class CustomerList:
    """What `params` (a QueryDict) asks for among the customers `staff` may see.

    Understood: q, store, status (old, lead), kind, tier (A or A1), keeper (me, none or an id), community, below (an
    archive less complete than so many percent), due (WINDOWS), sort (paging.SORTS), hide (COLUMNS left
    out), older/newer (the id of the last or first customer of the page left), and the conditions of
    customers.filtering. What makes no sense counts as not chosen.
    """

    params: dict
    staff: Staff

    def __post_init__(self):
        get = self.params.get
        self.q = get("q", "").strip()[:60]
        self.community = get("community", "").strip()[:80]
        self.status = get("status") if get("status") in STATUSES else ""
        self.kind = get("kind") if get("kind") in Customer.Kind else ""
        self.chosen_sort = get("sort") if get("sort") in SORTS else ""
        self.hide = [name for name in get("hide", "").split(".") if name in COLUMNS]
        tier = get("tier", "").upper()
        self.tier = tier if tier[:1] in LETTERS and (tier[1:] == "" or (len(tier) == 2 and tier[1] in LEVELS)) else ""
        due = "now" if get("due") == "1" else get("due")  # views saved before there were windows
        self.due = due if due in WINDOWS else ""
        self.sort = self.chosen_sort or self._usual_sort
        keeper = get("keeper", "")
        self.keeper = keeper if keeper in ("me", "none") else number(keeper) or ""
        self.below = number(get("below")) if number(get("below")) in BELOW else None
        self.store = self.staff.store_id if not self.staff.is_owner else number(get("store"))

    @property
    def _usual_sort(self):
        """Old customers first; one walk where all are old or none is, or where few were found by what was typed."""
        if self.due:
            return "likely"
        if self.status == "old" or self.tier:
            return "since"
        return NEWEST if self.status or self.q else OLD_FIRST

    # --- what is chosen -----------------------------------------------------------------------

    @cached_property
    def customers(self):
        """Every customer that is asked for, unordered."""
        found = Customer.objects.visible_to(self.staff).found_by(self.q, store_id=self.store, reader=self.staff)
        if self.store and self.staff.is_owner:
            found = found.filter(store_id=self.store)
        if self.status:
            found = found.old() if self.status == "old" else found.leads()
        if self.kind:
            # The inequality says nothing new; it lets the database use the index of the few.
            found = found.filter(kind=self.kind)
            found = found if self.kind == Customer.Kind.CONSUMER else found.exclude(kind=Customer.Kind.CONSUMER)
        if self.tier:
            found = found.filter(tier__letter=self.tier[0])
            found = found.filter(tier__level=int(self.tier[1])) if self.tier[1:] else found
        if self.keeper:
            found = found.without_keeper() if self.keeper == "none" else found.filter(keeper_id=self._keeper_id)
        found = found.filter(community=self.community) if self.community else found
        if self.due:
            today = timezone.localdate()
            first, last = (None if ahead is None else today + ahead for ahead in WINDOWS[self.due][1:])
            found = found.filter(next_purchase__isnull=False)
            found = found if first is None else found.filter(next_purchase__from_on__gt=first)
            found = found if last is None else found.filter(next_purchase__from_on__lte=last)
        found = found.filter(ONLY[self.sort]) if self.sort in ONLY else found
        if self.gone:
            return found.filter(pk__lt=0)
        for each in self.chosen:
            found = each.condition.narrow(found, each.value, self.staff)
        return less_than(found, self.below) if self.below else found

    @cached_property
    def conditions(self):
        """{name: Condition} of all there are."""
        return conditions_for()

    @cached_property
    def chosen(self):
        if self.params.keys() <= EVERYDAY:  # to make fifty conditions would cost a plain list more than its rows do
            return []
        return chosen(self.conditions | lost_fields(self.params, self.conditions, OWN), self.params)

    @cached_property
    def gone(self):
        """What is asked for and no longer there, in words: nobody fits a tag or a choice that was removed."""
        found = [str(each.condition.label) for each in self.chosen if each.is_gone]
        if self.keeper not in ("", "me", "none") and not Staff.objects.filter(pk=self.keeper).exists():
            found.append(_("Keeper"))
        return found

    @property
    def _keeper_id(self):
        return self.staff.pk if self.keeper == "me" else self.keeper

    @cached_property
    def count(self):
        """How many there are, up to COUNT_AT_MOST; `count_is_capped` if there are more."""
        return min(self._counted, self.most)

    @property
    def count_is_capped(self):
        # A search stops at its own limit, whether or not there would be one more.
        return self._counted > self.most or (bool(self.q) and self._counted == FOUND_AT_MOST)

    @cached_property
    def _counted(self):
        return self.customers.values("pk")[: COUNT_AT_MOST + 1].count()

    most = COUNT_AT_MOST

    # --- the page -----------------------------------------------------------------------------

    @cached_property
    def rows(self):
        """The customers of this page, with phones, keeper, store and tier, in five statements at most."""
        return self._page[0]

    @property
    def newer(self):
        """Query string of the page before, or ''."""
        return self._link("newer", self.rows[0]) if self.rows and self._page[1] else ""

    @property
    def older(self):
        return self._link("older", self.rows[-1]) if self.rows and self._page[2] else ""

    @cached_property
    def _page(self):
        get = self.params.get
        return page_of(self.customers, self.sort, after=number(get("older")), before=number(get("newer")))

    def _link(self, direction, row):
        return self.query_without("older", "newer", **{direction: row.pk})

    def query_without(self, *names, **added):
        query = self.params.copy()
        for name in list(query):
            if name in names or not query[name]:
                del query[name]
        for name, value in added.items():
            query[name] = value
        return query.urlencode()

    # --- what is shown of it ------------------------------------------------------------------

    @property
    def shown(self):
        """{name: True} of the columns that are shown."""
        return {name: True for name in self.all_columns if name not in self.hide}

    @property
    def all_columns(self):
        return [name for name in COLUMNS if name != "store" or self.staff.is_owner]

    @property
    def columns(self):
        """[(what it is called, is it shown, the address with it the other way)]."""
        for name in self.all_columns:
            others = [hidden for hidden in self.hide if hidden != name]
            hide = ".".join(others if name in self.hide else [*others, name])
            yield COLUMNS[name], name not in self.hide, self.query_without("hide", **({"hide": hide} if hide else {}))

    @property
    def sorts(self):
        """{order: the address sorted so}, for the heads of the columns."""
        chosen = {"name": {"sort": "name"}, "tier": {"sort": "tier"}, "since": {}}
        return {head: self.query_without("sort", "older", "newer", **sort) for head, sort in chosen.items()}

    # --- what can be chosen -------------------------------------------------------------------

    @cached_property
    def stores(self):
        """[(id, name)] to choose from: a big dealer's owner has hundreds on every page."""
        return list(Store.objects.values_list("pk", "name")) if self.staff.is_owner else []

    @cached_property
    def keepers(self):
        """Active colleagues of the store the list is about; for all stores together there would be too many."""
        if not self.store:
            return ()
        return Staff.objects.active().filter(store_id=self.store).exclude(pk=self.staff.pk).order_by("name")

    @property
    def condition_groups(self):
        """[(group, [Condition])] a filter can be added from."""
        return grouped(self.conditions)

    @property
    def own_labels(self):
        """What tells whether those choices are still the same."""
        return [(field.pk, field.label, field.type, field.choices) for field in active_fields()]

    @cached_property
    def query(self):
        """What is asked for, as an address without the page: what a saved view keeps."""
        return self.query_without("older", "newer")

    @property
    def chips(self):
        """[(what is filtered, in words; the address without it)]."""
        found = [(str(words), self.query_without(name, "older", "newer")) for name, words in self._everyday if words]
        for each in self.chosen:
            without = self.query_without(*each.condition.params, "older", "newer")
            found.append((_("%(what)s: %(words)s") % {"what": each.condition.label, "words": each.words}, without))
        return found

    @property
    def _everyday(self):
        """(parameter, what it does in words or '') of the filters on the page; what was typed stands there anyhow."""
        yield "store", self.staff.is_owner and self.store and dict(self.stores).get(self.store, "")
        yield "status", self.status and (_("Old customers") if self.status == "old" else _("Leads"))
        yield "tier", self.tier and _("Tier %(tier)s") % {"tier": self.tier}
        yield "keeper", self._keeper_in_words
        yield "kind", self.kind and Customer.Kind(self.kind).label
        yield "community", self.community
        yield "due", self.due and _("Buys again: %(when)s") % {"when": WINDOWS[self.due][0]}
        yield "below", self.below and _("Archive below %(percent)d %%") % {"percent": self.below}

    @property
    def windows(self):
        return [(name, words) for name, (words, _first, _last) in WINDOWS.items()]

    @property
    def _keeper_in_words(self):
        if self.keeper in ("", "me", "none"):
            return {"": "", "me": _("Mine"), "none": _("Without a keeper")}[self.keeper]
        name = Staff.objects.visible_to(self.staff).filter(pk=self.keeper).values_list("name", flat=True).first()
        return _("Keeper %(name)s") % {"name": name or _("no longer there")}

    @property
    def is_filtered(self):
        chosen_store = self.store if self.staff.is_owner else None
        chosen = (self.q, self.status, self.kind, self.tier, self.keeper, self.community, self.below, self.due)
        return any((*chosen, chosen_store, self.chosen))

    @property
    def more_filters(self):
        """True if a filter is set that lies under "More"."""
        return bool(self.kind or self.community or self.below or self.due or self.chosen)

    @property
    def new_customer(self):
        """The form of a new customer, with what was typed in it: a number where it is one, else a name."""
        numbers, rest = find_phones(self.q)
        is_number = self.q.isdecimal() or (numbers and not rest)
        typed = {"phones": " ".join(numbers) or self.q} if is_number else {"name": self.q}
        return f"{reverse('customers:customer-create')}?{urlencode(typed)}"

    @cached_property
    def today(self):
        return timezone.localdate()


def number(text):
    """A positive id out of an address, or None."""
    text = str(text or "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 20 and 0 < int(text) < 2**63 else None
