"""What the owner asks to see, read from the address; what makes no sense is said and left out."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http.request import QueryDict
from django.utils.translation import gettext_lazy as _

from dealercrm.lib.texts import Words
from insights.definitions import FIGURES, Figure
from insights.periods import MONTH, QUARTER, YEAR, Period, calendar_end, first_day, month_number

YEARS_BACK = 4  # to choose from
COMPARED_BY = FIGURES[0]


@dataclass(frozen=True)
class Span:
    """A way to cut time: how long a period is, how far the next one is away, and how it is spoken of."""

    code: str
    label: Words
    months: int
    step: int
    drawn: int  # periods of a chart
    column: Words
    by: Words  # heading of the table of periods
    than: Words  # the period before

    def last(self, number: int) -> int:
        """The last month of the period a month belongs to."""
        return number if self.step == MONTH else calendar_end(number, self.months)

    def in_words(self, number: int) -> str:
        """The period that ends with this month."""
        month = first_day(number)
        if self.step == QUARTER:
            return _("%(year)s Q%(quarter)s") % {"year": month.year, "quarter": (month.month + 2) // QUARTER}
        return _("year %(year)s") % {"year": month.year} if self.step == YEAR else f"{month:%Y-%m}"


BY_MONTH, BEFORE = _("Month by month"), _("the twelve months before")
BY_QUARTER = _("Quarter by quarter")
SPANS = {
    span.code: span
    for span in (
        Span("1", _("This month"), MONTH, MONTH, 24, _("Month"), BY_MONTH, _("the month before")),
        Span("3", _("This quarter"), QUARTER, QUARTER, 12, _("Quarter"), BY_QUARTER, _("the quarter before")),
        Span("year", _("This year"), YEAR, YEAR, 5, _("Year"), _("Year by year"), _("the year before")),
        Span("12", _("Last twelve months"), YEAR, MONTH, 24, _("Twelve months to"), BY_MONTH, BEFORE),
    )
}
USUAL = SPANS["12"]


@dataclass
class Choice:
    """A period of a span, a store (None for all), the figure stores are compared by; `problems` are sentences.

    Of the dealer's stores only what is shown: rows of `pk` and `name`, as many as two hundred.
    """

    span: Span
    period: Period
    this_month: int
    store: Any  # a row
    stores: list
    figure: Figure = COMPARED_BY
    problems: list[Words] = field(default_factory=list)

    @property
    def store_id(self) -> int | None:
        return self.store and self.store.pk

    @property
    def is_current(self) -> bool:
        """The period is the one under way."""
        return self.period.last == self.span.last(self.this_month)

    @property
    def in_words(self) -> str:
        if self.span is USUAL:
            first, last = f"{self.period.start:%Y-%m}", f"{self.period.month:%Y-%m}"
            return _("twelve months, %(first)s to %(last)s") % {"first": first, "last": last}
        return self.span.in_words(self.period.last)

    @property
    def chosen_month(self) -> str:
        return f"{self.period.month:%Y-%m}"

    @property
    def periods(self) -> list[tuple[str, str]]:
        """(month, words) of the periods on offer, newest first; an older one that was asked for is added."""
        newest, span = self.span.last(self.this_month), self.span
        numbers = [*range(newest, newest - YEARS_BACK * YEAR, -span.step)]
        if self.period.last not in numbers:
            numbers.append(self.period.last)
        return [(f"{first_day(number):%Y-%m}", span.in_words(number)) for number in numbers]

    def query(self, **changes: Any) -> str:
        """The address's query string for this choice, or a changed one: month, months, store, figure, or others."""
        asked = {
            "month": self.chosen_month,
            "months": self.span.code,
            "store": self.store.pk if self.store else "",
            "figure": self.figure.code,
        }
        return "&".join(f"{name}={value}" for name, value in (asked | changes).items())


def read_choice(params: QueryDict, *, stores: list, today: date) -> Choice:
    """A Choice from request.GET; nothing asked means all stores in the twelve months up to now."""
    problems: list[Words] = []
    this_month = month_number(today)
    span = SPANS.get(params.get("months") or USUAL.code)
    if span is None:
        problems.append(_("A period is one month, a quarter, a year or twelve months."))
        span = USUAL
    last = this_month
    if asked := params.get("month"):
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", asked)
        last = int(found[1]) * 12 + int(found[2]) - 1 if found else None
        if last is None or last > span.last(this_month):
            problems.append(_("“%(month)s” is no month that can be shown.") % {"month": asked[:20]})
            last = this_month
    store = None
    if asked := params.get("store"):
        store = next((store for store in stores if str(store.pk) == asked), None)
        if store is None:
            problems.append(_("There is no such store."))
    figure = next((figure for figure in FIGURES if figure.code == params.get("figure")), COMPARED_BY)
    return Choice(span, Period(span.last(last), span.months), this_month, store, stores, figure, problems)
