"""When two archives may be one person: near-same name at the same place, or with nearly the same number (AR-13). The
same number or WeChat id says it without a rule.

The night asks the database the same in sets (actions/duplicates.py); a test keeps both equal.
"""

from rapidfuzz.distance import Hamming, Levenshtein

from customers.models import Customer
from dealercrm.lib.phones import is_mobile
from dealercrm.lib.pinyin import pinyin_sort_key

TAIL = 4  # digits people remember of a number: they are the same
SLIPS = 2  # of the other digits at most so many differ: one wrong, or two in the other order
LONG_ENOUGH = 3  # 王伟 and 王芳 at one door are a couple; 王小伟 and 王晓伟, or 张小美 and 张美, hardly


def near_names(one: str, other: str) -> bool:
    """The same but for blanks, or read the same, or the same characters in another order, or one character
    different, more or fewer in a name of three."""
    one, other = squeezed(one), squeezed(other)
    if not one or not other:
        return False
    if one == other or sorted(one) == sorted(other):
        return True
    reading = pinyin_sort_key(one)
    if reading and reading == pinyin_sort_key(other):
        return True
    return max(len(one), len(other)) >= LONG_ENOUGH and Levenshtein.distance(one, other, score_cutoff=1) == 1


def near_numbers(one: str, other: str) -> bool:
    """Two mobile numbers that end alike, and of which one is a slip of the finger for the other."""
    if not (is_mobile(one) and is_mobile(other)) or one[-TAIL:] != other[-TAIL:]:
        return False
    return 1 <= Hamming.distance(one, other) <= SLIPS


def same_place(one: Customer, other: Customer) -> bool:
    """One door; or one community, where an archive does not know the door."""
    if door(one) and door(other):
        return door(one) == door(other)
    if one.address and one.address == other.address:
        return True
    return bool(one.community) and one.community == other.community and same_reading(one.name, other.name)


def door(customer: Customer) -> tuple[str, str, str, str] | None:
    """(community, building, unit, room), or None where it is not known."""
    known = customer.community and customer.room
    return (customer.community, customer.building, customer.unit, customer.room) if known else None


def same_reading(one: str, other: str) -> bool:
    return pinyin_sort_key(squeezed(one)) == pinyin_sort_key(squeezed(other)) != ""


def squeezed(name: str) -> str:
    return "".join(name.split())
