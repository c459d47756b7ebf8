"""Which gift suits whom: by what is known of the customer, not by the feast (TP-8). A rule without a database.

What is said in small talk weighs most, then who lives there, then the trade; a gift for anybody comes last. Never the
same twice in a row, nothing they are known to avoid, nothing that is not there.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from dealercrm.lib.texts import Words

PETS = re.compile(r"猫|狗|犬|宠物|泰迪|金毛|柯基|布偶|\bcats?\b|\bdogs?\b|\bpets?\b", re.IGNORECASE)
NO_PET = re.compile(r"(?:不喜欢|怕|讨厌|不养|过敏)[^,，。;；]{0,6}$")
SPLIT = re.compile(r"[\s,，、;；]+")
TASTE, HOUSEHOLD, TRADE, ANYBODY = 4, 3, 2, 1


@dataclass(frozen=True)
class Known:
    """What the archive knows. `has` names of Gift.ForWhom that the household shows; `last` the gift they got last."""

    small_talk: str = ""
    occupation: str = ""
    avoid: str = ""
    has: frozenset[str] = frozenset()
    last: int | None = None
    left: Decimal | None = None  # of the year's budget


@dataclass(frozen=True)
class Offer:
    pk: int
    name: str
    cost: Decimal
    for_whom: str
    words: str
    pieces: int


@dataclass(frozen=True)
class Suggestion:
    offer: Offer
    why: Words


REASONS: dict[str, Words] = {
    "pets": _("they keep a pet"),
    "young_child": _("there is a small child in the family"),
    "school_child": _("there is a child at school in the family"),
    "elders": _("there are elders in the family"),
    "new_home": _("they have just moved in"),
}


def keeps_a_pet(small_talk: str) -> bool:
    return any(not NO_PET.search(small_talk[: found.start()]) for found in PETS.finditer(small_talk))


def suggestions(known: Known, offers: Iterable[Offer], many: int = 3) -> list[Suggestion]:
    """The best first; of those that suit alike what the budget bears, then the dearest it bears."""
    found = []
    for offer in offers:
        suits = _suits(known, offer)
        if suits is None or offer.pieces < 1 or offer.pk == known.last:
            continue
        bears = known.left is None or offer.cost <= known.left
        weight, why = suits
        found.append((-weight, not bears, -offer.cost if bears else offer.cost, offer.pk, Suggestion(offer, why)))
    return [suggestion for *_order, suggestion in sorted(found, key=lambda each: each[:4])[:many]]


def _suits(known: Known, offer: Offer) -> tuple[int, Words] | None:
    words = [_plain(word) for word in SPLIT.split(offer.words) if word]
    avoid = _plain(known.avoid)
    if any(word in avoid for word in (*words, _plain(offer.name))):
        return None
    said, trade = _plain(known.small_talk), _plain(known.occupation)
    for word in words:
        if word in said:
            return TASTE, _("the small talk says “%(word)s”") % {"word": word}
    if offer.for_whom in known.has and offer.for_whom in REASONS:
        return HOUSEHOLD, REASONS[offer.for_whom]
    for word in words:
        if word in trade:
            return TRADE, _("they work as %(occupation)s") % {"occupation": known.occupation}
    return (ANYBODY, _("suits anybody")) if offer.for_whom == "anybody" else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
