"""What dealers write into their sheets without thinking of a machine that will read them."""

from datetime import date
from decimal import Decimal

import pytest

from dealercrm.lib.errors import Refused
from tests.workbooks.reading.records import HEADER, LI, MORE, TODAY, WANG, codes, read, sheet_of
from workbooks.reading.drafts import Record
from workbooks.reading.workbook import guess_layouts, read_all


def test_a_sum_inside_a_merged_block_is_no_line_of_the_order():
    grid = HEADER, WANG, MORE, [None, None, None, None, "小计", "6台", 3500], LI
    (wang, _li), passed = read(*grid, merges=[(1, column, 3, column) for column in range(4)])
    assert (len(wang.orders[0].lines), wang.orders[0].amount) == (2, 3500)
    assert passed == [(4, "sum")]


def test_a_sum_written_beside_a_product_is_a_remark():
    (wang, _li), passed = read([*HEADER, "备注"], [*WANG, None], [*MORE, "合计3500"], [*LI, None])
    assert (len(wang.orders[0].lines), wang.orders[0].amount) == (2, 3500)
    assert (wang.notes, passed) == (["合计3500"], [])


@pytest.mark.parametrize("written", ["2022.5.1(预定)", "2022年5月1日【补单】", "2022.5.1安装"])
def test_a_remark_behind_a_day_goes_into_the_notes(written):
    (li,), _ = read(HEADER, [*LI[:3], written, *LI[4:]])
    assert li.orders[0].signed_on == date(2022, 5, 1)
    assert li.notes == [f"成交日期：{written}"]


@pytest.mark.parametrize("written", ["2022.5.1左右", "2022.5.1（未定）", "2022.5.1?", "2022.5.1改期", "2022.5.1-5.3"])
def test_a_remark_that_makes_it_another_day_leaves_the_day_open(written):
    (li,), _ = read(HEADER, [*LI[:3], written, *LI[4:]])
    assert li.orders[0].signed_on is None
    assert codes(li) == ["unreadable_date"]


def test_a_remark_behind_a_birthday_goes_into_the_notes():
    (li,), _ = read(["姓名", "电话", "生日"], ["李红", "13583685958", "1985.3.5(身份证)"])
    assert (str(li.facts["birthday"].born_on()), li.notes) == ("1985-03-05", ["生日：1985.3.5(身份证)"])


@pytest.mark.parametrize("header", [["日期", "意向产品"], ["接待日期", "咨询产品"], ["来访时间", "预算"]])
def test_a_visitor_who_wants_something_has_not_bought_it(header):
    (li,), _ = read(["姓名", "电话", *header], ["李红", "13583685958", "2022.5.1", "橱柜"])
    assert li.orders == []
    assert any("2022.5.1" in note for note in li.notes)


def test_an_order_that_holds_nothing_readable_is_only_noted():
    (li,), _ = read(HEADER, ["李红", "13583685958", None, "去年", None, None, None])
    assert (li.orders, li.notes) == ([], ["成交日期：去年"])


def test_the_model_is_the_product_where_no_column_says_it_better():
    (li,), _ = read(["姓名", "电话", "接单日期", "产品型号", "金额"], ["李红", "13583685958", "2022.5.1", "A3柜", 100])
    assert [(line.product, line.amount) for line in li.orders[0].lines] == [("A3柜", Decimal(100))]


def test_a_landline_that_a_spreadsheet_took_for_a_number_gets_its_zero_back():
    (li, wang), _ = read(["姓名", "电话"], ["李红", 37168414514], ["王莉", 13583685957])
    assert (li.phones, wang.phones) == (["0371-68414514"], ["13583685957"])


def test_the_day_that_was_promised_and_the_day_it_was_done_are_two_things():
    grid = ["姓名", "电话", "签单时间", "产品", "预计安装时间", "实际安装时间", "预约送货日期"], [
        "李红", "13583685958", "2026-10-08", "橱柜", "2026-11-01", "2026-11-03", "2026-10-20",
    ]  # fmt: skip
    (li,), _ = read(*grid)
    order = li.orders[0]
    assert (order.planned_install_on, order.installed_on) == (date(2026, 11, 1), date(2026, 11, 3))
    assert (order.delivered_on, li.notes) == (None, ["预约送货日期：2026-10-20"])


