"""A customer's tier in three sentences that anybody understands: what they mean to us, how near they are, what is not
known. They are read from what the tier stands on, so that they agree with its parts (TI-2)."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import CustomerTier, TierCutoffs, TierMove
from customers.scoring import signals
from customers.tier_sql import Formula
from customers.tiering import IMPORTANCE, LETTERS, NOBODY, POINT, URGENCY, Signal, Weights, letter_of, level_of
from dealercrm.lib.money import yuan
from dealercrm.lib.punctuation import listed
from dealercrm.lib.texts import Words

MOST_PARTS = 3  # of what a sentence names


@dataclass(frozen=True)
class Part:
    """What one signal adds to a score; `value` None where it says nothing of this customer."""

    signal: Signal
    value: int | None
    points: int  # hundredths

    @property
    def words(self) -> Words:
        return _("not known") if self.value is None else self.signal.said(self.value)

    @property
    def in_points(self) -> str:
        return points(self.points)


@dataclass(frozen=True)
class Explained:
    """Why a CustomerTier is what it is, by the TierCutoffs it stands by."""

    tier: CustomerTier
    cutoffs: TierCutoffs

    def parts(self, side: str) -> list[Part]:
        """Of a side, the heaviest first; signals that weigh nothing are left out."""
        found = [part for part in parts_of(self.cutoffs, self.tier.values) if part.signal.side == side]
        return sorted(found, key=lambda part: -part.points)

    @property
    def worked_out(self) -> str:
        """The tier that the scores give, whatever a person has set."""
        starts = (self.cutoffs.a_from, self.cutoffs.b_from, self.cutoffs.c_from)
        letter = letter_of(self.tier.importance, starts)
        return f"{letter}{level_of(self.tier.urgency, self.cutoffs.levels_from)}"

    @property
    def sentences(self) -> list[str]:
        return [self._means, self._near, self._unknown]

    @property
    def _means(self) -> str:
        letter = self.worked_out[0]
        starts = (self.cutoffs.a_from, self.cutoffs.b_from, self.cutoffs.c_from)
        bought = ngettext(
            "Bought for %(amount)s yuan in one order.",
            "Bought for %(amount)s yuan in %(orders)s orders.",
            self.tier.orders,
        ) % {"amount": yuan(self.tier.spent), "orders": self.tier.orders}
        return _(
            "What they mean to us: %(bought)s %(score)s of 100 points, so %(letter)s%(line)s. "
            "Most of what is known: %(most)s."
        ) % {
            "bought": bought if self.tier.spent else _("No amount is known of any order."),
            "score": points(self.tier.importance),
            "letter": letter,
            "line": _line(starts, LETTERS.index(letter)),
            "most": self._most(IMPORTANCE),
        }

    @property
    def _near(self) -> str:
        level = int(self.worked_out[1])
        return _(
            "How near they are: last order on %(day)s. %(score)s of 100 points, so level %(level)s%(line)s. "
            "Most of what is known: %(most)s."
        ) % {
            "day": date_format(self.tier.last_signed_on, "Y-m-d"),
            "score": points(self.tier.urgency),
            "level": level,
            "line": _line(self.cutoffs.levels_from, level - 1),
            "most": self._most(URGENCY),
        }

    @property
    def _unknown(self) -> str:
        parts = (*self.parts(IMPORTANCE), *self.parts(URGENCY))
        unknown = [str(part.signal.label) for part in parts if part.value is None]
        if not unknown:
            return _("Everything that is asked is known.")
        return _("Not known: %(what)s. Until then it counts as with most.") % {"what": listed(unknown)}

    def _most(self, side: str) -> str:
        told = [part for part in self.parts(side) if part.points > 0 and part.value is not None][:MOST_PARTS]
        said = [
            _("%(signal)s – %(words)s (%(points)s)")
            % {"signal": part.signal.label, "words": part.words, "points": points(part.points)}
            for part in told
        ]
        return listed(said) if said else _("nothing yet")


def parts_of(cutoffs: TierCutoffs, values: list[int | None]) -> list[Part]:
    weights = Formula(cutoffs).weights
    whole = {
        side: Weights({code: weights[code] for code in cutoffs.codes if signals()[code].side == side})
        for side in (IMPORTANCE, URGENCY)
    }
    found = []
    for code, value in zip(cutoffs.codes, values, strict=True):
        signal = signals()[code]
        if weights[code]:
            counted = signal.unknown if value is None else value
            found.append(Part(signal, value, whole[signal.side].part(code, counted)))
    return found


def reasons_of(move: TierMove) -> list[str]:
    """What of a TierMove has changed, in words, the biggest first; what moved around the customer where nothing has."""
    if move.cause:
        return [str(move.get_cause_display())]
    changes = [
        (after - before, code)
        for code, before, after in zip(move.cutoffs.codes, move.parts_before, move.parts, strict=False)
        if after != before and code in signals()
    ]
    said = [
        _("%(signal)s %(points)s") % {"signal": signals()[code].label, "points": f"{change / POINT:+.1f}"}
        for change, code in sorted(changes, key=lambda found: -abs(found[0]))
    ]
    return said or [_("the line between the tiers moved")]


def points(hundredths: int) -> str:
    return f"{hundredths / POINT:.0f}" if hundredths % POINT == 0 else f"{hundredths / POINT:.1f}"


def _line(starts: list[int] | tuple[int, ...], place: int) -> str:
    """' (from 65)', of the letter or level that begins there; the last one has no beginning."""
    if place < len(starts) and starts[place] < NOBODY:
        return _(" (from %(points)s)") % {"points": points(starts[place])}
    return ""
