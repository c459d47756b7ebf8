"""How the reasons to be in touch with one household become contacts it can bear (TP-5): pure, no database.

Days are numbers. Reasons that count (greeting, selling) lie on days at least `gap` apart: those that fall together
share a contact, and what finds no day is dropped, the least of them, with what it gave way to. Service comes beside
them and joins a contact where one lies near. What a person fixed, and what was done, stays; so does what is near.
"""

from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

WEEK = 7
HEAVY = 10_000  # one point of priority outweighs every shift by days
A_CONTACT = 6  # one more contact is worth avoiding by as many days of shifting: never by a week
DISLIKED = 5  # a day that does not suit the family is as bad as one five days away


class Reason(NamedTuple):
    """`rank` says who leads a shared contact: the stronger way first; `held` is the day of a contact that is near."""

    wanted: int
    earliest: int
    latest: int
    value: int
    counts: bool
    rank: int = 0
    held: int | None = None

    def fits(self, day: int) -> bool:
        return self.earliest <= day <= self.latest


class Pin(NamedTuple):
    """A contact that stays: a person moved or promised it (open: others may join), or it was made."""

    day: int
    counts: bool
    is_open: bool


class Arrangement(NamedTuple):
    days: dict[int, list[int]]  # of a new contact: its reasons, as places in the list, the leading one first
    joined: dict[int, list[int]]  # {place of the pin: reasons}
    dropped: dict[int, int | None]  # reason: the day of the contact it gave way to; None where no day is allowed


