"""Columns named like a field that only say yes or no, and warnings that are about a column rather than a row."""

import pytest

from tests.workbooks.cases import codes, read_case, read_text
from workbooks.reading.cells import is_yes_no
from workbooks.reading.headers import squeeze
from workbooks.reading.words import known_field


def test_whether_somebody_was_added_on_wechat_is_no_id_and_no_warning():
    (layout,), records = read_case("F11")
    assert "wechat" not in layout.columns.values()
    assert len(records) == 4
    assert not any("wechat" in record.facts or record.messages for record in records)
    assert [note for note in records[1].notes if "微信" in note] == ["是否加微信：是"]


@pytest.mark.parametrize("header", ["微信", "微信添加情况", "WeChat", "安装日期", "介绍人", "手机"])
def test_any_column_that_only_says_yes_or_no_is_a_note(header):
    lines = [f"姓名,电话,{header}", "王莉,13583685957,已加", "李红,13583685958,未加", "张伟,13583685959,是"]
    (layout,), records = read_text(*lines)
    assert layout.columns[2] == "notes"
    assert [codes(record) for record in records] == [[], [], []]


def test_a_yes_among_ids_is_no_warning_either():
    _layouts, records = read_text("姓名,电话,微信", "王莉,13583685957,wangli88", "李红,13583685958,已加")
    assert [codes(record) for record in records] == [[], []]
    assert [record.facts.get("wechat") for record in records] == ["wangli88", None]


@pytest.mark.parametrize("header", ["是否加微信", "是否安装", "有无小孩", "是否签单"])
def test_a_question_is_a_note_by_its_words(header):
    assert known_field(squeeze(header))[0] == "notes"


def test_whether_a_birthday_is_lunar_is_still_the_calendar():
    assert known_field(squeeze("是否农历"))[0] == "birthday_calendar"


@pytest.mark.parametrize("value", ["是", "否", "已加", "未加", "已添加微信", "没加", "√", "×", "Yes", "FALSE", True])
def test_yes_and_no(value):
    assert is_yes_no(value)


@pytest.mark.parametrize("value", ["wangli88", "王莉", "2024-03-05", "1", 1, "", None, "已故", "有孩子两个"])
def test_what_is_neither(value):
    assert not is_yes_no(value)


def of_birthdays(*cells):
    lines = [f"王{number},1990019{number:04},{cell}" for number, cell in enumerate(cells)]
    return read_text("姓名,电话,生日", *lines)[1]


def test_a_warning_on_every_row_is_told_once_for_the_column():
    records = of_birthdays(*["马上"] * 300)
    assert codes(records[0]) == ["unreadable_birthday", "whole_column"]
    assert not any(record.messages for record in records[1:])
    assert all(record.notes == ["生日：马上"] for record in records)


def test_a_warning_on_some_rows_is_told_on_each():
    records = of_birthdays("马上", "马上", "1985-03-05", *["马上"] * 3)
    assert [codes(record) for record in records] == [["unreadable_birthday"]] * 2 + [[]] + [["unreadable_birthday"]] * 3


def test_of_a_handful_of_rows_each_speaks_for_itself():
    assert [codes(record) for record in of_birthdays("马上", "马上")] == [["unreadable_birthday"]] * 2
