"""Several sheets in one workbook: customers, their families, order lines and old contacts, linked to each other."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import TODAY
from tests.workbooks.reading.linked import CUSTOMER_SHEET, read, workbook
from workbooks.reading.roles import CONTACTS, CUSTOMERS, MEMBERS, ORDERS
from workbooks.reading.workbook import guess_layouts, read_all


@pytest.mark.parametrize(
    ("name", "header", "role"),
    [
        ("家庭成员", "客户编号 姓名 关系 生日 电话", MEMBERS),
        ("Sheet2", "业主姓名 家属 关系 出生日期", MEMBERS),
        ("Family", "CustomerNo Name Relation Birthday", MEMBERS),
        ("订单", "订单号 客户编号 产品 数量 金额 成交日期", ORDERS),
        ("订单明细", "客户姓名 电话 产品 数量 金额 成交日期", ORDERS),
        ("Sheet3", "客户编号 商品名称 数量 单价 购买日期", ORDERS),
        ("回访记录", "客户编号 回访日期 回访方式 回访人 回访内容", CONTACTS),
        ("回访", "姓名 电话 日期 方式 回访人员 内容", CONTACTS),
        ("Contacts", "Customer Phone Date Staff Channel Notes", CONTACTS),
        # One sheet a month, each with its customers and what they bought, is no list of orders.
        ("三月", "姓名 电话 小区 产品 数量 金额 成交日期", CUSTOMERS),
        ("2024", "姓名 电话 产品 数量 金额 成交日期", CUSTOMERS),
        ("跟进中", "姓名 电话 小区 回访日期 回访内容", CUSTOMERS),
    ],
)
def test_the_role_of_a_sheet_is_guessed_from_its_headers(name, header, role):
    header = header.split()
    sheets = workbook(CUSTOMER_SHEET, (name, header, ["x"] * len(header)))
    assert [layout.role for layout in guess_layouts(sheets, today=TODAY)] == [CUSTOMERS, role]


def test_a_sheet_that_stands_alone_is_about_customers():
    sheets = workbook(("回访记录", ["姓名", "电话", "回访日期", "回访内容"], ["王莉", "13583685957", "2024-1-1", "好"]))
    (layout,) = guess_layouts(sheets, today=TODAY)
    assert layout.role == CUSTOMERS


def test_customers_are_read_first_wherever_their_sheet_stands():
    sheets = workbook(("家庭成员", ["客户编号", "姓名", "关系"], ["K001", "李强", "丈夫"]), CUSTOMER_SHEET)
    records = list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY))
    assert [record.role for record in records] == [CUSTOMERS, MEMBERS]
    assert [record.customer_no for record in records] == ["K001", "K001"]


def test_a_relative_has_a_relation_and_a_row_without_a_link_goes_on():
    header = ["客户姓名", "成员姓名", "与客户关系", "生日", "电话", "职业"]
    found = read(
        CUSTOMER_SHEET,
        (
            "家庭成员",
            header,
            ["王莉", "李强", "丈夫", "1980-3-5", "13900001111", "教师"],
            [None, "李小明", "儿子", "2019-5-3"],
        ),
    )[MEMBERS]
    (man,), (boy,) = (record.members for record in found)
    assert (man.relation, man.name, man.birthday.text, man.phone, man.occupation) == (
        "spouse", "李强", "solar-03-05/1980", "13900001111", "教师"
    )  # fmt: skip
    assert (boy.relation, boy.name, boy.birthday, boy.age_band) == ("child", "李小明", None, "7-13")
    assert [record.name for record in found] == ["王莉", "王莉"]


def test_lines_of_one_number_are_one_order_even_where_others_stand_between():
    header = ["订单号", "客户编号", "产品", "数量", "金额", "成交日期", "备注"]
    rows = [
        ["D1", "K001", "床垫", "1张", 3000, "2022-3-20", None],
        ["D2", "K002", "沙发", 1, 8000, "2022-4-1", None],
        ["D1", "K001", "木门", "5樘", 9000, "2022-3-20", "加急"],
    ]
    first, second = read(CUSTOMER_SHEET, ("订单", header, *rows))[ORDERS]
    (both,), (sofa,) = first.orders, second.orders
    assert [line.product for line in sofa.lines] == ["沙发"]
    assert [(line.product, line.amount) for line in both.lines] == [("床垫", 3000), ("木门", 9000)]
    assert (both.amount, both.signed_on, both.notes) == (Decimal(12000), date(2022, 3, 20), "加急")


def test_without_a_number_the_lines_of_one_customer_and_day_are_one_order():
    header = ["客户姓名", "电话", "产品", "金额", "成交日期"]
    rows = [
        ["王莉", "13583685957", "床垫", 3000, "2022-3-20"],
        ["王莉", "13583685957", "木门", 9000, "2022-3-20"],
        ["王莉", "13583685957", "沙发", 8000, "2023-1-1"],
    ]
    found = read(CUSTOMER_SHEET, ("订单明细", header, *rows))[ORDERS]
    assert [len(record.orders[0].lines) for record in found] == [2, 1]


def test_an_old_contact_has_its_day_its_author_and_its_way():
    header = ["姓名", "手机尾号", "回访日期", "回访方式", "回访人", "回访内容", "满意度"]
    (record,) = read(
        CUSTOMER_SHEET, ("回访", header, ["王莉", 5957, "2024.3.5", "电话回访", "陈姐", "柜门异响", "一般"])
    )[CONTACTS]
    (contact,) = record.contacts
    assert (record.name, record.phone_tail) == ("王莉", "5957")
    assert (contact.on, contact.by_name, contact.way) == (date(2024, 3, 5), "陈姐", "call")
    assert contact.note == "柜门异响\n满意度：一般"


@pytest.mark.parametrize(("day", "code"), [("不详", "no_contact_day"), ("上周", "unreadable_contact_day"),
                                           ("2027-1-1", "unreadable_contact_day")])  # fmt: skip
def test_a_contact_without_a_day_in_the_past_is_refused(day, code):
    header = ["姓名", "电话", "回访日期", "回访内容"]
    (record,) = read(CUSTOMER_SHEET, ("回访", header, ["王莉", "13583685957", day, "好"]))[CONTACTS]
    assert record.is_refused
    assert record.messages[0][0] == code


def test_the_masked_number_of_a_list_gives_the_last_digits():
    header = ["姓名", "电话", "回访日期", "回访内容"]
    (record,) = read(CUSTOMER_SHEET, ("回访", header, ["王莉", "135****5957", "2024-1-1", "好"]))[CONTACTS]
    assert (record.phones, record.phone_tail) == ([], "5957")


def test_a_running_number_beside_nothing_is_a_blank_row():
    found = read((*CUSTOMER_SHEET, ["K002", None, None, None], ["K003", "李红", "13583685958", None]),
                 ("家庭成员", ["客户编号", "姓名", "关系"], ["K001", "李强", "丈夫"]))  # fmt: skip
    assert [record.name for record in found[CUSTOMERS]] == ["王莉", "李红"]
    assert [passed.reason for passed in found["passed over"]] == ["blank"]


def test_more_words_on_a_member_than_the_archive_holds_are_sent_back_and_not_cut():
    header, words = ["客户编号", "姓名", "关系", "备注"], "喜欢安静" * 51
    family = ("家庭成员", header, ["K001", "张强", "配偶", words], ["K001", "王建国", "父亲", words[:190]])
    long, short = read(CUSTOMER_SHEET, family)[MEMBERS]
    assert (long.is_refused, long.members, long.messages[0][0]) == (True, [], "long_member_notes")
    assert short.members[0].notes.endswith(words[:190])
