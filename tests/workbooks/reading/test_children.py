"""Of a child under 14 the importer keeps an age band, wherever the workbook speaks of the birthday (AR-16)."""

from datetime import date

import pytest

from tests.workbooks.reading.test_linked_sheets import CUSTOMER_SHEET
from tests.workbooks.reading.test_linked_sheets import read as read_linked
from tests.workbooks.reading.test_records import TODAY, codes, read, sheet_of
from workbooks.reading.roles import CONTACTS, MEMBERS
from workbooks.reading.workbook import guess_layouts, read_all

HEADER = ["姓名", "电话", "孩子1姓名", "孩子1生日", "孩子2", "家庭成员", "备注"]
HE = ["何洁", "13200132001"]


def everything(records):
    return str([(r.facts, r.notes, r.messages, r.members, r.orders, r.contacts) for r in records])


def test_a_childs_birthday_that_cannot_be_read_is_not_kept_as_words():
    records, _ = read(HEADER, [*HE, "赫小一", "记不清，大概六月初二", None, None, None])
    (he,) = records
    assert codes(he) == ["unreadable_childs_birthday"]
    assert he.notes == [] and "初二" not in everything(records)


def test_an_elders_birthday_that_cannot_be_read_is():
    (he,), _ = read(["姓名", "电话", "母亲生日"], [*HE, "大概六月"])
    assert (codes(he), he.notes) == (["unreadable_birthday"], ["母亲生日：大概六月"])


def test_what_a_remark_says_of_a_childs_birth_becomes_a_band():
    records, _ = read(
        HEADER, [*HE, None, None, "儿子 小宝 6.2生日", "三口之家 女儿2021年5月3日生", "儿子2018-05-03生，要儿童床"]
    )
    (he,) = records
    assert he.facts["household"] == "三口之家 女儿3-6岁"
    assert he.notes == ["孩子2：儿子 小宝 生日", "儿子7-13岁，要儿童床"]


def test_so_do_old_contacts():
    header = ["客户编号", "回访日期", "回访人", "回访内容"]
    contacts = ("回访", header, ["K001", "2025-3-2", "小美", "女儿2021年3月3日生"])
    (record,) = read_linked(CUSTOMER_SHEET, contacts)[CONTACTS]
    assert record.contacts[0].note == "女儿3-6岁"


def test_the_header_of_a_remark_counts_as_words_before_it():
    header = ["姓名", "电话", "孩子生日备注", "备注"]
    (he,), _ = read(header, [*HE, "2021年3月3日生", "孩子房要装柜子, 2021年装修"])
    assert he.notes == ["3-6岁", "孩子房要装柜子, 2021年装修"]


def test_a_childs_day_without_a_year_leaves_nothing_and_a_word_about_it():
    sheets = [sheet_of(["姓名", "电话", "孩子生日备注", "孩子生日"], [*HE, "6.2", "6.2"])]
    (he,) = read_all(sheets, guess_layouts(sheets, today=TODAY, own={"孩子生日": "own"}), today=TODAY)
    assert (he.notes, he.own, codes(he)) == ([], {}, ["child_of_unknown_age"])


def test_a_relative_in_a_row_of_its_own_tells_no_childs_age_either():
    header = ["客户编号", "关系", "姓名", "出生日期", "职业", "备注"]
    family = ("家庭成员", header, ["K001", "儿子", "豆豆", None, "幼儿园，5岁", "爱画画，五岁"],
              ["K001", "侄子", "壮壮", "2021-03-03", None, "21.3.3生"],
              ["K001", "女儿", "李红", "1990-03-03", None, "6月2日生日请客"])  # fmt: skip
    one, two, three = (record.members[0] for record in read_linked(CUSTOMER_SHEET, family)[MEMBERS])
    assert (one.occupation, one.notes) == ("幼儿园，3-6岁", "儿子; 爱画画，3-6岁")
    assert (two.age_band, two.notes) == ("3-6", "侄子; 3-6岁")
    assert three.notes == "女儿; 6月2日生日请客"


@pytest.mark.parametrize(
    ("label", "cell", "left"),
    [
        ("孩子情况", "大宝五岁", "大宝3-6岁"),
        ("孩子情况", "2021.3.3", "3-6岁"),
        ("孩子年龄", 5, "3-6岁"),
        ("孩子生日", date(2021, 3, 3), "3-6岁"),
        ("孩子数", 2, 2),
        ("孩子房", "2021.3.3", "2021.3.3"),
        ("交房情况", "2021.3.3", "2021.3.3"),
    ],
)
def test_an_own_field_of_the_dealer_takes_no_childs_birthday_in(label, cell, left):
    sheets = [sheet_of(["姓名", "电话", label], [*HE, cell])]
    (he,) = read_all(sheets, guess_layouts(sheets, today=TODAY, own={label: "own"}), today=TODAY)
    assert he.own == {"own": (label, left)}
