from datetime import date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dealercrm.lib.birthdays import Birthday, parse_birthday
from tests.lib.births import TODAY, birthdays, moon, solar


def read(value, calendar=None):
    return parse_birthday(value, today=TODAY, calendar=calendar).text


# --- reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, text",
    [
        ("1992年农历三月十二", "lunar-03-12/1992"),
        ("农历九月十六", "lunar-09-16/"),
        ("阴历2.13", "lunar-02-13/"),
        ("1998年农历冬月廿八", "lunar-11-28/1998"),
        ("农历八月十五", "lunar-08-15/"),
        ("85年腊月廿三", "lunar-12-23/1985"),
        ("12/31/1985", "solar-12-31/1985"),
        ("31.12.1985", "solar-12-31/1985"),
        ("03.05.1985", "solar-05-03/1985"),
        ("农历：1985.3.5", "lunar-03-05/1985"),
        ("1985三月初五", "lunar-03-05/1985"),
        ("9月初9", "lunar-09-09/"),
        ("3月5日", "solar-03-05/"),
        ("10月9日", "solar-10-09/"),
        ("闰六月初二", "leap-06-02/"),
        ("1979年农历闰六月初二", "leap-06-02/1979"),
        ("八月十五(阴)", "lunar-08-15/"),
        ("八月十五（阴）", "lunar-08-15/"),
        ("1952.5.1", "solar-05-01/1952"),
        ("1972-05-06", "solar-05-06/1972"),
        ("1973/03/17", "solar-03-17/1973"),
        ("64/4/23", "solar-04-23/1964"),
        ("26/4/23", "solar-04-23/2026"),
        ("27/4/23", "solar-04-23/1927"),
        (19710913, "solar-09-13/1971"),
        (19710913.0, "solar-09-13/1971"),
        ("19710913", "solar-09-13/1971"),
        ("710913", "solar-09-13/1971"),
        (44260, "solar-03-05/2021"),
        (44260.0, "solar-03-05/2021"),
        ("44260", "solar-03-05/2021"),
        (44260.75, "solar-03-05/2021"),
        (8.16, "solar-08-16/"),
        ("8.1", "solar-08-01/"),
        ("42岁", "age-42/2026-11-22"),
        ("约42岁", "age-42/2026-11-22"),
        ("四十二周岁", "age-42/2026-11-22"),
        ("约42岁(2021-05-01)", "age-42/2021-05-01"),
        ("42岁（2021年5月）", "age-42/2021-05-01"),
        ("2021.5.1 42岁", "age-42/2021-05-01"),
        ("截至2021年5月1日42岁", "age-42/2021-05-01"),
        ("2021年时42岁", "age-42/2021-07-01"),
        ("2026年5岁", "age-5/2026-07-01"),
        ("42岁(2021)", "age-42/2021-07-01"),
        ("1985.3.5(42岁)", "solar-03-05/1985"),
        ("1985-03-05 41岁", "solar-03-05/1985"),
        ("1985年3月5日，41岁", "solar-03-05/1985"),
        ("41岁 1985.3.5", "solar-03-05/1985"),
        ("85.3.5生，今年41岁", "solar-03-05/1985"),
        ("1985年农历三月初五 41岁", "lunar-03-05/1985"),
        ("1985.3 41岁", "age-41/2026-11-22"),
        ("1985年，41岁", "age-41/2026-11-22"),
        ("1985.3.5时41岁", "age-41/1985-03-05"),
        ("约41岁(1985-03-05)", "age-41/1985-03-05"),
        ("8个月", "age-0/2026-11-22"),
        ("1岁3个月", "age-1/2026-11-22"),
        ("两岁半", "age-2/2026-11-22"),
        ("二〇二五年闰六月十五", "leap-06-15/2025"),
        ("一九七五年八月十六", "lunar-08-16/1975"),
        ("１９７９年８月１６日", "solar-08-16/1979"),
        (" 1979 年 8 月 16 日 ", "solar-08-16/1979"),
        ("1979。8。16", "solar-08-16/1979"),
        ("八月十六日", "solar-08-16/"),
        ("正月初一", "lunar-01-01/"),
        ("腊月三十", "lunar-12-30/"),
        ("冬月二十", "lunar-11-20/"),
        ("十二月廿九", "lunar-12-29/"),
        ("农历2.30", "lunar-02-30/"),
        ("闰6.2", "leap-06-02/"),
        ("2.29", "solar-02-29/"),
        ("阳历5.1", "solar-05-01/"),
        ("生日：8.16", "solar-08-16/"),
        ("1979-08-16 00:00:00", "solar-08-16/1979"),
        (date(1970, 8, 16), "solar-08-16/1970"),
        (datetime(1970, 8, 16, 9, 30), "solar-08-16/1970"),
    ],
)
def test_what_people_write_is_read(typed, text):
    assert read(typed) == text