def gap_of(cap: int) -> int:
    """Days between two contacts so that in no seven days there are more than `cap`."""
    return -(-WEEK // cap)


def everyday(_day: int) -> bool:
    return True


def arrange(
    reasons: Sequence[Reason],
    pins: Sequence[Pin],
    *,
    gap: int,
    today: int,
    allowed: Callable[[int], bool] = everyday,
    liked: Callable[[int], bool] = everyday,
) -> Arrangement:
    """The best arrangement: of the reasons that count the most value, then the least shifting.

    `allowed` says on which days there may be one that counts, `liked` which days suit the family.
    """
    counted = [n for n, reason in enumerate(reasons) if reason.counts]
    walls = {pin.day for pin in pins if pin.counts}
    doors = {pin.day: place for place, pin in reversed(list(enumerate(pins))) if pin.is_open}
    held = {reasons[n].held for n in counted} - {None}
    held = {day for day in held if all(abs(day - wall) >= gap for wall in walls)}
    search = _Search([reasons[n] for n in counted], walls | held, held | (doors.keys() & walls), gap, today,
                     allowed, liked)  # fmt: skip
    found: dict[int, list[int]] = {day: [] for day in search.days()}
    dropped = []
    for n in counted:
        day = _nearest(reasons[n], found, liked)
        if day is None:
            dropped.append(n)
        else:
            found[day].append(n)
    for n, reason in enumerate(reasons):
        if not reason.counts:
            near = _nearest(reason, found.keys() | doors.keys(), liked, within=gap)
            own = _nearest(reason, range(max(reason.earliest, today), reason.latest + 1), liked)
            kept = reason.wanted if liked(reason.wanted) or own is None else own
            day = next(day for day in (reason.held, near, kept) if day is not None)
            found.setdefault(day, []).append(n)
    for those in found.values():
        those.sort(key=lambda n: (-reasons[n].rank, -reasons[n].value, reasons[n].wanted, n))
    joined = {doors[day]: those for day, those in found.items() if day in doors and those}
    contacts = {day: those for day, those in found.items() if day not in doors and those}
    standing = sorted(walls | {day for day, those in found.items() if those})
    return Arrangement(contacts, joined, {n: _closest(reasons[n].wanted, standing) for n in dropped})


def _nearest(
    reason: Reason, days: Iterable[int], liked: Callable[[int], bool], within: int | None = None
) -> int | None:
    fits = [day for day in days if reason.fits(day) and (within is None or abs(day - reason.wanted) < within)]
    return min(fits, key=lambda day: (_shift(reason, day, liked), day), default=None)


def _shift(reason: Reason, day: int, liked: Callable[[int], bool]) -> int:
    return abs(day - reason.wanted) + (0 if liked(day) else DISLIKED)


def _closest(wanted: int, days: list[int]) -> int | None:
    return min(days, key=lambda day: (abs(day - wanted), day), default=None)


class _Search:
    """The best sequence of days that holds every forced one, the others at least `gap` apart from all."""

    def __init__(
        self, reasons: list[Reason], forced: set[int], opened: set[int], gap: int, today: int,
        allowed: Callable[[int], bool], liked: Callable[[int], bool],
    ) -> None:  # fmt: skip
        self.reasons, self.forced, self.opened = reasons, forced, opened
        self.gap, self.today, self.allowed, self.liked = gap, today, allowed, liked

    def days(self) -> list[int]:
        """Those of it on which there may be a contact with these reasons."""
        candidates = self._candidates()
        best: list[int] = []  # the value of the best sequence that ends on each candidate
        before: list[int | None] = []
        top: list[int] = []  # the place of the best so far, since the last forced day
        fence: int | None = None  # place of the last forced day: no sequence passes over it
        for place, day in enumerate(candidates):
            must = day in self.forced
            near = [r for r in self.reasons if r.fits(day)] if day in self.opened or not must else []
            once = 0 if must else A_CONTACT
            whole = sum(HEAVY * r.value - _shift(r, day, self.liked) for r in near) - once
            score, link = (whole, None) if fence is None else (-1, None)
            last = place - 1 if must else bisect_right(candidates, day - self.gap) - 1
            low = min((r.earliest for r in near), default=day)
            at = last
            while at >= (fence or 0) and candidates[at] >= low:
                new = [r for r in near if r.earliest > candidates[at]]
                worth = best[at] + sum(HEAVY * r.value - _shift(r, day, self.liked) for r in new) - once
                if worth > score:
                    score, link = worth, at
                at -= 1
            if at >= (fence or 0) and best[top[at]] + whole > score:
                score, link = best[top[at]] + whole, top[at]
            best.append(score)
            before.append(link)
            fence = place if must else fence
            top.append(place if must or place == 0 or score > best[top[-1]] else top[-1])
        chosen, end = [], top[-1] if top else None
        while end is not None:
            chosen.append(candidates[end])
            end = before[end]
        return [day for day in reversed(chosen) if day in self.opened or day not in self.forced]

    def _candidates(self) -> list[int]:
        """Days worth a look: where reasons are wanted, begin and end, and as near to others as may be."""
        bases = {day for r in self.reasons for day in (r.wanted, r.earliest, r.latest)} | self.forced
        looked_at = bases | {day + side for day in bases for side in (-self.gap, self.gap)}
        for r in self.reasons:
            if self.liked is not everyday or not self.allowed(r.wanted):
                looked_at |= set(range(r.earliest, r.latest + 1))
        free = {day for day in looked_at if self._is_free(day)}
        return sorted(self.forced | free)

    def _is_free(self, day: int) -> bool:
        if day < self.today:  # over: it may only stay where it was wanted
            fits = any(r.wanted == day for r in self.reasons)
        else:
            fits = self.allowed(day) and any(r.fits(day) for r in self.reasons)
        return fits and all(abs(day - other) >= self.gap for other in self.forced)


class Job(NamedTuple):
    """A contact on one person's list: the days it may be made on, the one wanted first, then the nearer ones."""

    days: Sequence[int]
    held: int | None = None  # fixed, or near: it stays there


def level(jobs: Sequence[Job], *, room: int, load: Mapping[int, int]) -> list[int]:
    """A day for each job, the more important ones first in the list: no day fuller than `room` where that can be.

    `load` is what else stands on the days. One that finds no room takes the least full of its days: whoever looks
    ahead sees that day in red.
    """
    days = [job.days[0] if job.held is None else job.held for job in jobs]
    full = Counter(load)
    full.update(job.held for job in jobs if job.held is not None)
    on: dict[int, list[int]] = {}
    for n, job in enumerate(jobs):
        if job.held is not None:
            continue
        path = _way_to_room(n, jobs, on, full, room) or [(n, min(job.days, key=lambda day: full[day]))]
        for mover, _day in path:
            if mover != n:
                on[days[mover]].remove(mover)
                full[days[mover]] -= 1
        for mover, day in path:
            on.setdefault(day, []).append(mover)
            full[day] += 1
            days[mover] = day
    return days


def _way_to_room(
    job: int, jobs: Sequence[Job], on: dict[int, list[int]], load: Counter[int], room: int
) -> list[tuple[int, int]] | None:
    """[(job, its new day)]: the job finds a day with room, others making room for it in turn; None where none do."""
    came: dict[int, tuple[int, int | None]] = {}  # day: who would take it, and the day they leave
    queue: deque[int] = deque()
    for day in jobs[job].days:
        if load[day] < room:
            return [(job, day)]
        came[day] = (job, None)
        queue.append(day)
    while queue:
        full = queue.popleft()
        for other in on.get(full, ()):
            for day in jobs[other].days:
                if day in came:
                    continue
                came[day] = (other, full)
                if load[day] < room:
                    return _unwound(day, came)
                queue.append(day)
    return None


def _unwound(day: int | None, came: dict[int, tuple[int, int | None]]) -> list[tuple[int, int]]:
    path = []
    while day is not None:
        mover, left = came[day]
        path.append((mover, day))
        day = left
    return path
