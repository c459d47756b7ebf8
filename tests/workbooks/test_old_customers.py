"""Whom the dealer's books call an old customer is one, whatever is known of the order (AR-12)."""

import pytest
from django.core.files.base import ContentFile

from customers.models import Customer
from dealercrm.lib.errors import Refused
from referrals.actions.record import record_referral
from tests.factories import NOW, TODAY, make_customer, make_signed_order, make_staff
from tests.workbooks.cases import read_text
from tests.workbooks.exports import edit, taken_in, written
from tests.workbooks.undoing.bringing import bring, undo

pytestmark = pytest.mark.django_db(transaction=True)


def brought(store, manager, *lines, name="客户.csv"):
    job = bring(store, manager, content="\n".join(lines).encode(), name=name)
    return {customer.name: customer for customer in Customer.objects.filter(import_job_id=job.pk)}, job


@pytest.mark.parametrize(
    ("header", "cell", "is_old"),
    [
        ("客户状态", "老客户", True), ("客户状态", "已成交", True), ("客户状态", "意向客户", False),
        ("客户状态", "跟进中", False), ("客户类型", "老客户", True), ("客户类型", "新客户", False),
        ("是否老客户", "是", True), ("是否老客户", "否", False), ("老客户", "√", True),
        ("首次购买", "2019-05-03", True), ("首次购买", "有", True), ("首次购买时间", "2019年春", True),
        ("首次购买", "未购买", False), ("成交日期", "2019-13-45", True), ("成交日期", "201905O3", True),
        ("成交日期", "未成交", False), ("成交日期", "预计3月底", False), ("成交日期", "2033-05-01", True),
        ("安装日期", "2019-05-03", True), ("备注", "老客户介绍来的", False),
    ],
)  # fmt: skip
def test_who_has_bought_by_the_books_cannot_be_claimed_as_new(header, cell, is_old, store, manager):
    people, _job = brought(store, manager, f"姓名,电话,{header}", f"王莉,13583685957,{cell}")
    assert people["王莉"].is_lead is not is_old
    referrer = make_customer(store, name="老张")
    make_signed_order(referrer, signed_on=TODAY)
    claim = {"by": manager, "name": "王莉", "phone": "13583685957", "relation": "friend", "now": NOW}
    if is_old:
        with pytest.raises(Refused):
            record_referral(referrer, **claim)
    else:
        assert record_referral(referrer, **claim).pk


@pytest.mark.parametrize("name", ["老客户.csv", "2019成交客户名单.csv", "old customers.csv"])
def test_every_row_of_a_list_of_old_customers_is_one(name, store, manager):
    rows = ["姓名,电话,成交日期", "王莉,13583685957,", "李红,13583685958,2022-03-20"]
    people, _job = brought(store, manager, *rows, name=name)
    assert people["王莉"].customer_since == people["王莉"].bought_by == people["王莉"].created_at.date()
    assert (str(people["李红"].customer_since), people["李红"].bought_by) == ("2022-03-20", None)
    again = bring(store, manager, content="\n".join(rows).encode(), name=name)
    assert (again.totals["updated"], again.totals["unchanged"]) == (0, 2)


@pytest.mark.parametrize("name", ["客户.csv", "新老客户.csv", "老客户介绍的客户.csv"])
def test_a_list_of_anybody_makes_nobody_old(name, store, manager):
    people, _job = brought(store, manager, "姓名,电话", "王莉,13583685957", name=name)
    assert people["王莉"].is_lead


def test_kind_and_keeper_are_read(store, manager, assistant):
    make_staff(store, "assistant", name="同名"), make_staff(store, "manager", name="同名")
    lines = [
        "姓名,电话,客户类型,跟进人", f"王莉,13583685957,设计师,{assistant.name}", "李红,13583685958,工长,同名",
        "赵六,13583685959,分销商,", "钱七,13583685960,别墅,小未知",
    ]  # fmt: skip
    people, job = brought(store, manager, *lines)
    assert {name: person.kind for name, person in people.items()} == {
        "王莉": "designer", "李红": "intermediary", "赵六": "distributor", "钱七": "consumer",
    }  # fmt: skip
    assert {name: person.keeper for name, person in people.items()} == {
        "王莉": assistant, "李红": None, "赵六": None, "钱七": None,
    }  # fmt: skip
    assert "客户类型：别墅" in people["钱七"].notes and "跟进人：小未知" in people["钱七"].notes
    codes = {row.name: [code for code, _facts in row.messages] for row in job.rows.all()}
    assert "no_keeper" in codes["李红"] and "no_keeper" in codes["钱七"] and "no_keeper" not in codes["王莉"]


