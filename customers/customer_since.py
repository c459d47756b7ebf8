"""Since when somebody counts as an old customer (AR-1): the one rule, for order verbs, imports and forms."""

from datetime import date

BROUGHT_BY_OTHERS = "intermediary"  # as Customer.Source, and as Customer.Kind of who introduced them


def old_since(
    first_signed_on: date | None,
    *,
    source: str,
    direct_since: date | None,
    introducer: str = "",
    bought_by: date | None = None,
) -> date | None:
    """The day of the first signed order that stands, or by which they had bought as the dealer's books say; who came
    through an intermediary counts only from the day somebody in the store deals with them directly. `introducer` is the
    kind of the archive that introduced them: an intermediary's says it whatever the source does. None for a lead."""
    first = min(filter(None, (first_signed_on, bought_by)), default=None)
    if BROUGHT_BY_OTHERS not in (source, introducer) or first is None:
        return first
    return direct_since and max(first, direct_since)
