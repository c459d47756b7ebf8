"""The customer list: filters that combine, a sort, and pages by keyset, all of it in the address."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from customers.completeness import less_than
from customers.models import Customer
from customers.querysets import FOUND_AT_MOST
from customers.renewal import is_due
from stores.models import Staff, Store

PER_PAGE = 25
COUNT_AT_MOST = 10_000  # counting a million rows to draw a page would take longer than the page
STATUSES = {"old": Customer.objects.old, "lead": Customer.objects.leads}
SORTS = ("newest", "name")
LETTERS, LEVELS = "ABCD", "123"
BELOW = (40, 60, 80)  # percent of completeness
SHOWN = (
    "name", "salutation", "kind", "community", "building", "unit", "room", "address", "customer_since", "keeper_id",
    "store_id", "pinyin", "keeper__name", "keeper__is_active", "store__name", "tier__letter", "tier__level",
)  # fmt: skip


@dataclass
class CustomerList:
    """What `params` (a QueryDict) asks for among the customers `staff` may see.

    Understood: q, store, status (old, lead), kind, tier (A or A1), keeper (me, none or an id), community, below (an
    archive less complete than so many percent), due (1: needs something now), sort (newest, name), and older/newer
    (the id of the last or first customer of the page left). What makes no sense counts as not chosen.
    """

    params: dict
    staff: Staff

    def __post_init__(self):
        get = self.params.get
        self.q = get("q", "").strip()[:60]
        self.community = get("community", "").strip()[:80]
        self.status = get("status") if get("status") in STATUSES else ""
        self.kind = get("kind") if get("kind") in Customer.Kind else ""
        self.sort = get("sort") if get("sort") in SORTS else SORTS[0]
        tier = get("tier", "").upper()
        self.tier = tier if tier[:1] in LETTERS and (tier[1:] == "" or (len(tier) == 2 and tier[1] in LEVELS)) else ""
        keeper = get("keeper", "")
        self.keeper = keeper if keeper in ("me", "none") else number(keeper) or ""
        self.due = get("due") == "1"
        self.below = number(get("below")) if number(get("below")) in BELOW else None
        self.store = self.staff.store_id if not self.staff.is_owner else number(get("store"))

    # --- what is chosen -----------------------------------------------------------------------

    @cached_property
    def customers(self):
        """Every customer that is asked for, unordered."""
        found = Customer.objects.visible_to(self.staff).found_by(self.q, store_id=self.store)
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
        found = found.filter(is_due(timezone.localdate())) if self.due else found
        return less_than(found, self.below) if self.below else found

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
        back = "newer" in self.params
        mark = self._mark(number(self.params.get("newer" if back else "older")))
        found = self.customers if mark is None else self._beyond(mark, back)
        order = ("pinyin", "pk") if self.sort == "name" else ("-pk",)
        if back:
            order = [key.removeprefix("-") if key.startswith("-") else f"-{key}" for key in order]
        # First which ones, then what is shown of them: two thousand hits are not joined to show twenty-five.
        page = Customer.objects.picked(found.order_by(*order).values("pk")[: PER_PAGE + 1])
        rows = page.select_related("keeper", "store", "tier").only(*SHOWN).prefetch_related("phones").order_by(*order)
        rows = list(rows)
        more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
        if back:
            return rows[::-1], more, True
        return rows, mark is not None, more

    def _mark(self, pk):
        """(pinyin, id) of the row a page goes on from; None on the first page, or if the row is gone."""
        return Customer.objects.filter(pk=pk).values_list("pinyin", "pk").first() if pk else None

    def _beyond(self, mark, back):
        pinyin, pk = mark
        if self.sort != "name":
            return self.customers.filter(pk__gt=pk) if back else self.customers.filter(pk__lt=pk)
        # Two halves of one comparison of rows: the first is what the index is entered by.
        if back:
            return self.customers.filter(pinyin__lte=pinyin).exclude(pinyin=pinyin, pk__gte=pk)
        return self.customers.filter(pinyin__gte=pinyin).exclude(pinyin=pinyin, pk__lte=pk)

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

    # --- what can be chosen -------------------------------------------------------------------

    @cached_property
    def stores(self):
        return Store.objects.all() if self.staff.is_owner else ()

    @cached_property
    def keepers(self):
        """Active colleagues of the store the list is about; for all stores together there would be too many."""
        if not self.store:
            return ()
        return Staff.objects.active().filter(store_id=self.store).exclude(pk=self.staff.pk).order_by("name")

    @property
    def is_filtered(self):
        chosen_store = self.store if self.staff.is_owner else None
        chosen = (self.q, self.status, self.kind, self.tier, self.keeper, self.community, self.below, self.due)
        return any((*chosen, chosen_store))

    @property
    def more_filters(self):
        """True if a filter is set that lies under "More"."""
        return bool(self.kind or self.community or self.below or self.due or self.sort != SORTS[0])


def number(text):
    """A positive id out of an address, or None."""
    text = str(text or "")
    return int(text) if text.isdecimal() and text.isascii() and 0 < int(text[:19]) < 2**63 else None
