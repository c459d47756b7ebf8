"""What the owner asks to see, read from the address; what makes no sense is said and left out."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http.request import QueryDict
from django.utils.translation import gettext as _

from insights.definitions import FIGURES, Figure
from insights.periods import MONTH, YEAR, Period, month_number

MONTHS_BACK = 48  # to choose from
COMPARED_BY = FIGURES[-1]


@dataclass
class Choice:
    """A period, a store (None for all), the figure stores are compared by; `problems` are sentences.

    Of the dealer's stores only what is shown: rows of `pk` and `name`, as many as two hundred.
    """

    period: Period
    store: Any  # a row
    stores: list
    figure: Figure = COMPARED_BY
    problems: list[str] = field(default_factory=list)

    @property
    def store_id(self) -> int | None:
        return self.store and self.store.pk

    def query(self, **changes: Any) -> str:
        """The address's query string for this choice, or a changed one: month, months, store, figure, or others."""
        asked = {
            "month": f"{self.period.month:%Y-%m}",
            "months": self.period.months,
            "store": self.store.pk if self.store else "",
            "figure": self.figure.code,
        }
        return "&".join(f"{name}={value}" for name, value in (asked | changes).items())


def read_choice(params: QueryDict, *, stores: list, today: date) -> Choice:
    """A Choice from request.GET; nothing asked means all stores in the twelve months up to now."""
    problems, this_month = [], month_number(today)
    last = this_month
    if asked := params.get("month"):
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", asked)
        last = int(found[1]) * 12 + int(found[2]) - 1 if found else None
        if last is None or last > this_month:
            problems.append(_("“%(month)s” is no month that can be shown.") % {"month": asked[:20]})
            last = this_month
    months = YEAR
    if asked := params.get("months"):
        if asked in (str(MONTH), str(YEAR)):
            months = int(asked)
        else:
            problems.append(_("A period is one month or twelve."))
    store = None
    if asked := params.get("store"):
        store = next((store for store in stores if str(store.pk) == asked), None)
        if store is None:
            problems.append(_("There is no such store."))
    figure = next((figure for figure in FIGURES if figure.code == params.get("figure")), COMPARED_BY)
    return Choice(Period(last, months), store, stores, figure, problems)


def months_to_choose(today: date, chosen: Period) -> list[date]:
    """First days of the months on offer, newest first; an older one that was asked for is added."""
    this_month = month_number(today)
    numbers = [*range(this_month, this_month - MONTHS_BACK, -1)]
    if chosen.last not in numbers:
        numbers.append(chosen.last)
    return [Period(number, MONTH).month for number in numbers]
