"""What the address of the customer list asks for: filters that combine, and an order."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.completeness import less_than
from customers.filtering.chosen import chosen
from customers.filtering.own import lost_fields
from customers.filtering.table import OWN, conditions_for
from customers.models import Customer
from customers.needs import HALF_A_YEAR, SOON
from customers.paging import only, sorts
from customers.querysets import FOUND_AT_MOST
from stores.models import Staff

# What an address may ask without any of the conditions.
EVERYDAY = {
    "q", "store", "status", "kind", "tier", "keeper", "community", "below", "due", "sort", "hide", "older", "newer",
}  # fmt: skip
STATUSES = {"old", "lead"}
OLD_FIRST, NEWEST = "old_first", "newest"
LETTERS, LEVELS = "ABCD", "1234"
# When the next purchase begins: after the first, up to the second of these from today.
WINDOWS: dict[str, tuple] = {
    "now": (gettext_lazy("now"), None, timedelta(0)),
    "half": (gettext_lazy("within half a year"), timedelta(0), HALF_A_YEAR),
    "year": (gettext_lazy("within a year"), HALF_A_YEAR, SOON),
    "later": (gettext_lazy("later"), SOON, None),
}
BELOW = (40, 60, 80)  # percent of completeness


@dataclass
class ListQuery:
    """What `params` (a QueryDict) asks for among the customers `staff` may see.

    Understood: q, store, status (old, lead), kind, tier (A or A1), keeper (me, none or an id), community, below (an
    archive less complete than so many percent), due (WINDOWS), sort (paging.sorts), hide (listing.COLUMNS left
    out), older/newer (the id of the last or first customer of the page left), and the conditions of
    customers.filtering. What makes no sense counts as not chosen.
    """

    params: dict
    staff: Staff

    most = 10_000  # counted; counting a million rows to draw a page would take longer than the page

    def __post_init__(self):
        get = self.params.get
        self.q = get("q", "").strip()[:60]
        self.community = get("community", "").strip()[:80]
        self.status = get("status") if get("status") in STATUSES else ""
        self.kind = get("kind") if get("kind") in Customer.Kind else ""
        self.chosen_sort = get("sort") if get("sort") in sorts() else ""
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
        found = found if (whom := only(self.sort)) is None else found.filter(whom)
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
        """How many there are, up to `most`; `count_is_capped` if there are more."""
        return min(self._counted, self.most)

    @property
    def count_is_capped(self):
        # A search stops at its own limit, whether or not there would be one more.
        return self._counted > self.most or (bool(self.q) and self._counted == FOUND_AT_MOST)

    @cached_property
    def _counted(self):
        return self.customers.values("pk")[: self.most + 1].count()

    def query_without(self, *names, **added):
        """The address without these parameters and those that say nothing, with others added."""
        said = [(name, texts) for name, texts in self.params.lists() if texts[-1] and name not in {*names, *added}]
        return urlencode(said + list(added.items()), doseq=True)

    @cached_property
    def query(self):
        """What is asked for, as an address without the page: what a saved view keeps."""
        return self.query_without("older", "newer")

    @property
    def is_filtered(self):
        chosen_store = self.store if self.staff.is_owner else None
        chosen = (self.q, self.status, self.kind, self.tier, self.keeper, self.community, self.below, self.due)
        return any((*chosen, chosen_store, self.chosen))

    @property
    def more_filters(self):
        """True if a filter is set that lies under "More"."""
        return bool(self.kind or self.community or self.below or self.due or self.chosen)


def number(text):
    """A positive id out of an address, or None."""
    text = str(text or "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 20 and 0 < int(text) < 2**63 else None
