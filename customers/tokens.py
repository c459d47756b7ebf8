"""What a customer is found by, and what a question asks for: both sides of AR-14 in one place."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from customers.minors import is_child
from dealercrm.lib.doors import DOOR, door_tokens, take_doors
from dealercrm.lib.pinyin import query_tokens, search_tokens

MEMBER_FIELDS = ("name", "phone", "relation", "birthday", "age_band")


def tokens_of(
    customer: Any,
    numbers: Iterable[str],
    *,
    homes: Iterable[tuple[str, str]] = (),
    members: Iterable[dict[str, Any]] = (),
) -> list[str]:
    """Tokens of a Customer row, its numbers, `homes` (community, door) and `members` (by MEMBER_FIELDS).

    Nobody is found by a child: name and number of one are for few to read (AR-16).

    One token names the store, so that a search within a store of a big dealer reads that store's share of the
    index only: 王 has a hundred thousand hits among a million customers, and a few hundred in any one store.
    """
    grown = [each for each in members if not each["age_band"]]
    grown = [each for each in grown if not is_child(each["relation"], each["birthday"], timezone.localdate())]
    numbers = [*numbers, *(member["phone"] for member in grown if member["phone"])]
    door = "-".join(filter(None, (customer.building, customer.unit, customer.room)))
    places = [(customer.community, door), ("", customer.address), *homes]
    communities = dict.fromkeys(community for community, _door in places)
    extra, relatives = (customer.salutation, customer.wechat), [member["name"] for member in grown]
    found = search_tokens(customer.name, numbers, communities, extra, relatives)
    at_doors = set().union(*(door_tokens(door) for _community, door in places if door))
    return [store_token(customer.store_id), *found, *sorted(at_doors)]


def tokens_asked(words: str, *, store_id: int | None = None) -> list[str]:
    """Tokens a row must all contain to match what a person typed; [] if there is nothing to look for in it."""
    doors, rest = take_doors(words)
    tokens = [*(DOOR + "-".join(door) for door in doors), *query_tokens(rest)]
    return [store_token(store_id), *tokens] if tokens and store_id else tokens


def store_token(store_id: int) -> str:
    return f"@{store_id}"
