"""Pages of a long list by the last row seen: any page costs what the first one does (DESIGN)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http.request import QueryDict
from django.utils.timezone import is_naive

SEPARATOR = "~"


@dataclass(frozen=True)
class Page:
    """`rows` of one page; `newer` and `older` are query strings of its neighbours, empty at the ends."""

    rows: list
    newer: str
    older: str

    def __iter__(self) -> Iterator:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(rows: QuerySet[Model], params: QueryDict, *, by: str, size: int) -> Page:
    """One Page of a queryset, highest `by` first and, where equal, highest id first.

    `by` names a column without empty values; `params` is request.GET, whose other entries the neighbours keep. A
    cursor that cannot be read shows the first page.
    """
    after, before = (cursor(rows.model, by, params.get(name, "")) for name in ("after", "before"))
    if before:
        found = list(rows.filter(beyond((by, "pk"), before)).order_by(by, "pk")[: size + 1])
        has_older, has_newer, found = True, len(found) > size, found[:size][::-1]
    else:
        order = (f"-{by}", "-pk")
        kept = rows.filter(beyond(order, after)) if after else rows
        found = list(kept.order_by(*order)[: size + 1])
        has_older, has_newer, found = len(found) > size, bool(after), found[:size]
    return Page(
        found,
        newer=neighbour(params, "before", by, found[0]) if found and has_newer else "",
        older=neighbour(params, "after", by, found[-1]) if found and has_older else "",
    )


def cursor(model: type[Model], by: str, text: str) -> tuple[Any, int] | None:
    value, _separator, pk = text.rpartition(SEPARATOR)
    try:
        value, pk = model._meta.get_field(by).to_python(value), int(pk)
    except (ValidationError, ValueError):
        return None
    readable = value is not None and not (isinstance(value, datetime) and is_naive(value))
    return (value, pk) if readable else None


def beyond(order: Sequence[str], at: tuple[Any, ...]) -> Q:
    """What comes behind the row with these values in this order of columns, `-` before those that fall.

    One comparison of rows, key by key; the first half is what an index is entered by.
    """
    found, equal = Q(), {}
    for key, value in zip(order, at, strict=True):
        name, side = (key[1:], "lt") if key.startswith("-") else (key, "gt")
        found |= Q(**equal, **{f"{name}__{side}": value})
        equal[name] = value
    first = order[0]
    entry = Q(**{f"{first[1:]}__lte" if first.startswith("-") else f"{first}__gte": at[0]})
    return entry & found if len(order) > 1 else found


def neighbour(params: QueryDict, direction: str, by: str, row: Model) -> str:
    query = params.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    value = getattr(row, by)
    query[direction] = f"{value.isoformat() if hasattr(value, 'isoformat') else value}{SEPARATOR}{row.pk}"
    return query.urlencode()
