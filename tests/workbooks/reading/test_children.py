"""Of a child under 14 a column of birthdays gives an age band; a text stays as it stands, and is marked (AR-16)."""

from datetime import date

import pytest

from tests.workbooks.reading.linked import CUSTOMER_SHEET
from tests.workbooks.reading.linked import read as read_linked
from tests.workbooks.reading.records import TODAY, codes, read, sheet_of
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


def test_what_a_remark_says_of_a_childs_birth_stays_and_is_marked():
    told = [None, None, "儿子 小宝 6.2生日", "三口之家 女儿2021年5月3日生", "儿子2018-05-03生，要儿童床"]
    (he,), _ = read(HEADER, [*HE, *told])
    assert he.facts["household"] == told[3]
    assert he.notes == ["孩子2：儿子 小宝 6.2生日", "儿子2018-05-03生，要儿童床"]
    assert dict(he.marks) | {"notes": None} == {"household": ["2021年5月3日生"], "notes": None}
    assert [words for field, words in he.marks if field == "notes"] == [["6.2"], ["2018-05-03生"]]
    assert codes(he) == ["tells_of_a_child"]


def test_so_do_old_contacts():
    header = ["客户编号", "回访日期", "回访人", "回访内容"]
    contacts = ("回访", header, ["K001", "2025-3-2", "小美", "女儿2021年3月3日生"])
    (record,) = read_linked(CUSTOMER_SHEET, contacts)[CONTACTS]
    assert record.contacts[0].note == "女儿2021年3月3日生"
    assert record.marks == [("contact_note", ["2021年3月3日生"])]


def test_a_grown_daughters_birthday_is_no_childs():
    (he,), _ = read(["姓名", "电话", "备注"], [*HE, "女儿生日1990年5月3日，已工作"])
    assert (he.notes, he.marks, he.messages) == (["女儿生日1990年5月3日，已工作"], [], [])


def test_the_header_of_a_remark_counts_as_words_before_it():
    header = ["姓名", "电话", "孩子生日备注", "备注"]
    (he,), _ = read(header, [*HE, "2021年3月3日生", "孩子房要装柜子, 2021年装修"])
    assert he.notes == ["孩子生日备注：2021年3月3日生", "孩子房要装柜子, 2021年装修"]
    assert he.marks == [("notes", ["2021年3月3日生"])]


def test_a_childs_day_without_a_year_is_marked_too():
    sheets = [sheet_of(["姓名", "电话", "孩子生日备注", "孩子生日"], [*HE, "6.2", "6.2"])]
    (he,) = read_all(sheets, guess_layouts(sheets, today=TODAY, own={"孩子生日": "own"}), today=TODAY)
    assert (he.notes, he.own_fields) == (["孩子生日备注：6.2"], {"own": ("孩子生日", "6.2")})
    assert he.marks == [("notes", ["6.2"]), ("own:own", ["6.2"])]


def test_a_relative_in_a_row_of_its_own_is_marked_if_a_child():
    header = ["客户编号", "关系", "姓名", "出生日期", "职业", "备注"]
    family = ("家庭成员", header, ["K001", "儿子", "豆豆", None, "幼儿园，5岁", "爱画画，五岁"],
              ["K001", "侄子", "壮壮", "2021-03-03", None, "21.3.3生"],
              ["K001", "女儿", "李红", "1990-03-03", None, "6月2日生日请客"])  # fmt: skip
    found = read_linked(CUSTOMER_SHEET, family)[MEMBERS]
    one, two, three = (record.members[0] for record in found)
    assert (one.occupation, one.notes) == ("幼儿园，5岁", "儿子; 爱画画，五岁")
    assert (two.age_band, two.birthday, two.notes) == ("3-6", None, "侄子; 21.3.3生")
    assert three.notes == "女儿; 6月2日生日请客"
    assert found[0].marks == [("member_notes", ["五岁"]), ("member_occupation", ["5岁"])]
    assert found[1].marks == [("member_notes", ["21.3.3生"])]


@pytest.mark.parametrize(
    ("label", "cell", "words"),
    [
        ("孩子情况", "大宝五岁", ["五岁"]),
        ("孩子情况", "2021.3.3", ["2021.3.3"]),
        ("孩子年龄", 5, ["5"]),
        ("孩子生日", date(2021, 3, 3), ["2021-03-03"]),
        ("孩子数", 2, []),
        ("孩子房", "2021.3.3", []),
        ("交房情况", "2021.3.3", []),
    ],
)
def test_an_own_field_of_the_dealer_is_marked_likewise(label, cell, words):
    sheets = [sheet_of(["姓名", "电话", label], [*HE, cell])]
    (he,) = read_all(sheets, guess_layouts(sheets, today=TODAY, own={label: "own"}), today=TODAY)
    assert he.own_fields == {"own": (label, cell)}
    assert he.marks == ([("own:own", words)] if words else [])
