"""The customer list as a page: rows by keyset, columns, what it is narrowed by and what else could be chosen."""

from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.list_query import WINDOWS, ListQuery, number
from customers.models import Customer
from customers.paging import page_of
from dealercrm.lib.phones import find_phones
from stores.models import Staff, Store

# What a desk may leave out of the table, in its order; a phone shows what a thumb needs.
COLUMNS = {
    "touched": gettext_lazy("Last contact"),
    "next": gettext_lazy("Next contact"),
    "keeper": gettext_lazy("Keeper"),
    "home": gettext_lazy("Home"),
    "phone": gettext_lazy("Phone"),
    "since": gettext_lazy("Customer since"),
    "store": gettext_lazy("Store"),
}


class CustomerList(ListQuery):
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

    @cached_property
    def hide(self):
        return [name for name in self.params.get("hide", "").split(".") if name in COLUMNS]

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
        chosen = {head: {"sort": head} for head in ("name", "tier", "touched", "next")} | {"since": {}}
        return {head: self.query_without("sort", "older", "newer", **sort) for head, sort in chosen.items()}

    @cached_property
    def stores(self):
        """[(id, name)] to choose from: a big dealer's owner has hundreds on every page."""
        return list(Store.objects.values_list("pk", "name")) if self.staff.is_owner else []

    @cached_property
    def keepers(self):
        """[(id, name)] of active colleagues in the store the list is about; in all together there would be too many."""
        if not self.store:
            return []
        colleagues = Staff.objects.active().filter(store_id=self.store).exclude(pk=self.staff.pk)
        return list(colleagues.order_by("name").values_list("pk", "name"))

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
    def new_customer(self):
        """The form of a new customer, with what was typed in it: a number where it is one, else a name."""
        numbers, rest = find_phones(self.q)
        is_number = self.q.isdecimal() or (numbers and not rest)
        typed = {"phones": " ".join(numbers) or self.q} if is_number else {"name": self.q}
        return f"{reverse('customers:customer-create')}?{urlencode(typed)}"

    @cached_property
    def today(self):
        return timezone.localdate()
