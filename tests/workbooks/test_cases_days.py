"""Days as machines and other people's spreadsheets write them."""

import io
import re
from contextlib import suppress
from datetime import date, datetime, time
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealercrm.lib.birthdays import Birthday, parse_birthday
from dealercrm.lib.dates import parse_date
from dealercrm.lib.moments import is_no_day
from tests.workbooks.cases import CASES, case, records_of
from tests.workbooks.reading.records import TODAY, read
from workbooks.reading.formulas import hides_year
from workbooks.reading.kept_reading import KeptReading


def workbook(*rows, number_format=None, epoch=None):
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    for row in rows:
        book.active.append(row)
    for row in book.active.iter_rows(min_row=2):
        for cell in row:
            if number_format and not isinstance(cell.value, str):
                cell.number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def birthdays(records):
    return [record.facts.get("birthday") for record in records]


def solar(*day):
    return Birthday("solar", *day)


def test_the_last_minute_before_midnight_is_the_day_that_was_meant():
    one, two = case("F14_43_seconds.xlsx")
    assert (one.facts["birthday"], one.orders[0].signed_on) == (solar(1985, 3, 5), date(2021, 3, 5))
    assert (two.facts["birthday"], two.orders[0].signed_on) == (solar(1990, 6, 15), date(2021, 8, 12))


@pytest.mark.parametrize(
    "value", [datetime(2021, 3, 4, 23, 59, 17), datetime(2021, 3, 4, 23, 59, 59, 999000), 44259.99999, "44259.9995"]
)
def test_a_rounded_day_is_the_next_one_wherever_it_is_read(value):
    assert parse_date(value, today=TODAY) == date(2021, 3, 5)
    assert parse_birthday(value, today=TODAY) == solar(2021, 3, 5)


def test_a_late_sale_written_as_text_stays_on_its_day():
    assert parse_date("2021-03-05 23:59:30", today=TODAY) == date(2021, 3, 5)
    assert parse_date("2021-03-05 23:59:59", today=TODAY) == date(2021, 3, 5)


def test_the_forms_of_machines_are_read():
    found = case("S05_machine_dates.csv")
    assert [record.orders[0].signed_on for record in found] == [date(2021, 3, 5)] * 8
    assert not any(record.messages for record in found)


@pytest.mark.parametrize(
    "value",
    [
        "2021-03-04T16:00:00Z", "2021-03-04T16:00:00.000Z", "2021-03-05T00:00:00+08:00", "2021-03-04 11:00:00 -0500",
        "2021-03-04 16:00:00 UTC", "2021-03-05 00:00:00+08", "20210304T160000Z", "2021-03-04T15:59:17Z",
        "2021-03-04 23:59:17", "Thu Mar 04 2021 16:00:00 GMT+0000 (Coordinated Universal Time)",
        "Thu, 04 Mar 2021 16:00:00 GMT", "Fri Mar 05 00:00:00 CST 2021", "Fri Mar 05 2021 00:00:00 GMT+0800",
        1614873600, 1614873600000, "1614873600000", 1614873600000.0, "/Date(1614873600000+0800)/", "202103050800",
        20210305000000, "Friday, March 5, 2021", "Mar 5, 2021 12:00:00 AM", "2021年3月5日 星期五 凌晨 01:00",
        "2021-03-05 08:00:00 +0800 CST",
    ],
)  # fmt: skip
def test_a_moment_is_read_in_the_zone_of_the_store(value):
    assert parse_date(value, today=TODAY) == date(2021, 3, 5)
    assert parse_birthday(value, today=TODAY) == solar(2021, 3, 5)


def test_a_birth_before_1970_is_a_negative_number_of_seconds():
    assert parse_birthday("-157795200000", today=TODAY) == solar(1965, 1, 1)
    assert parse_birthday(478800000000, today=TODAY) == solar(1985, 3, 5)


@pytest.mark.parametrize(
    "value",
    [
        "2021-03-05T25:00:00Z",
        "2021-13-05T05:00:00Z",
        "99999999999999",
        float("inf"),
        1e30,
        "0001-01-01T00:00:00+14:00",
        "/Date(9999999999999999)/",
        "2021-00-05 00:00:00",
        "Foo, 05 Foo 2021 00:00:00 GMT",
    ],
)
def test_what_is_no_moment_is_refused(value):
    with pytest.raises(ValueError):
        parse_date(value, today=TODAY)
    with pytest.raises(ValueError):
        parse_birthday(value, today=TODAY)