def test_the_calendar_can_be_said_beside_the_text():
    assert read("8.16", "lunar") == "lunar-08-16/"
    assert read("1979-08-16", "lunar") == "lunar-08-16/1979"
    assert read(date(1979, 8, 16), "lunar") == "lunar-08-16/1979"
    assert read("八月十六", "solar") == "solar-08-16/"


@pytest.mark.parametrize(
    "typed, reason",
    [
        ("2021.13.45", "13"),
        ("3000.1.1", "1900"),
        ("1899.12.31", "1900"),
        ("2026.11.23", "future"),
        ("1980年闰六月初二", "leap"),
        ("闰正月初二", "leap"),
        ("阳历闰六月初二", "leap"),
        ("2023.2.29", "29"),
        ("4月31日", "31"),
        ("2025年农历闰六月三十", "30"),
        ("农历2.31", "31"),
        ("阳历5.1(农历三月十二)", "both"),
        (8.1, "10"),
        ("1979年8月", "cannot be read"),
        ("1979", "only a year"),
        ("85年生", "only a year"),
        ("42岁(2021-13-45)", "cannot be read"),
        ("42岁(2031-05-01)", "future"),
        ("5岁和3岁", "cannot be read"),
        ("5岁" * 3000, "cannot be read"),
        ("1985.3.5 36岁", "cannot be read"),
        ("36岁(1985.3.5)", "cannot be read"),
        ("2024.5.1 4岁", "cannot be read"),
        ("42岁(0001)", "cannot be read"),
        ("约42岁(0001-05-01)", "cannot be read"),
        ("42岁(2030)", "future"),
        ("二五岁", "cannot be read"),
        ("十十岁", "cannot be read"),
        ("十十个月", "cannot be read"),
        ("不详", "cannot be read"),
        ("正月", "cannot be read"),
        (816, "cannot be read"),
        (-1, "cannot be read"),
        (float("nan"), "cannot be read"),
        (float("inf"), "cannot be read"),
        (1e300, "cannot be read"),
        ("201112", "cannot be read"),
        ("6/8/1970", "cannot be read"),
        ("140岁", "130"),
        ("", "No date"),
        ("   ", "No date"),
        (None, "No date"),
        (True, "cannot be read"),
        (44260 + 3000, "future"),
        (date(1850, 1, 1), "1900"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(typed, reason):
    with translation.override("en"), pytest.raises(ValueError, match=reason):
        read(typed)


@given(
    st.one_of(
        st.text(max_size=20),
        st.floats(),
        st.integers(),
        st.text(alphabet="0123456789年月日闰农历阴初十廿三正腊冬.-/岁约()", max_size=14),
    )
)
def test_anything_at_all_is_a_birthday_or_refused(typed):
    try:
        found = parse_birthday(typed, today=TODAY)
    except ValueError:
        return
    assert Birthday.from_text(found.text) == found


ages = st.builds(
    lambda age, day: Birthday("age", age=age, as_of=day), st.integers(0, 110), st.dates(date(1990, 1, 1), TODAY)
)


@given(st.one_of(birthdays(), ages))
def test_the_stored_text_and_the_chinese_words_read_back_as_the_same(birthday):
    assert Birthday.from_text(birthday.text) == birthday
    assert birthday.text.split("/")[0] == birthday.day_key
    assert len(birthday.text) <= 32
    assert parse_birthday(birthday.in_chinese(), today=TODAY) == birthday
    with translation.override("zh-hans"):
        assert parse_birthday(str(birthday), today=TODAY) == birthday


@pytest.mark.parametrize(
    "text",
    [
        "",
        "solar-08-16",
        "moon-08-16/",
        "solar-08/",
        "solar-x-16/",
        "age-1-2/2020-01-01",
        "solar-13-01/",
        "leap-01-02/",
        "age-42/",
    ],
)
def test_text_that_was_not_stored_by_a_birthday_is_refused(text):
    with pytest.raises(ValueError):
        Birthday.from_text(text)


def test_words_in_both_languages():
    cases = [
        (moon(6, 2, 1979, leap=True), "1979年农历闰六月初二", "day 2 of leap lunar month 6, 1979"),
        (solar(10, 9), "10月9日", "9 October"),
        (solar(8, 16, 1970), "1970年8月16日", "16 August 1970"),
        (moon(12, 23), "农历腊月廿三", "day 23 of lunar month 12"),
        (Birthday("age", age=42, as_of=date(2021, 5, 1)), "约42岁(2021-05-01)", "about 42 (on 2021-05-01)"),
    ]
    for birthday, chinese, english in cases:
        with translation.override("zh-hans"):
            assert str(birthday) == chinese
        with translation.override("en"):
            assert str(birthday) == english
