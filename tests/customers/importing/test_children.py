"""Of a child under 14 the importer keeps an age band, wherever the workbook speaks of the birthday (AR-16)."""

from customers.importing.roles import CONTACTS
from tests.customers.importing.test_linked_sheets import CUSTOMER_SHEET
from tests.customers.importing.test_linked_sheets import read as read_linked
from tests.customers.importing.test_records import codes, read

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