_FIGURES = st.tuples(*(st.integers(0, last) for last in (9999, 13, 32, 25, 61, 61)))
_WRITTEN = st.sampled_from(["{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", "{:04}" + "{:02}" * 5])
_ZONES = st.sampled_from(["", "Z", "+08:00", "-1200", "+14", " UTC", " +9959", " GMT+0800 (CST)"])


@given(
    figures=_FIGURES, zone=_ZONES, form=st.sampled_from(["{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", "{:04}" + "{:02}" * 5])
)
def test_any_figures_of_a_moment_are_a_day_or_refused(figures, zone, form):
    text = form.format(*figures) + zone
    for read_it in (parse_date, parse_birthday):
        with suppress(ValueError):
            read_it(text, today=TODAY)
    assert is_no_day(text) in (True, False)


def test_a_number_format_that_hides_the_year_says_no_year():
    expected = [solar(None, 3, 5), solar(None, 10, 14), solar(1985, 3, 5), solar(None, 12, 1)]
    assert birthdays(case("F16_year_hidden.xlsx")) == expected


def test_the_hidden_year_is_kept_hidden_beside_the_workbook(tmp_path):
    kept = KeptReading(str(tmp_path / "book"))

    def through(sheets):
        kept.keep_sheets(sheets)
        return kept.sheets()

    found = records_of(CASES / "F16_year_hidden.xlsx", through=through)
    assert [birthday.year for birthday in birthdays(found)] == [None, None, 1985, None]


def test_the_wife_of_the_third_month_is_no_toddler_and_the_day_of_a_sale_has_its_year():
    header = ["姓名", "电话", "配偶姓名", "配偶生日", "签单日期", "产品", "金额"]
    row = ["王莉", "13583685957", "李强", date(2025, 3, 5), date(2025, 3, 6), "床垫", "3000"]
    (wang,) = records_of(workbook(header, row, number_format='m"月"d"日"'))
    assert wang.members[0].birthday == solar(None, 3, 5)
    assert wang.orders[0].signed_on == date(2025, 3, 6)


@pytest.mark.parametrize(
    ("code", "hides"),
    [
        ('m"月"d"日"', True), ("m-d", True), ("d-mmm", True), ("[$-804]m/d;@", True), ('[DBNum1]m"月"d"日";@', True),
        ("yyyy-mm-dd", False), ('yy"年"m"月"d"日"', False), ("e/m/d", False), ("h:mm AM/PM", False), ("General", False),
        ("0.00E+00", False), ("mm:ss", False), ('"day"0', False), ("m/d/yy h:mm", False),
    ],
)  # fmt: skip
def test_which_formats_hide_the_year(code, hides):
    assert hides_year(code) is hides


@pytest.mark.parametrize("value", ["5-Mar", "March 5", "Mar 5", "5 March", "5th March", "Mar. 5", "5-mar"])
def test_a_day_in_english_without_its_year(value):
    assert parse_birthday(value, today=TODAY) == solar(None, 3, 5)


@pytest.mark.parametrize(
    "value", ["5-Mar-85", "05-Mar-1985", "5 March 1985", "March 5, 1985", "Mar 5th, 1985", "5/Mar/1985"]
)
def test_a_day_in_english_with_its_year(value):
    assert parse_birthday(value, today=TODAY) == solar(1985, 3, 5)


@pytest.mark.parametrize("value", ["Mar-05", "Mar-85", "5-Foo", "Mar", "32-Mar", "March"])
def test_a_month_in_english_is_no_day(value):
    with pytest.raises(ValueError):
        parse_birthday(value, today=TODAY)


def test_excels_own_chinese_formats_hide_the_year_too():
    content = workbook(["姓名", "电话", "生日"], ["王莉", "13583685957", 45721], number_format="0.000")
    file = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as packed, ZipFile(file, "w") as changed:
        for name in packed.namelist():
            part = re.sub(rb"<numFmts.*</numFmts>", b"", packed.read(name))  # what stands there overrules Excel's own
            changed.writestr(name, part.replace(b'numFmtId="164"', b'numFmtId="58"'))
    assert birthdays(records_of(file.getvalue())) == [solar(None, 3, 5)]


