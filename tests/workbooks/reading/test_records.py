"""Shapes of dealers' sheets, one by one."""

from datetime import date
from decimal import Decimal

import pytest

from dealercrm.lib.birthdays import Birthday
from workbooks.reading.drafts import PassedOver
from workbooks.reading.sheets import Row, Sheet, clean
from workbooks.reading.workbook import guess_layouts, read_all

TODAY = date(2026, 11, 22)


def sheet_of(*grid, merges=(), name="表"):
    """A sheet of rows of values; `merges` are (first row, first column, last row, last column), all from 0."""

    def rows():
        for index, values in enumerate(grid):
            cells, below, beside = [clean(value) for value in values], set(), set()
            for top, left, bottom, right in merges:
                if top <= index <= bottom:
                    for column in range(left, right + 1):
                        cells[column] = clean(grid[top][left])
                    below |= set(range(left, right + 1)) if index > top else set()
                    beside |= set(range(left + 1, right + 1))
            yield Row(index + 1, cells, frozenset(below), frozenset(beside))

    return Sheet(name, len(grid), rows)


def read(*grid, merges=()):
    """(records, [(row, reason) passed over]) of one sheet."""
    sheets = [sheet_of(*grid, merges=merges)]
    found = list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY, area_code="0371"))
    records = [record for record in found if not isinstance(record, PassedOver)]
    return records, [(row.row, row.reason) for row in found if isinstance(row, PassedOver)]


def codes(record):
    return [code for code, _facts in record.messages]


HEADER = ["姓名", "电话", "小区", "成交日期", "产品", "数量", "金额"]
WANG = ["王莉", "13583685957", "万科城", "2022-03-20", "浴霸", "4台", 3000]
LI = ["李红", "13583685958", "保利花园", "2022-05-01", "床垫", "1张", 8000]
MORE = [None, None, None, None, "窗帘", "2米", 500]


def test_rows_below_that_name_nobody_are_lines_of_the_order():
    (wang, li), _ = read(HEADER, WANG, MORE, MORE, LI)
    assert [len(wang.orders[0].lines), wang.orders[0].amount] == [3, 4000]
    assert [line.amount for line in wang.orders[0].lines] == [3000, 500, 500]
    assert len(li.orders[0].lines) == 1


@pytest.mark.parametrize(
    "written", ["2022年5月1日", "2022年5月1号", "2022年5月1日 周日", "2022-05-01 10:30", "2022.5.1下午"]
)
def test_a_day_that_is_read_whole_leaves_nothing_in_the_notes(written):
    (li,), _ = read(HEADER, [*LI[:3], written, *LI[4:]])
    assert (li.orders[0].signed_on, li.notes) == (date(2022, 5, 1), [])


def test_a_merged_block_is_one_order_even_across_a_blank_line():
    grid = HEADER, WANG, [None] * 7, MORE, LI
    (wang, _li), passed = read(*grid, merges=[(1, column, 3, column) for column in range(4)])
    assert (len(wang.orders), len(wang.orders[0].lines), passed) == (1, 2, [])


def test_an_amount_merged_over_the_block_counts_once():
    grid = HEADER, WANG, [*MORE[:6], None], [*MORE[:6], None]
    (wang,), _ = read(*grid, merges=[(1, column, 3, column) for column in (0, 1, 2, 3, 6)])
    assert (wang.orders[0].amount, [line.amount for line in wang.orders[0].lines]) == (3000, [None] * 3)


def test_a_day_of_its_own_inside_a_merged_block_is_another_order():
    grid = HEADER, WANG, [None, None, None, "2023-01-01", "窗帘", "2米", 500]
    (wang,), _ = read(*grid, merges=[(1, column, 2, column) for column in range(3)])
    assert [(order.signed_on, order.amount) for order in wang.orders] == [
        (date(2022, 3, 20), 3000),
        (date(2023, 1, 1), 500),
    ]


def test_a_name_merged_over_two_phones_is_one_customer_with_two():
    grid = HEADER, WANG, [None, "13900001111", None, None, "窗帘", "2米", 500]
    (wang,), _ = read(*grid, merges=[(1, 0, 2, 0), (1, 2, 2, 2)])
    assert wang.phones == ["13583685957", "13900001111"]
    assert len(wang.orders[0].lines) == 2


def test_a_community_merged_over_several_customers_is_everybodys():
    grid = HEADER, WANG, [*LI[:2], None, *LI[3:]]
    (_wang, li), _ = read(*grid, merges=[(1, 2, 2, 2)])
    assert li.facts["community"] == "万科城"


@pytest.mark.parametrize("sign", ["同上", "〃", "″", '"', "同 上", "——〃——"])
def test_as_above_is_the_last_customers_even_past_a_row_of_sums(sign):
    records, _ = read(HEADER, WANG, MORE, ["合计", None, None, None, None, None, 3500], [*LI[:2], sign, *LI[3:]])
    assert records[1].facts["community"] == "万科城"


def test_as_above_in_name_phone_and_day_is_another_line_of_the_order():
    (wang,), _ = read(HEADER, WANG, ["同上", "同上", "同上", "同上", "窗帘", "2米", 500])
    assert (len(wang.orders), len(wang.orders[0].lines)) == (1, 2)


def test_as_above_in_name_and_phone_with_a_day_of_its_own_is_another_order():
    records, _ = read(HEADER, WANG, ["同上", "同上", "同上", "2023-01-01", "窗帘", "2米", 500])
    assert [record.phones for record in records] == [["13583685957"]] * 2
    assert [record.orders[0].signed_on.year for record in records] == [2022, 2023]


