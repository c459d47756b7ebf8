"""Where two archives have what one can have only once, which row gives way, where that is a rule of its own (AR-13).

Called before the rows are moved. What gives way is kept with the merge and comes back when it is undone.
"""

from typing import Any

from django.db.models import F, Max

from customers.archive_facts.table import facts_of
from customers.matching import squeezed
from customers.models import HouseholdMember
from dealercrm.lib.parts import Part, once_per

OF_MEMBER = [field.name for field in HouseholdMember._meta.concrete_fields if field.name not in ("id", "customer")]
JOINED = {fact.name: fact.joined for fact in facts_of(HouseholdMember) if fact.joined}


def phones(part: Part, keep: int, gone: int) -> None:
    """A number both have is kept once; the others follow after those of the archive that stays."""
    once_per("number")(part, keep, gone)
    last = part.of(keep).aggregate(last=Max("position"))["last"]
    if last is not None:
        part.of(gone).update(position=F("position") + last + 1)


def checks(part: Part, keep: int, gone: int) -> None:
    """Of two checks in a month the one that has a result is kept."""
    done = part.of(gone).exclude(result="").values_list("month", flat=True)
    part.of(keep).filter(result="", month__in=list(done)).delete()
    once_per("month")(part, keep, gone)


def one_in_force(part: Part, keep: int, gone: int) -> None:
    """Of two tiers set by hand the one of the archive that stays is in force."""
    if part.of(keep).filter(ended_at=None).exists():
        part.of(gone).filter(ended_at=None).update(ended_at=F("at"))


def members(part: Part, keep: int, gone: int) -> None:
    """A relative whom both archives hold is one; what only the other knew is taken over. Where they say different
    things of a relative, both stand: a person settles what is true."""
    kept = list(part.of(keep))
    for other in part.of(gone):
        for member in kept:
            if (values := _in_one(member, other)) is not None:
                part.of(keep).filter(pk=member.pk).update(**values)
                other.delete()
                kept.remove(member)
                break


def _in_one(member: HouseholdMember, other: HouseholdMember) -> dict[str, Any] | None:
    """What both say of one person as one row; None where they are two, or do not agree."""
    if member.relation != other.relation or not _one_name(member, other):
        return None
    values = {}
    for name in OF_MEMBER:
        mine, theirs = getattr(member, name), getattr(other, name)
        if not theirs or mine == theirs:
            continue
        joined = f"{mine}{JOINED[name]}{theirs}" if name in JOINED else None
        if mine and (joined is None or len(joined) > HouseholdMember._meta.get_field(name).max_length):
            return None
        values[name] = joined if mine else theirs
    in_one = {name: values.get(name) or getattr(member, name) for name in ("birthday", "age_band")}
    return None if all(in_one.values()) else values  # of a child the one stands instead of the other


def _one_name(member: HouseholdMember, other: HouseholdMember) -> bool:
    """The same name; or one unknown, where there is but one such person or the day is the same."""
    if member.name and other.name:
        return squeezed(member.name) == squeezed(other.name)
    return member.relation == HouseholdMember.Relation.SPOUSE or member.birthday == other.birthday is not None
