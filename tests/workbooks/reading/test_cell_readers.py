"""Whatever form a value is written in, the readers of cells give the same value back."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealercrm.lib.dates import EXCEL_EPOCH, parse_date
from dealercrm.lib.money import parse_amount
from dealercrm.lib.phones import find_phones
from tests.factories import TODAY
from workbooks.reading.cells import parse_name, parse_quantity
from workbooks.reading.rooms import parse_door
from workbooks.reading.sheets import as_text, clean

DAYS = st.dates(date(1990, 1, 1), TODAY)
DIGITS = "〇一二三四五六七八九"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
DAY_FORMS = [
    lambda d: d,
    lambda d: datetime(d.year, d.month, d.day, 14, 30),
    lambda d: (d - EXCEL_EPOCH).days,
    lambda d: str((d - EXCEL_EPOCH).days),
    lambda d: float((d - EXCEL_EPOCH).days),
    lambda d: d.isoformat(),
    lambda d: f"{d:%Y%m%d}",
    lambda d: int(f"{d:%Y%m%d}"),
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    lambda d: f"{d.year}、{d.month}、{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f" {d.year} 年 {d.month} 月 {d.day} 号",
    lambda d: f"{d.year}.{d.month}.{d.day}下午",
    lambda d: f"{d.isoformat()} 10:05:00",
    lambda d: f"{d.year}.{d.month}.{d.day}".translate(FULL_WIDTH),
    lambda d: f"{''.join(DIGITS[int(n)] for n in str(d.year))}年{in_words(d.month)}月{in_words(d.day)}日",
    lambda d: f"{d:%b} {d.day}, {d.year}",
    lambda d: f"{d.day}-{d:%b}-{d.year}",
]


def in_words(number):
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else DIGITS[tens]) + "十" if tens else "") + (DIGITS[ones] if ones else "")


@given(DAYS, st.sampled_from(DAY_FORMS))
def test_a_day_is_the_same_however_it_is_written(day, form):
    assert parse_date(clean(form(day)), today=TODAY) == day


@given(DAYS.filter(lambda day: day.year >= 2000))
def test_a_year_of_two_figures_is_of_this_century(day):
    assert parse_date(f"{day:%y}.{day.month}.{day.day}", today=TODAY) == day


@given(st.dates(TODAY + timedelta(days=365 * 7), date(2190, 1, 1)))
def test_a_day_far_ahead_is_none(day):
    for form in DAY_FORMS[5:9]:
        with pytest.raises(ValueError, match="range"):
            parse_date(form(day), today=TODAY)


AMOUNTS = st.decimals(0, 9_999_999, places=2)
AMOUNT_FORMS = [
    lambda a: a,
    lambda a: float(a),
    lambda a: str(a),
    lambda a: f"{a:,}",
    lambda a: f"{a}元",
    lambda a: f"￥{a:,}",
    lambda a: f"人民币{a}",
    lambda a: f" {a} ".translate(FULL_WIDTH),
    lambda a: f"{(a / 10_000).normalize():f}万",
    lambda a: f"{(a / 10_000).normalize():f}w",
    lambda a: f"{a}(含安装)",
]


@given(AMOUNTS, st.sampled_from(AMOUNT_FORMS))
def test_an_amount_is_the_same_however_it_is_written(amount, form):
    assert parse_amount(clean(form(amount)))[0] == amount


PHONES = st.from_regex(r"1[3-9]\d{9}", fullmatch=True).map(lambda text: "".join(str(int(n)) for n in text))
PHONE_FORMS = [
    lambda p: p,
    lambda p: int(p),
    lambda p: float(p),
    lambda p: f"{p}.0",
    lambda p: f"+86 {p}",
    lambda p: f"0086{p}",
    lambda p: f"{p[:3]} {p[3:7]} {p[7:]}",
    lambda p: f"{p[:3]}-{p[3:7]}-{p[7:]}",
    lambda p: p.translate(FULL_WIDTH),
    lambda p: f"'{p}",
    lambda p: f"{p}（李姐）",
    lambda p: f"手机：{p}",
]


@given(PHONES, st.sampled_from(PHONE_FORMS))
def test_a_phone_is_the_same_however_it_is_written(phone, form):
    assert find_phones(clean(form(phone)))[0] == [phone]


@given(PHONES, PHONES, st.sampled_from(["/", "、", "\n", " ", ",", "；", ""]))
def test_two_phones_of_a_cell_are_two(first, second, between):
    assert find_phones(f"{first}{between}{second}")[0] == list(dict.fromkeys([first, second]))


@given(st.integers(1, 9999), st.sampled_from(["", "张", "樘", " 套", "平方", "㎡"]), st.booleans())
def test_a_quantity_is_the_same_however_it_is_written(number, measure, is_wide):
    text = f"{number}{measure}"
    assert parse_quantity(text.translate(FULL_WIDTH) if is_wide else text)[0] == Decimal(number)


@given(st.integers(1, 200), st.integers(1, 9), st.integers(101, 3599))
def test_a_door_is_the_same_however_it_is_written(building, unit, room):
    forms = ("{}栋{}单元{}", "{}-{}-{}", "{}幢{}单元{}室", "{}号楼{}单元{}", "{}#-{}-{}", "{}栋 {}单元 {}号")
    for form in forms:
        door = parse_door(form.format(building, unit, room))
        assert (door.building, door.unit, door.room) == (str(building), str(unit), str(room))


@given(st.text("王李张刘陈美伟丽强敏", min_size=2, max_size=3), st.sampled_from([" ", "\u3000", "  "]))
def test_a_name_is_the_same_with_blanks_between_and_around(name, blank):
    for form in (name, blank.join(name), f"{blank}{name}{blank}", f"{name}(业主)"):
        assert parse_name(clean(form))[0] == name


@given(DAYS)
def test_what_a_spreadsheet_shows_is_read_as_what_it_holds(day):
    assert parse_date(as_text(day), today=TODAY) == day