def test_a_column_for_each_calendar_holds_one_birthday():
    header = ["姓名", "电话", "生日(农历)", "生日(阳历)"]
    (li, wang), _ = read(header, ["李红", "13583685958", "八月十五", None], ["王莉", "13583685957", None, "1964-4-23"])
    assert [str(person.facts["birthday"].text) for person in (li, wang)] == ["lunar-08-15/", "solar-04-23/1964"]
    assert (li.notes, wang.notes) == ([], [])


def test_wedding_day_schooling_and_hobbies_have_columns_of_their_own():
    header = ["姓名", "电话", "结婚纪念日", "文化程度", "兴趣爱好"]
    (li,), _ = read(header, ["李红", "13583685958", "2010.10.1", "本科", "跳舞"])
    assert li.facts["wedding_day"].text == "solar-10-01/2010"
    assert (li.facts["education"], li.facts["small_talk"], li.notes) == ("本科", "跳舞", [])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("农历八月十五", "lunar-08-15/"),
        ("2010年农历八月十五", "lunar-08-15/2010"),
        ("5月1日", "solar-05-01/"),
        (date(2010, 5, 1), "solar-05-01/2010"),
        ("2010-05-01", "solar-05-01/2010"),
    ],
)
def test_a_wedding_day_is_read_as_it_is_kept(cell, text):
    (li,) = read(["姓名", "电话", "结婚纪念日"], ["李红", "13583685958", cell])[0]
    assert (li.facts["wedding_day"].text, li.notes) == (text, [])


@pytest.mark.parametrize("cell", ["42岁", "2039-05-01", "金婚"])
def test_what_is_no_wedding_day_stays_in_the_notes(cell):
    (li,) = read(["姓名", "电话", "结婚纪念日"], ["李红", "13583685958", cell])[0]
    assert ("wedding_day" in li.facts, li.notes) == (False, [f"结婚纪念日：{cell}"])


def test_an_age_stands_for_a_birthday_that_nobody_knows():
    header = ["姓名", "电话", "生日", "年龄"]
    (li, wang), _ = read(header, ["李红", "13583685958", None, 47], ["王莉", "13583685957", "3月5日", "52岁"])
    assert (li.facts["birthday"].age, li.notes) == (47, [])
    assert (wang.facts["birthday"].text, wang.notes) == ("solar-03-05/", ["年龄：52岁"])


def test_same_as_the_phone_means_the_first_mobile_wherever_it_stands():
    header = ["姓名", "手机1", "手机2", "固定电话", "微信"]
    (li,), _ = read(header, ["李红", "13583685958", "13583685959", "65551234", "同手机"])
    assert li.phones == ["13583685958", "13583685959", "0371-65551234"]
    assert li.facts["wechat"] == "13583685958"


def test_what_stands_beside_two_numbers_says_whose_they_are_without_saying_them():
    (li,), _ = read(HEADER, [LI[0], "13583685958（女儿136-0013-6003）", *LI[2:]])
    assert (li.phones, li.notes) == (["13583685958", "13600136003"], ["电话：*5958(女儿*6003)"])


def test_a_column_without_a_header_is_kept_but_not_a_running_number():
    header = [None, "姓名", "电话", None]
    (li, wang), _ = read(header, [1, "李红", "13583685958", "要回访"], [2, "王莉", "13583685957", None])
    assert (li.notes, wang.notes) == (["要回访"], [])


def test_a_sheet_without_a_header_loses_nothing():
    (wang, li), _ = read(
        ["王莉", "13583685957", "万科城3栋2单元501", "2020.1.1", "床垫"],
        ["李红", "13583685958", "万科城5栋1单元201", "2020.2.1", "橱柜"],
    )
    assert [(p.facts["community"], p.facts["building"], p.facts["room"]) for p in (wang, li)] == [
        ("万科城", "3", "501"),
        ("万科城", "5", "201"),
    ]
    assert wang.notes == ["2020.1.1", "床垫"]


def test_a_sheet_of_explanations_names_nobody():
    sheets = [
        sheet_of(HEADER, WANG),
        sheet_of(["本表由门店填写，如有疑问请联系0371-66668888"], ["李总负责解释，电话13583685958"], name="说明"),
    ]
    found = list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY, area_code="0371"))
    assert [(row.name if isinstance(row, Record) else row.reason) for row in found] == ["王莉", "no_layout"]


