"""The four questions about a customer that only the staff can answer, with what was said last (TI-2)."""

from dataclasses import dataclass
from datetime import date

from customers.models import Customer, SoftRating
from customers.tiering import faded
from dealercrm.lib.texts import Words


@dataclass(frozen=True)
class Asked:
    aspect: str
    label: Words
    newest: SoftRating | None
    today: date

    @property
    def is_faded(self) -> bool:
        """Said too long ago to count: time to ask again."""
        return self.newest is not None and faded(self.newest.stars, (self.today - self.newest.said_on).days) is None

    @property
    def steps(self) -> list[tuple[int, bool]]:
        """[(step, is it the one that counts)]."""
        stars = 0 if self.newest is None or self.is_faded else self.newest.stars
        return [(step, step == stars) for step in range(1, 6)]


def asked_of(customer: Customer, today: date) -> list[Asked]:
    rows = SoftRating.objects.filter(customer=customer).select_related("by")
    newest = {row.aspect: row for row in rows.order_by("aspect", "-said_on", "-pk").distinct("aspect")}
    return [Asked(aspect, label, newest.get(aspect), today) for aspect, label in SoftRating.Aspect.choices]