def test_headings_titles_and_headers_said_again_are_passed_over():
    title = ["老客户登记表", None, None, None, None, None, None]
    grid = title, HEADER, WANG, ["2022年5月"] + [None] * 6, title, HEADER, LI
    records, passed = read(*grid, merges=[(0, 0, 0, 6), (3, 0, 3, 6), (4, 0, 4, 6)])
    assert [record.name for record in records] == ["王莉", "李红"]
    assert passed == [(4, "heading"), (5, "heading"), (6, "header")]


def test_rows_with_nothing_but_a_running_number_are_blank():
    grid = ["序号", *HEADER], [1, *WANG], [2] + [None] * 7, [3, *LI], [4] + [None] * 7
    records, passed = read(*grid)
    assert ([record.row for record in records], passed) == ([2, 4], [(3, "blank")])


def test_a_line_without_a_customer_is_refused():
    (orphan, wang), _ = read(HEADER, MORE, WANG)
    assert (orphan.is_refused, codes(orphan), wang.is_refused) == (True, ["no_customer"], False)


def test_lines_below_a_refused_customer_are_refused_with_it():
    (refused, wang), _ = read(HEADER, ["尉兰欣", "不详", *WANG[2:]], MORE, WANG)
    assert (refused.is_refused, codes(refused)[0], len(refused.raw)) == (True, "no_contact", 2)
    assert len(wang.orders[0].lines) == 1


def test_whoever_has_not_bought_yet_has_no_order():
    (wang,), _ = read([*HEADER, "导购"], [*WANG[:3], None, None, None, None, "小刘"])
    assert (wang.orders, wang.notes) == ([], ["导购：小刘"])


def test_an_order_number_holds_rows_together_and_apart():
    grid = (
        ["单号", *HEADER],
        ["A1", *WANG],
        ["A1", *WANG[:4], "窗帘", "2米", 500],
        ["A2", *WANG[:4], "床垫", "1张", 900],
    )
    records, _ = read(*grid)
    assert [[len(order.lines) for order in record.orders] for record in records] == [[2], [1]]


def test_the_sum_of_a_contract_said_on_each_of_its_lines_counts_once():
    grid = ["合同号", *HEADER[:6], "合同金额"], ["A1", *WANG], ["A1", *WANG[:4], "窗帘", "2米", 3000]
    (wang,), _ = read(*grid)
    assert (len(wang.orders[0].lines), wang.orders[0].amount) == (2, 3000)


def test_products_in_numbered_columns_are_lines():
    header = ["姓名", "电话", "成交日期", "产品1", "数量1", "金额1", "产品2", "数量2", "金额2"]
    (wang,), _ = read(header, ["王莉", "13583685957", "2022-03-20", "浴霸", "4台", 3000, "窗帘", "2米", 500])
    assert [(line.product, line.measure, line.amount) for line in wang.orders[0].lines] == [
        ("浴霸", "台", 3000),
        ("窗帘", "米", 500),
    ]
    assert wang.orders[0].amount == 3500


def test_several_products_in_one_cell_with_a_quantity_each_are_lines():
    (wang,), _ = read(HEADER, [*WANG[:4], "地砖800*800 52片/木门5樘", None, 9000])
    assert [(line.product, line.quantity, line.measure) for line in wang.orders[0].lines] == [
        ("地砖800*800", 52, "片"),
        ("木门", 5, "樘"),
    ]
    assert wang.orders[0].amount == 9000


def test_the_amount_is_worked_out_from_price_and_quantity_where_there_is_none():
    header = ["姓名", "电话", "产品", "数量", "单价"]
    (wang,), _ = read(header, ["王莉", "13583685957", "床垫", "2张", "1,500元"])
    assert (wang.orders[0].amount, codes(wang)) == (3000, ["amount_from_price"])


def test_a_total_beside_amounts_of_lines_is_the_orders():
    grid = [*HEADER, "合同总额"], [*WANG, 3400], [*MORE, None]
    (wang,), _ = read(*grid)
    assert wang.orders[0].amount == 3400
    assert [line.amount for line in wang.orders[0].lines] == [3000, 500]


def test_a_header_in_ten_thousands_counts():
    (wang, li), _ = read([*HEADER[:6], "成交金额(万元)"], [*WANG[:6], 4.57], [*LI[:6], "2.95万"])
    assert [wang.orders[0].amount, li.orders[0].amount] == [45700, 29500]


def test_a_return_does_not_make_an_order_negative():
    (wang,), _ = read(HEADER, [*WANG[:6], -500])
    assert (wang.orders[0].amount, codes(wang)) == (None, ["impossible_total"])
    assert wang.notes == ["-500.00"]


@pytest.mark.parametrize(
    ("column", "raw", "code"),
    [
        (3, "2021.13.45", "unreadable_date"),
        (3, "2021年3月", "unreadable_date"),
        (3, "2027-1-1", "future_date"),
        (5, "若干", "unreadable_quantity"),
        (6, "面议", "unreadable_amount"),
    ],
)
def test_what_cannot_be_read_is_kept_in_the_notes_with_a_warning(column, raw, code):
    row = list(WANG)
    row[column] = raw
    (wang,), _ = read(HEADER, row)
    assert codes(wang) == [code]
    assert wang.notes == [f"{HEADER[column]}：{raw}"]
    assert len(wang.orders) == 1


def test_an_installation_still_to_come_is_planned():
    (wang,), _ = read([*HEADER, "安装日期"], [*WANG, "2027-01-10"])
    assert (wang.orders[0].planned_install_on, wang.orders[0].installed_on) == (date(2027, 1, 10), None)


def test_an_installation_before_the_order_is_no_installation():
    (wang,), _ = read([*HEADER, "安装日期"], [*WANG, "2021-01-10"])
    assert (wang.orders[0].installed_on, codes(wang)) == (None, ["before_signing"])


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
