"""What dealers write into their sheets without thinking of a machine that will read them."""

from datetime import date
from decimal import Decimal

import pytest

from tests.customers.importing.test_records import HEADER, LI, MORE, WANG, codes, read


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
