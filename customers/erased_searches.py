"""Saved lists by which somebody looked for a person who is erased (AR-16).

What finds or says the person goes; a name is looked for as a whole, for 王 is in 王府花园 too.
"""

from collections.abc import Iterable
from urllib.parse import parse_qsl

from customers import facts
from customers.erasure import WECHAT_FROM, Person
from customers.models import Activity, Customer, SavedView
from dealercrm.lib.parts import Part
from dealercrm.lib.pinyin import pinyin_sort_key

OF_VIEWS = (facts.VIEW_SAVED, facts.VIEW_CHANGED, facts.VIEW_REMOVED)


def forget_views(part: Part, who: Person) -> None:
    """A list that somebody saved to find this very person goes with them; one that finds a namesake too stays."""
    names = [who.customer.wechat] if len(who.customer.wechat) >= WECHAT_FROM else []
    for name in who.names:
        called = Customer.objects.filter(pinyin=pinyin_sort_key(name)[:120], name=name)
        names += [] if called.exclude(pk__in=who.ids).exists() else [name]
    for view in SavedView.objects.all():
        said = [view.name, *(text for _key, text in parse_qsl(view.query))]
        if _named_after(view.name, names) or any(tells(text, names, who.known_by) for text in said):
            view.delete()
    for word in (*names, *who.known_by):
        called = {"data__name__contains": word} if len(word) > 1 else {"data__name": word}
        Activity.objects.filter(kind__in=OF_VIEWS, **called).update(data={})


def _named_after(title: str, names: list[str]) -> bool:
    return any(name in title for name in names if len(name) > 1)


def tells(text: str, names: Iterable[str], numbers: tuple[str, ...]) -> bool:
    """Does one of the names stand in it between blanks, or one of the numbers, however spaced?"""
    words = text.lower().split()
    is_named = any(f" {name.lower()} " in f" {' '.join(words)} " for name in names)
    return is_named or any(number in "".join(words) for number in numbers)