def test_what_stands_for_no_date_is_no_date():
    found = case("S07_zero_day.xlsx")
    assert birthdays(found) == [None] * 5
    assert found[2].members[0].birthday is None
    assert not any(record.notes or record.messages for record in found)


@pytest.mark.parametrize(
    "value",
    [
        "1900-01-00", "1900/1/0", "1900年1月0日", "0000-00-00", "0000-00-00 00:00:00", "0/0/00", "00/00/0000", "\\N",
        "1900-01-01", "1900/1/1 0:00", "1900-01-01T00:00:00", "1899-12-30", "0001-01-01 00:00:00", "1753-01-01",
        "9999-12-31", 0, 1, 0.0, "0", "00:00:00", time(0), date(1900, 1, 1), "1970-01-01 08:00:00", "19000101",
        "1970-01-01T00:00:00Z", "1/0/1900", "1/0/00", "1/1/1900", "12/30/1899", "(null)",
        "1899-12-30T00:00:00.000Z", "1899-12-31T15:54:17.000Z", "0001-01-01T00:00:00Z",
        "/Date(-62135596800000)/", "Mon Jan 01 1900 00:00:00 GMT+0805 (中国标准时间)", "undefined",
        "Invalid Date", "NaT",
    ],
)  # fmt: skip
def test_no_day_is_taken_over_in_silence_whatever_the_machine_writes(value):
    header = ["姓名", "电话", "生日", "母亲姓名", "母亲生日", "签单日期", "产品"]
    (wang,), _ = read(header, ["王莉", "13583685957", value, "王桂英", value, value, "床垫"])
    assert (wang.facts.get("birthday"), wang.members[0].birthday, wang.orders[0].signed_on) == (None, None, None)
    assert (wang.notes, wang.messages) == ([], [])


@pytest.mark.parametrize(
    "value",
    ["1970-01-01", "2000-01-01", "1900-10-14", "1985-00-00", "1970-01-01 00:00:00", "10-14", date(1970, 1, 1), 2],
)
def test_other_days_are_days(value):
    assert not is_no_day(value)


def test_the_first_of_the_month_and_a_child_of_one_year_are_no_zero_days():
    (wang,), _ = read(["姓名", "电话", "年", "月", "日", "产品"], ["王莉", "13583685957", 2022, 3, 1, "床垫"])
    assert wang.orders[0].signed_on == date(2022, 3, 1)
    (wang,), _ = read(["姓名", "电话", "孩子年龄"], ["王莉", "13583685957", 1])
    assert wang.members[0].age_band


def test_address_books_know_a_day_without_its_year():
    assert birthdays(case("F19_no_year.csv")) == [solar(None, 10, 14)] * 3 + [solar(None, 2, 29)]
    one, two = case("S18_member_no_year.csv")
    assert [member.birthday for member in one.members] == [solar(None, 10, 14), solar(None, 3, 5)]
    assert [member.birthday for member in two.members] == [solar(None, 10, 14)]
    assert not any(record.notes or record.messages for record in (one, two))


@pytest.mark.parametrize(
    "value",
    ["1604-10-14", "1604/10/14", "16041014", "1604年10月14日", "0000-10-14", "--10-14", "--1014", "0001-10-14",
              "1604-10-14T00:00:00", "XXXX-10-14", "****-10-14", "0000年10月14日",
     "1604-10-14T00:00:00Z", "0000/10/14", "1900-10-14", date(1900, 10, 14)]
)  # fmt: skip
def test_a_year_that_stands_for_none_is_none(value):
    header = ["姓名", "电话", "生日", "配偶姓名", "配偶生日"]
    (wang,), _ = read(header, ["王莉", "13583685957", value, "李强", value])
    assert wang.facts["birthday"] == wang.members[0].birthday == solar(None, 10, 14)


@pytest.mark.parametrize("value", ["0000-10-14", "1604-10-14", "--10-14", "0085-03-05"])
def test_the_day_of_a_sale_needs_its_year(value):
    with pytest.raises(ValueError):
        parse_date(value, today=TODAY)
