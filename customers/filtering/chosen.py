"""The conditions an address asks for, and what they look like on the page."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http.request import QueryDict
from django.utils.translation import gettext as _

from customers.filtering.kinds import GONE, UNKNOWN_ASKED, Condition
from dealercrm.lib.texts import Words


@dataclass
class Chosen:
    """A Condition with what the address says of it; `value` is None where it is only being filled in."""

    condition: Condition
    value: Any
    params: Any  # a QueryDict; of a condition being added nothing

    @property
    def words(self) -> str:
        return _("no longer there") if self.is_gone else self.condition.words(self.value)

    @property
    def is_gone(self) -> bool:
        return self.value is GONE

    @property
    def asked(self) -> list[tuple[str, str]]:
        """[(parameter, text)] as the address says it: what is gone stays asked for until somebody takes it out."""
        return [(name, text) for name in self.condition.params for text in self.params.getlist(name) if text]

    @property
    def is_unknown(self) -> bool:
        return self.value is UNKNOWN_ASKED

    @property
    def texts(self) -> list[str]:
        """What stands in its inputs, in the order of `Condition.params`."""
        return [self.params.get(name, "") for name in self.condition.params]

    @property
    def ticked(self) -> tuple[int | str, ...]:
        """Of a condition that takes several."""
        return self.value if isinstance(self.value, tuple) else ()


def chosen(conditions: dict[str, Condition], params: QueryDict) -> list[Chosen]:
    """[Chosen] of those that narrow."""
    found = [Chosen(condition, condition.read(params), params) for condition in conditions.values()]
    return [each for each in found if each.value is not None]


def grouped(conditions: dict[str, Condition]) -> list[tuple[Words, list[Any]]]:
    """[(group, [Condition])] to choose from."""
    return [(group, list(found)) for group, found in groupby(conditions.values(), key=lambda each: each.group)]
