"""What a household can bear, as a pure rule: kept for any reasons, and as good as trying everything."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from campaigns.arranging import Job, Pin, Reason, arrange, gap_of, level

TODAY = 0


def reason(wanted, before, after, value, counts=True, rank=0):
    return Reason(wanted, wanted - before, wanted + after, value, counts, rank)


REASONS = st.lists(
    st.builds(reason, st.integers(4, 40), st.integers(0, 3), st.integers(0, 6), st.integers(1, 70), st.booleans(),
              st.integers(0, 3)),
    max_size=7,
)  # fmt: skip
PINS = st.lists(st.builds(Pin, st.integers(-5, 40), st.booleans(), st.booleans()), max_size=2)


def test_what_falls_together_is_one_contact_and_the_stronger_way_leads():
    call, message = reason(10, 2, 2, 50, rank=3), reason(11, 2, 2, 60, rank=1)
    assert arrange([message, call], [], gap=7, today=TODAY).days == {10: [1, 0]}


def test_the_lesser_reason_gives_way_and_says_to_what():
    birthday, festival = reason(10, 0, 0, 60), reason(12, 0, 0, 40)
    found = arrange([festival, birthday], [], gap=7, today=TODAY)
    assert (found.days, found.dropped) == ({10: [1]}, {0: 10})


def test_service_comes_beside_but_not_twice_on_one_day():
    birthday, care = reason(10, 0, 0, 60), reason(12, 0, 0, 70, counts=False)
    assert arrange([birthday, care], [], gap=7, today=TODAY).days == {10: [0], 12: [1]}
    assert arrange([birthday, reason(12, 2, 0, 70, counts=False)], [], gap=7, today=TODAY).days == {10: [1, 0]}


def test_what_was_promised_takes_others_along():
    assert arrange([reason(10, 0, 9, 10)], [Pin(12, False, True)], gap=7, today=TODAY).days == {10: [0]}
    assert arrange([reason(10, 0, 9, 10)], [Pin(12, True, True)], gap=7, today=TODAY).joined == {0: [0]}


def test_no_day_that_is_not_allowed():
    assert arrange([reason(10, 2, 0, 10)], [], gap=7, today=TODAY, allowed=lambda day: day != 10).days == {9: [0]}
    assert arrange([reason(10, 0, 0, 10)], [], gap=7, today=TODAY, allowed=lambda day: day != 10).dropped == {0: None}


@given(REASONS, PINS, st.integers(1, 7), st.sets(st.integers(4, 40), max_size=6))
def test_every_reason_is_once_in_a_contact_within_its_time_or_dropped(reasons, pins, cap, silent):
    gap = gap_of(cap)
    found = arrange(reasons, pins, gap=gap, today=TODAY, allowed=lambda day: day not in silent)
    of_days = {n: day for day, those in found.days.items() for n in those}
    of_pins = {n: pins[place].day for place, those in found.joined.items() for n in those}
    assert sorted([*of_days, *of_pins, *found.dropped]) == list(range(len(reasons)))
    for n, day in (of_days | of_pins).items():
        assert reasons[n].fits(day)
    counted = {day for n, day in of_days.items() if reasons[n].counts}
    assert not counted & silent
    days = sorted(counted | {pin.day for pin in pins if pin.counts})
    for one, other in combinations(days, 2):
        assert other - one >= gap or not {one, other} & counted
    assert all(reasons[n].counts for n in found.dropped)


def best_by_trying(reasons, gap):
    days = sorted({day for r in reasons for day in range(r.earliest, r.latest + 1)})

    def tried(place, last):
        if place == len(days):
            return 0
        best = tried(place + 1, last)
        if last is None or days[place] - last >= gap:
            new = [r for r in reasons if r.fits(days[place]) and (last is None or r.earliest > last)]
            best = max(best, sum(r.value for r in new) + tried(place + 1, days[place]))
        return best

    return tried(0, None)


FEW = st.lists(
    st.builds(reason, st.integers(4, 24), st.integers(0, 3), st.integers(0, 4), st.integers(1, 70)), max_size=5
)


@given(FEW)
def test_no_arrangement_keeps_more(reasons):
    found = arrange(reasons, [], gap=7, today=TODAY)
    assert sum(r.value for n, r in enumerate(reasons) if n not in found.dropped) == best_by_trying(reasons, 7)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 3)), max_size=14), st.integers(1, 3))
def test_a_list_is_fuller_than_a_person_can_do_only_where_no_day_is_left(wanted, room):
    jobs = [Job(sorted(range(day - a, day + b + 1), key=lambda d, day=day: abs(d - day))) for day, a, b in wanted]
    days = level(jobs, room=room, load={})
    assert all(day in job.days for job, day in zip(jobs, days, strict=True))
    load = {day: days.count(day) for day in days}
    over = [day for day in load if load[day] > room]
    reached = set(over)
    while more := {d for job, day in zip(jobs, days, strict=True) if day in reached for d in job.days} - reached:
        reached |= more  # where those of a full day may go, and those who stand there in turn
    assert not over or all(load.get(day, 0) >= room for day in reached)