def test_a_keeper_whom_a_person_has_given_stays_and_one_is_given_where_none_is(store, manager, assistant):
    kept = make_customer(store, name="王莉", phones=["13583685957"], keeper=manager)
    free = make_customer(store, name="李红", phones=["13583685958"])
    lines = ["姓名,电话,负责人", f"王莉,13583685957,{assistant.name}", f"李红,13583685958,{assistant.name}"]
    _people, job = brought(store, manager, *lines)
    kept.refresh_from_db(), free.refresh_from_db()
    assert (kept.keeper, free.keeper, job.totals["updated"]) == (manager, assistant, 1)
    assert undo(job, manager).state == "undone"
    free.refresh_from_db()
    assert free.keeper is None


def test_where_no_seller_is_named_the_keepers_order_was_theirs():
    _layouts, (wang, li) = read_text(
        "姓名,电话,成交日期,金额,负责人", "王莉,13583685957,2022-03-20,3000,小刘", "李红,13583685958,,,小刘"
    )
    assert (wang.orders[0].salesperson_name, wang.keeper, li.orders) == ("小刘", ("负责人", "小刘"), [])


def test_the_introducer_is_linked_where_one_archive_or_row_fits(store, manager, other_store):
    make_customer(other_store, name="远方", phones=["13911110001"])
    there = make_customer(store, name="老张", phones=["13911110002"])
    make_customer(store, name="同名", phones=["13911110003"]), make_customer(store, name="同名", phones=["13911110004"])
    lines = [
        "姓名,电话,介绍人", "王莉,13583685957,老张", "李红,13583685958,王莉（13583685957）", "赵六,13583685959,同名",
        "钱七,13583685960,同名 13911110004", "孙八,13583685961,远方", "周九,13583685962,老张13911110003",
        "吴十,13583685963,13911110002", "郑一,13583685964,",
    ]  # fmt: skip
    people, job = brought(store, manager, *lines)
    linked = {name: str(person.introduced_by or "") for name, person in people.items()}
    assert linked == {
        "王莉": "老张", "李红": "王莉", "赵六": "", "钱七": "同名", "孙八": "", "周九": "", "吴十": "老张", "郑一": "",
    }  # fmt: skip
    assert people["钱七"].introduced_by.phones.get().number == "13911110004"
    told = {row.name for row in job.rows.all() for code, _facts in row.messages if code == "introducer_open"}
    assert told == {"赵六", "孙八", "周九"}
    assert undo(job, manager).state == "undone" and Customer.objects.get(name="老张") == there


def test_whom_an_intermediary_of_the_file_brought_is_not_theirs_yet(store, manager):
    lines = [
        "姓名,电话,客户类型,介绍人,首次购买",
        "工头老赵,13583685957,工长,,",
        "李红,13583685958,,工头老赵,2022-03-20",
    ]
    people, _job = brought(store, manager, *lines)
    li = people["李红"]
    assert (str(li.introduced_by), str(li.bought_by), li.is_lead) == ("工头老赵", "2022-03-20", True)


def test_the_books_come_back_with_our_own_export(store, manager, owner):
    brought(store, manager, "姓名,电话,客户类型,首次购买", "王莉,13583685957,设计师,2019-05-03")
    content = written(owner, "xlsx", "zh-hans")
    content = edit(content, "bought_by", 0, "2019-05-03", "2018-05-03")
    job = taken_in(edit(content, "kind", 0, "设计师", "中间人"), "a.xlsx", store, manager)
    wang = Customer.objects.get()
    assert (str(wang.bought_by), str(wang.customer_since), wang.kind) == ("2018-05-03", "2018-05-03", "intermediary")
    assert job.totals["updated"] == 1
    assert ContentFile(edit(content, "kind", 0, "设计师", "中间人")).size and taken_in(
        content, "b.xlsx", store, manager
    )
