"""What a customer is found by, and what a question asks for: both sides of AR-14 in one place."""

from typing import Any

from dealercrm.lib.pinyin import query_tokens, search_tokens


def tokens_of(customer: Any, numbers: list[str] | tuple[()]) -> list[str]:
    """Tokens of a Customer row and its phone numbers: name, pinyin, phone, community, form of address, WeChat id.

    One token names the store, so that a search within a store of a big dealer reads that store's share of the
    index only: 王 has a hundred thousand hits among a million customers, and a few hundred in any one store.
    """
    extra = (customer.salutation, customer.wechat)
    return [store_token(customer.store_id), *search_tokens(customer.name, numbers, customer.community, extra)]


def tokens_asked(words: str, *, store_id: int | None = None) -> list[str]:
    """Tokens a row must all contain to match what a person typed; [] if there is nothing to look for in it."""
    tokens = query_tokens(words)
    return [store_token(store_id), *tokens] if tokens and store_id else tokens


def store_token(store_id: int) -> str:
    return f"@{store_id}"
