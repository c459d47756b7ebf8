"""Whom an export is about: one temporary table, so that all sheets tell of the same customers."""

from functools import cached_property

from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.listing import CustomerList
from customers.models import Customer
from customers.selection import SAMPLE, Selection, list_of
from dealercrm.lib.punctuation import listed


class ToExport(Selection):
    """A Selection without a limit, of archives that have something to tell."""

    @cached_property
    def customers(self):
        return customers_of(self.staff, self.query, None if self.is_whole_list else self.ticked)

    @cached_property
    def count(self):
        return self.customers.count()

    @cached_property
    def sample(self):
        return list(self.customers.only("name", "keeper", "store").order_by("-pk")[:SAMPLE])

    @cached_property
    def words(self):
        """Whom it is about, for people: the filters of the list, or how many were ticked."""
        if not self.is_whole_list:
            return ngettext("%(n)d ticked customer", "%(n)d ticked customers", self.count) % {"n": self.count}
        asked = CustomerList(QueryDict(self.query), self.staff)
        filters = [_("Found by “%(words)s”") % {"words": asked.q}] if asked.q else []
        filters += [words for words, _without in asked.chips]
        return listed(filters) or _("All customers")


def customers_of(staff, query, ticked):
    """What the list's address shows this person, or those ticked; erased archives have nothing left to tell."""
    if ticked is None:
        found = list_of(query, staff).customers
    else:
        found = Customer.objects.visible_to(staff).filter(pk__in=ticked)
    return found.filter(erased_at__isnull=True).order_by()


def choose(customers):
    """Number the customers from 1 in the table `chosen`, until the transaction ends; returns how many there are."""
    sql, values = customers.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS chosen")
        cursor.execute(
            f"""CREATE TEMP TABLE chosen ON COMMIT DROP AS
                SELECT row_number() OVER (ORDER BY found.id) AS n, found.id FROM ({sql}) AS found(id)""",
            values,
        )
        cursor.execute("CREATE UNIQUE INDEX ON chosen (n)")
        cursor.execute("ANALYZE chosen")
        cursor.execute("SELECT count(*) FROM chosen")
        return cursor.fetchone()[0]
