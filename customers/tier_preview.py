"""What a draft of a scheme would do: who would move from where to where (TI-3).

The SQL of the night over the values of the last one, so that the preview is what saving does, and writes nothing.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import connection

from customers.actions.tiers import draw_starts, newest_cutoffs
from customers.models import TierCutoffs, TierScheme
from customers.tier_sql import Formula
from customers.tier_words import points
from customers.tiering import NOBODY
from stores.models import Staff, Store

STOOD = "SELECT customer_id, store_id, values, letter || level AS stood FROM customers_customertier"
NAMES = 200  # of a cell that is opened


@dataclass
class TierPreview:
    """Of the customers `staff` may see, by the `draft` as of `today`."""

    draft: TierScheme
    staff: Staff
    today: date

    @cached_property
    def cutoffs(self) -> TierCutoffs | None:
        """Drawn among all customers of the dealer, whoever looks; None before the first night."""
        newest = newest_cutoffs()
        if newest is None:
            return None
        drawn = TierCutoffs(codes=newest.codes, silent=newest.silent)
        with connection.cursor() as cursor:
            draw_starts(cursor, drawn, self.draft, STOOD)
        return drawn

    @cached_property
    def counts(self) -> dict[tuple[int, str, str], int]:
        """{(store, from, to): how many}, also of who stays."""
        if self.cutoffs is None:
            return {}
        rows = self._rows("store_id, stood, letter || level, count(*)", "GROUP BY 1, 2, 3")
        return {row[:3]: row[3] for row in rows}

    def names(self, before: str, after: str) -> list[int]:
        """Ids of some who would move so."""
        if self.cutoffs is None:
            return []
        limit = "AND stood = %(before)s AND letter || level = %(after)s ORDER BY customer_id LIMIT %(names)s"
        asked: dict[str, str | int] = {"before": before, "after": after, "names": NAMES}
        return [pk for (pk,) in self._rows("customer_id", limit, **asked)]

    def _rows(self, columns: str, rest: str, **asked: str | int) -> list[tuple]:
        store = None if self.staff.is_owner else self.staff.store_id
        where = "WHERE (%(store)s::bigint IS NULL OR store_id = %(store)s)"
        sql = f"SELECT {columns} FROM ({Formula(self.cutoffs).tiered(STOOD)}) n {where} {rest}"
        with connection.cursor() as cursor:
            cursor.execute(sql, {"today": self.today, "store": store, **asked})
            return cursor.fetchall()

    @property
    def tiers(self) -> list[str]:
        """Of the matrix: all that anybody leaves or comes to, the best first."""
        return sorted({tier for _store, before, after in self.counts for tier in (before, after)})

    @property
    def matrix(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """[(from, [(to, how many)])]."""
        together: dict[tuple[str, str], int] = {}
        for (_store, before, after), many in self.counts.items():
            together[before, after] = together.get((before, after), 0) + many
        return [(before, [(after, together.get((before, after), 0)) for after in self.tiers]) for before in self.tiers]

    @property
    def moving(self) -> int:
        return sum(many for (_store, before, after), many in self.counts.items() if before != after)

    @property
    def people(self) -> int:
        return sum(self.counts.values())

    @property
    def by_store(self) -> list[tuple[str, int, int, int]]:
        """[(store, how many of it, up, down)] of the stores in which anybody moves."""
        names, found = dict(Store.objects.values_list("pk", "name")), {}
        for (store, before, after), many in self.counts.items():
            all_of, up, down = found.get(store, (0, 0, 0))
            found[store] = all_of + many, up + many * (after < before), down + many * (after > before)
        rows = ((names[store], *counts) for store, counts in found.items())
        return sorted(row for row in rows if row[2] or row[3])

    @property
    def starts(self) -> list[tuple[str, str]]:
        """[(letter or level, points from which it begins)]."""
        cutoffs = self.cutoffs
        letters = zip("ABC", (cutoffs.a_from, cutoffs.b_from, cutoffs.c_from), strict=True)
        levels = ((str(n), start) for n, start in enumerate(cutoffs.levels_from, 1))
        return [(name, points(start)) for name, start in (*letters, *levels) if start < NOBODY]
