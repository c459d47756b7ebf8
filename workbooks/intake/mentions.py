"""Of whom more than one record of a file speaks: only they must be found again while it is previewed."""

from collections.abc import Iterable, Iterator

from dealercrm.lib.wechat import compared
from workbooks.intake.existing import KnownCustomer
from workbooks.reading.drafts import PassedOver, Record
from workbooks.reading.roles import CUSTOMERS


class Mentions:
    """Counts by what records reach their customers; as hashes, so that a long file stays small."""

    def __init__(self, records: Iterable[Record | PassedOver]):
        once: set[int] = set()
        self._again: set[int] = set()
        self._names: set[str] = set()
        self._has_numbers = False  # of the dealer's own, by which other sheets say whom they mean
        for record in records:
            if isinstance(record, PassedOver):
                continue
            for key in map(hash, _keys(record)):
                (self._again if key in once else once).add(key)
            if record.role != CUSTOMERS:
                self._names.add(record.name)
                self._has_numbers |= bool(record.customer_no)

    def speak_of(self, customer: KnownCustomer) -> bool:
        """May another record mean this customer, whom one of them has brought?"""
        if self._has_numbers or customer.values["name"] in self._names:
            return True
        keys = [*customer.phones, *([compared(customer.values["wechat"])] if customer.values["wechat"] else [])]
        return not self._again.isdisjoint(map(hash, keys))


def _keys(record: Record) -> Iterator[str]:
    yield from set(record.phones)
    if wechat := record.facts.get("wechat"):
        yield compared(wechat)
