"""The owner's page put together from stored counts: few statements, whatever the number of customers."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealercrm.lib.money import wan
from insights.charts import Chart, line_chart, percent
from insights.choices import Choice
from insights.definitions import FIGURES, Figure
from insights.freshness import freshen
from insights.models import PeriodFigures
from insights.periods import first_day
from insights.querysets import NOTHING
from insights.rows import ROW_SETS
from insights.totals import of_the_dealer

COMPARED = 12  # periods, newest first
STORES_COMPARED = 10  # more lines than that cannot be told apart


@dataclass(frozen=True)
class Tile:
    """One figure of the chosen period, with its change, what it is made of, and its chart."""

    figure: Figure
    value: str
    change: str
    change_class: str
    made_of: list  # (title, total in words, query string of the rows)
    chart: Chart


@dataclass(frozen=True)
class Cell:
    value: str
    query: str


class Dashboard:
    """Everything templates/insights/dashboard.html shows for a Choice; `page` of the stores compared, from 1."""

    def __init__(self, choice: Choice, page=1):
        self.choice, period, span = choice, choice.period, choice.span
        pages = max(-(-len(choice.stores) // STORES_COMPARED), 1)
        self.page, self.pages = min(max(page, 1), pages), pages
        self.compared = choice.stores[(self.page - 1) * STORES_COMPARED : self.page * STORES_COMPARED]
        self.months = list(range(period.last - (span.drawn - 1) * span.step, period.last + 1, span.step))
        self.stores_waiting = 0
        reach = self.months[0], period.last, period.months
        stored = PeriodFigures.objects.ending(*reach)
        self.counts, fresh = stored.totals(choice.store_id)
        if fresh < len(choice.stores) * (period.last - self.months[0] + 1):
            shown_first = dict.fromkeys(
                store.pk for store in filter(None, [choice.store, *self.compared, *choice.stores])
            )
            self.stores_waiting = freshen(list(shown_first), *reach)
            self.counts, _fresh = stored.totals(choice.store_id)
        if choice.store is None and len(choice.stores) > 1:
            of_the_dealer(self.counts, *reach)
        compared = [store.pk for store in self.compared]
        self.by_store = stored.filter(store__in=compared).by_store() if len(choice.stores) > 1 else {}

    @property
    def page_before(self):
        return self.page - 1

    @property
    def page_after(self):
        return self.page + 1

    @property
    def is_empty(self):
        """A dealer of whom nothing was counted in all the months drawn."""
        return not any(any(counts.values()) for counts in self.counts.values())

    def of(self, month):
        return self.counts.get(month, NOTHING)

    @property
    def tiles(self):
        labels = [self.choice.span.in_words(month) for month in self.months]
        return [self._tile(figure, labels) for figure in FIGURES]

    def _tile(self, figure, labels):
        period = self.choice.period
        value = figure.percent(self.of(period.last))
        before = figure.percent(self.of(period.before.last))
        change, change_class = change_in_words(value, before, self.choice.span.than)
        return Tile(
            figure,
            percent(value),
            change,
            change_class,
            [self._made_of(figure, code) for code in (figure.rows[0], *figure.parts, figure.rows[1])],
            line_chart([figure.percent(self.of(month)) for month in self.months], labels),
        )

    def _made_of(self, figure, code):
        rows, counts = ROW_SETS[code], self.of(self.choice.period.last)
        columns = rows.amounts if figure.is_money else rows.counts
        total = sum(counts[name] for name in columns)
        return rows.title, wan(total) if figure.is_money else f"{total:,}", self.choice.query(rows=code)

    @property
    def table(self):
        """Newest first: (the period, a cell for each figure); a cell opens the rows counted above."""
        return [
            (
                self.choice.span.in_words(month),
                [
                    Cell(percent(figure.percent(self.of(month))), self._query(month, rows=figure.rows[0]))
                    for figure in FIGURES
                ],
            )
            for month in reversed(self.months)
        ]

    @property
    def periods_compared(self):
        """Newest first: it is what a phone shows without being pushed aside."""
        return [self.choice.span.in_words(month) for month in reversed(self.months[-COMPARED:])]

    @property
    def comparison(self):
        """Store against store by the chosen figure: (store, a cell for each period compared). The best first, where
        all stand on one page."""
        rows, months, compared = self.choice.figure.rows[0], self.months[-COMPARED:], self._values_compared
        if self.pages == 1:
            compared = sorted(compared, key=lambda row: -1 if row[1][-1] is None else row[1][-1], reverse=True)
        return [
            (
                store,
                [
                    Cell(percent(value), self._query(month, store=store.pk, rows=rows))
                    for month, value in reversed(list(zip(months, values, strict=True)))
                ],
            )
            for store, values in compared
        ]

    @property
    def comparison_drawn(self):
        """The same for the chart in the browser (static/insights.js)."""
        return {
            "months": self.periods_compared[::-1],
            "stores": [
                {"name": store.name, "values": [None if value is None else round(value, 1) for value in values]}
                for store, values in self._values_compared
            ],
        }

    @cached_property
    def _values_compared(self):
        """(store, the chosen figure of each period compared, oldest first)."""
        percent_of = self.choice.figure.percent
        return [
            (store, [percent_of(self.by_store.get((store.pk, month), NOTHING)) for month in self.months[-COMPARED:]])
            for store in self.compared
        ]

    def _query(self, month, **changes):
        return self.choice.query(month=f"{first_day(month):%Y-%m}", **changes)


def change_in_words(value, before, than):
    """(sentence, css class) of the change against the period before, called `than`, in percentage points."""
    if value is None or before is None:
        return "", ""
    points = round(value, 1) - round(before, 1)
    if abs(points) < 0.05:
        return _("as in %(period)s") % {"period": than}, "soft"
    said = {"points": f"{points:+.1f}", "period": than}
    return _("%(points)s points on %(period)s") % said, "is-good" if points > 0 else "is-bad"


def waiting_in_words(stores):
    """Said above the figures when more stores had news than can be counted while somebody waits."""
    return ngettext(
        "The newest entries of %(n)s store are still being counted.",
        "The newest entries of %(n)s stores are still being counted.",
        stores,
    ) % {"n": stores}
