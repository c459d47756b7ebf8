"""When a family likes to hear from us, as people write it."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.good_hours import good_hours
from dealercrm.lib.hours import check_hours, read_hours

STORE = ((10, 12), (15, 20))


@pytest.mark.parametrize(
    ("words", "hours", "days"),
    [
        ("晚上7点后", (19, 21), ""),
        ("晚上七点以后", (19, 21), ""),
        ("下班后", (18, 21), ""),
        ("中午", (12, 14), ""),
        ("中午12点到1点", (12, 13), ""),
        ("下午3点到5点", (15, 17), ""),
        ("19:00-21:00", (19, 21), ""),
        ("周末", None, "56"),
        ("周六上午", (9, 12), "5"),
        ("工作日晚上", (19, 21), "01234"),
        ("下班后，周末也行", (18, 21), ""),
        ("午休勿扰", None, ""),
        ("随时", None, ""),
        ("不忙的时候", None, ""),
        ("晚上11点后", None, ""),
        ("", None, ""),
    ],
)
def test_words_are_read(words, hours, days):
    found = good_hours(words)
    assert (found.hours, "".join(map(str, sorted(found.days)))) == (hours, days)


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("晚上7点后", (19, 21)),
        ("午休勿扰", None),  # the store does not call at noon anyway
        ("上午别打", (15, 20)),
        ("\n上夜班，上午在睡觉", (15, 20)),
        ("\n下午接孩子", (17, 20)),
        ("上午\n上午在睡觉", (15, 20)),
    ],
)
def test_their_rest_is_left_out_of_the_stores_hours(words, hours):
    assert good_hours(words).in_store_hours(STORE) == hours


def test_a_store_writes_its_hours_in_order_and_within_the_day():
    assert read_hours("10-12, 15-20") == read_hours("10:00-12:00，15到20") == STORE
    for wrong in ("", "abc", "15-20, 10-12", "7-9", "20-22", "12-10", "10-12-14"):
        with pytest.raises(ValidationError):
            check_hours(wrong)
