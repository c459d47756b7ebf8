"""Shapes of dealers' sheets, one by one."""

from datetime import date

import pytest

from tests.workbooks.reading.records import HEADER, LI, MORE, WANG, codes, read


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
