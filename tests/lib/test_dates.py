from datetime import date, datetime

import pytest

from dealercrm.lib.dates import parse_date

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "value",
    [
        "2021.3.5", "2021-3-5", "2021/3/5", "2021年3月5日", "2021年3月5号", "2021 年 3 月 5 日", "21.3.5",
        "21/3/5", 20210305, 20210305.0,
        "20210305", "210305", 44260, 44260.5, "44260", "44260.0", date(2021, 3, 5), datetime(2021, 3, 5, 14,
        30), "2021.3.5下午",
        "2021-03-05 14:30:00", "2021-03-05T14:30", "2021-3-5(周五)", "2021.3.5.", "２０２１．３．５",
        " 2021 . 3 . 5 ", "'2021-3-5",
        "二〇二一年三月五日", "2021年三月五日", "5-Mar-21", "Mar 5, 2021", "2021、3、5", "2021年3.5",
    ],
)  # fmt: skip
def test_the_fifth_of_march_is_read_however_it_is_written(value):
    assert parse_date(value, today=TODAY) == date(2021, 3, 5)


@pytest.mark.parametrize(
    "value",
    [
        "2021.13.45", "2021-2-30", "3000-1-1", "1900-1-1", "3月5日", "2021年3月", "202103", "201203",
        "2021.3.5-3.8", "下周", "", None, True,
        "12", 5, 999999999, "3/5/2021", "农历三月初五", "2033-1-1",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(value):
    with pytest.raises(ValueError):
        parse_date(value, today=TODAY)


def test_a_year_of_two_digits_is_of_this_century_unless_it_lies_ahead():
    assert parse_date("27.1.1", today=TODAY).year == 2027
    assert parse_date("99.5.1", today=TODAY).year == 1999


def test_day_and_month_are_told_apart_where_one_is_over_twelve():
    assert parse_date("3/25/2021", today=TODAY) == date(2021, 3, 25)