@pytest.mark.parametrize(
    "line",
    [
        ["制表：王丽", None, None, "审核：张总", None, None, "日期：2023.12.31"],
        ["备注：以上客户为2021-2022年成交客户", None, None, None, None, None, None],
    ],
)
def test_a_line_of_signatures_below_the_table_is_nobody(line):
    (wang,), passed = read(HEADER, WANG, [None] * 7, line)
    assert (wang.name, passed) == ("王莉", [(3, "blank"), (4, "heading")])


def test_a_group_above_the_header_is_said_only_where_it_says_more():
    grid = (
        ["客户信息", "客户信息", "购买信息", "购买信息", "介绍人", "介绍人"],
        ["姓名", "电话", "下单日期", "产品", "姓名", "电话"],
        ["李红", "13583685958", "2023年2月", "床垫", "张三", "13583685950"],
    )
    (li,), _ = read(*grid, merges=[(0, 0, 0, 1), (0, 2, 0, 3), (0, 4, 0, 5)])
    assert "下单日期：2023年2月" in li.notes
    assert li.phones == ["13583685958"]


def test_a_labelled_remark_under_a_customer_is_the_customers():
    (wang,), passed = read([*HEADER, "备注"], [*WANG, None], [None] * 7 + ["备注：周末再联系"])
    assert (wang.notes, passed) == (["备注：周末再联系"], [])


def test_letters_that_stand_for_figures_make_no_smaller_sum():
    (wang,), _ = read(HEADER, [*WANG[:6], "128OO"])
    assert (wang.orders[0].amount, codes(wang)) == (None, ["unreadable_amount"])


@pytest.mark.parametrize("cell", ["张伟 13583685957", "张伟13583685957", "张伟\n13583685957", "13583685957（张伟）"])
def test_a_name_beside_the_phone_is_the_customers_where_no_column_holds_names(cell):
    (zhang,), _ = read(["序号", "客户及电话", "地址"], [1, cell, "万科城3-2-101"])
    assert (zhang.name, zhang.phones, zhang.notes) == ("张伟", ["13583685957"], [])


def test_a_remark_beside_the_phone_is_nobodys_name():
    (somebody,), _ = read(["序号", "联系电话", "地址"], [1, "13583685957（空号）", "万科城3-2-101"])
    assert (somebody.name, somebody.notes) == ("5957", ["联系电话：空号"])


def test_a_room_that_excel_made_a_day_of_becomes_no_building():
    (wang,), _ = read(["姓名", "电话", "小区", "房号"], [*WANG[:3], date(2026, 3, 2)])
    assert wang.facts == {"community": "万科城"}
    assert (codes(wang), wang.notes) == (["room_is_date"], ["房号：2026-03-02"])


@pytest.mark.parametrize("header", [["年", "月", "日"], ["日期年", "日期月", "日期日"]])
def test_a_ledger_with_a_column_each_for_year_month_and_day(header):
    rows = [[2022, 3, 5, *WANG[:2], "床垫", 3000], [None, 4, "6日", *LI[:2], "橱柜", 8000]]
    people, _ = read([*header, "客户名称", "联系电话", "货品名称", "金额"], *rows)
    assert [person.orders[0].signed_on for person in people] == [date(2022, 3, 5), date(2022, 4, 6)]
    assert [person.notes for person in people] == [[], []]


def test_two_tables_side_by_side_are_refused_in_a_sentence():
    head, gap = ["姓名", "电话", "金额"], [None, None]
    rows = [[*head, *gap, *head], ["张一", "13800838001", 1000, *gap, "李一", "13800838011", 2000]]
    with pytest.raises(Refused, match="表"):
        read(["一月", None, None, *gap, "二月", None, None], *rows)


def test_two_columns_of_one_name_are_one_table():
    (wang,), _ = read(["姓名", "电话", "电话", "姓名"], ["王莉", "13583685957", "13900001111", "老王"])
    assert (wang.name, wang.phones, wang.notes) == ("王莉", ["13583685957", "13900001111"], ["姓名：老王"])
