"""What a row says of its customer: phones, birthdays, homes, sources, names."""

from datetime import date
from decimal import Decimal

import pytest

from dealercrm.lib.birthdays import Birthday
from tests.workbooks.reading.records import HEADER, LI, TODAY, WANG, codes, read, sheet_of
from workbooks.reading.workbook import guess_layouts, read_all


@pytest.mark.parametrize(
    ("header", "cells", "birthday"),
    [
        (["生日"], ["农历八月十五"], Birthday("lunar", None, 8, 15)),
        (["农历生日"], ["8.15"], Birthday("lunar", None, 8, 15)),
        (["生日(农历)"], ["1979-8-15"], Birthday("lunar", 1979, 8, 15)),
        (["生日", "农历/阳历"], ["1979-8-15", "农历"], Birthday("lunar", 1979, 8, 15)),
        (["生日", "农历/阳历"], ["1979-8-15", "阳历"], Birthday("solar", 1979, 8, 15)),
        (["生日", "是否农历"], [date(1979, 8, 15), "是"], Birthday("lunar", 1979, 8, 15)),
        (["生日(农历/阳历)"], ["阴历8.15"], Birthday("lunar", None, 8, 15)),
        (["阳历生日", "农历生日"], [None, "8月15"], Birthday("lunar", None, 8, 15)),
        (["生日"], [28717], Birthday("solar", 1978, 8, 15)),
        (["生日"], ["42岁"], Birthday("age", age=42, as_of=TODAY)),
    ],
)
def test_birthdays_are_lunar_where_the_cell_the_header_or_a_column_says_so(header, cells, birthday):
    (wang,), _ = read(["姓名", "电话", *header], ["王莉", "13583685957", *cells])
    assert wang.facts.get("birthday") == birthday


@pytest.mark.parametrize(
    ("header", "cells", "phones"),
    [
        (["电话1", "电话2"], ["13583685957", "13900001111"], ["13583685957", "13900001111"]),
        (["手机", "座机"], [13583685957.0, "68414514"], ["13583685957", "0371-68414514"]),
        (["联系电话"], ["13583685957/13900001111"], ["13583685957", "13900001111"]),
        (["联系电话"], ["1358368595713900001111"], ["13583685957", "13900001111"]),
        (["联系电话"], ["+86 135 8368 5957（李姐）"], ["13583685957"]),
        (["电话", "介绍人电话"], ["13583685957", "13900001111"], ["13583685957"]),
        (["导购电话", "业主电话"], ["13900001111", "13583685957"], ["13583685957"]),
    ],
)
def test_phones_are_the_customers_own_all_of_them_in_order(header, cells, phones):
    (wang,), _ = read(["姓名", *header], ["王莉", *cells])
    assert wang.phones == phones


def test_a_phone_cell_that_cannot_be_used_is_kept():
    (wang,), _ = read(["姓名", "电话", "微信"], ["王莉", "138001380001234", "wx_1234"])
    assert (wang.is_refused, codes(wang), wang.notes) == (False, ["unusable_phone"], ["电话：138001380001234"])


@pytest.mark.parametrize(
    ("header", "cells", "place"),
    [
        (["小区", "房号"], ["万科城", "23栋2单元1191"], ("万科城", "23", "2", "1191")),
        (["小区", "楼栋", "单元", "房号"], ["万科城", 23, 2, 1191], ("万科城", "23", "2", "1191")),
        (["小区", "楼栋", "单元", "房号"], ["万科城", "23栋", "2单元", "1191室"], ("万科城", "23", "2", "1191")),
        (["地址"], ["郑州市金水区花园路1号万科城23栋2单元1191室"], ("万科城", "23", "2", "1191")),
        (["地址"], ["万科城 23-2-1191"], ("万科城", "23", "2", "1191")),
        (["小区房号"], ["万科城23号楼1191"], ("万科城", "23", "", "1191")),
        (["小区", "地址"], ["万科城", "23#2-1191"], ("万科城", "23", "2", "1191")),
    ],
)
def test_a_home_is_taken_apart_however_its_columns_are(header, cells, place):
    (wang,), _ = read(["姓名", "电话", *header], ["王莉", "13583685957", *cells])
    assert tuple(wang.facts.get(part, "") for part in ("community", "building", "unit", "room")) == place


def test_what_no_field_holds_is_kept_in_the_notes_under_its_header():
    header = ["姓名", "电话", "户型", "配偶生日", "定金", "身份证号", "备注"]
    (wang,), _ = read(header, ["王莉", "13583685957", "三室", "1980-1-1", 500, "410105197001011234", "爱养花"])
    assert wang.notes == ["户型：三室", "定金：500", "爱养花"]
    assert "birthday" not in wang.facts
    assert [(member.relation, member.birthday.text) for member in wang.members] == [("spouse", "solar-01-01/1980")]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("自然进店", "walk_in"),
        ("老客户介绍", "referral"),
        ("抖音", "online"),
        ("设计师推荐", "referral"),
        ("小区推广", "promotion"),
    ],
)
def test_the_words_of_a_source_are_known(source, code):
    (wang,), _ = read(["姓名", "电话", "客户来源"], ["王莉", "13583685957", source])
    assert wang.facts["source"] == code


def test_text_that_looks_like_a_formula_is_text():
    (wang,), _ = read([*HEADER, "备注"], [*WANG, "=1+1"])
    assert wang.notes == ["=1+1"]


def test_two_rows_of_headers_are_one():
    grid = (
        ["客户信息", None, "介绍人", None, "订单", None, None],
        ["姓名", "电话", "姓名", "电话", "日期", "产品", "金额"],
        ["王莉", "13583685957", "张三", "13900001111", "2022-3-20", "浴霸", 3000],
    )
    (wang,), _ = read(*grid, merges=[(0, 0, 0, 1), (0, 2, 0, 3), (0, 4, 0, 6)])
    assert (wang.name, wang.phones, wang.facts["introducer_name"]) == ("王莉", ["13583685957"], "张三")
    assert wang.orders[0].signed_on == date(2022, 3, 20)


def test_a_sheet_without_a_header_goes_on_with_the_one_before():
    sheets = [sheet_of(HEADER, WANG, name="一月"), sheet_of(LI, name="二月")]
    found = list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY))
    assert [(record.sheet, record.name) for record in found] == [("一月", "王莉"), ("二月", "李红")]


def test_a_sheet_about_something_else_is_passed_over():
    sheets = [sheet_of(HEADER, WANG), sheet_of(["导购", "提成"], ["小刘", 300], name="提成")]
    found = list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY))
    assert [type(row).__name__ for row in found] == ["Record", "PassedOver"]


def test_somebody_without_a_name_is_called_by_the_last_digits():
    (somebody,), _ = read(HEADER, [None, *WANG[1:]])
    assert (somebody.name, codes(somebody)) == ("5957", ["no_name"])


def test_a_dear_name_keeps_its_form_of_address_apart():
    (wang, li), _ = read(HEADER, ["王小莉女士", *WANG[1:]], ["李姐", *LI[1:]])
    assert (wang.name, wang.facts["salutation"], li.name) == ("王小莉", "女士", "李姐")


def test_money_is_exact_to_the_cent():
    (wang,), _ = read(HEADER, [*WANG[:6], 1234.56])
    assert wang.orders[0].amount == Decimal("1234.56")
