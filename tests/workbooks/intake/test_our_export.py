"""A row with our own key updates that customer; in our own export what differs was changed on purpose."""

import pytest
from django.utils.translation import override

from customers.actions.customers import change_customer
from customers.actions.erase import erase
from customers.actions.merge import merge
from customers.models import Customer, CustomerPhone, Order, OrderLine, RowChange
from tests.factories import NOW, TODAY, make_customer, make_member, make_order
from workbooks.actions.import_steps import import_workbook
from workbooks.intake.sentences import sentence
from workbooks.models import ImportJob
from workbooks.reading.fields import LABELS
from workbooks.reading.sheets import Row, Sheet
from workbooks.reading.workbook import guess_layouts, read_all

CUSTOMER = ["id", "name", "phone", "occupation", "community", "notes"]


@pytest.fixture
def take(store, manager):
    """take((sheet name, fields, row, ...), ...) imports sheets with our own headings; returns the lines."""

    def take(*sheets, language="zh-hans"):
        def walk(grid):
            return lambda: [Row(number, list(cells)) for number, cells in enumerate(grid, 1)]

        with override(language):
            found = [
                Sheet(name, len(rows) + 1, walk([[str(LABELS.get(field, field)) for field in fields], *rows]))
                for name, fields, *rows in sheets
            ]
        lines = []
        job = ImportJob.objects.create(store=store, by=manager, file_name="导出.xlsx", sha256="0" * 64)
        given = {"today": TODAY, "now": NOW, "job": job, "by": manager, "keep_lines": lines.extend}
        import_workbook(
            store, read_all(found, guess_layouts(found, today=TODAY), today=TODAY, area_code=store.area_code), **given
        )
        return lines

    return take


def outcomes(lines):
    return [(line.outcome, [sentence(message) for message in line.messages]) for line in lines]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_changed_cell_changes_just_that_also_what_a_person_has_written(take, store, manager, language):
    customer = make_customer(store, name="王莉", phones=["13583685957"], community="万科城")
    change_customer(customer, by=manager, occupation="教师", notes="爱养花\n怕吵")
    row = [customer.pk, "王莉", "13583685957", "校长", "万科城", "爱养花\r\n怕吵"]
    (line,) = take(("客户", CUSTOMER, row), language=language)
    assert (line.outcome, [code for code, _facts in line.messages]) == ("updated", ["changed"])
    assert "教师" in sentence(line.messages[0]) and "校长" in sentence(line.messages[0])
    customer.refresh_from_db()
    assert (customer.occupation, customer.notes) == ("校长", "爱养花\n怕吵")


def test_an_empty_cell_empties_nothing(take, store):
    customer = make_customer(store, name="王莉", phones=["13583685957"], occupation="教师")
    (line,) = take(("客户", CUSTOMER, [customer.pk, "王莉", None, None, None, None]))
    assert (line.outcome, line.messages) == ("unchanged", [])


def test_words_are_taken_as_they_stand(take, store):
    customer = make_customer(store, name="王莉(老板娘)", phones=["13583685957"], notes="同上", community="无")
    (line,) = take(("客户", CUSTOMER, [customer.pk, "王莉(老板娘)", "13583685957", None, "无", "同上"]))
    assert (line.outcome, line.messages) == ("unchanged", [])


def test_a_key_of_another_store_or_of_nobody_is_refused(take, other_store):
    customer = make_customer(other_store)
    rows = [[customer.pk, "王莉", None, "教师", None, None], [10**12, "李红", None, "教师", None, None]]
    lines = take(("客户", CUSTOMER, *rows, ["abc", "李红", None, "教师", None, None]))
    assert [line.outcome for line in lines] == ["refused"] * 3
    assert str(customer.pk) in sentence(lines[0].messages[0])
    assert Customer.objects.get().occupation == ""


def test_the_key_of_somebody_erased_brings_nobody_back(take, store, owner):
    customer = make_customer(store, name="王莉", phones=["13583685957"])
    erase(customer, by=owner, why="本人要求")
    (line,) = take(("客户", CUSTOMER, [customer.pk, "王莉", "13583685957", "教师", None, None]))
    assert (line.outcome, line.name, line.raw) == ("refused", "", [])
    assert not CustomerPhone.objects.exists()


def test_a_corrected_phone_takes_the_place_of_the_wrong_one(take, store):
    customer = make_customer(store, name="王莉", phones=["13583685957"])
    (line,) = take(("客户", CUSTOMER, [customer.pk, "王莉", "13583685975", None, None, None]))
    assert [code for code, _facts in line.messages] == ["phone_removed", "phone_added"]
    assert list(customer.phones.values_list("number", flat=True)) == ["13583685975"]


def test_the_history_holds_just_the_number_that_was_corrected(take, store):
    customer = make_customer(store, name="王莉", phones=["13583685957", "13900001111", "13700002222"])
    RowChange.objects.all().delete()
    take(("客户", CUSTOMER, [customer.pk, "王莉", "13900001111、13583685975、13700002222", None, None, None]))
    told = RowChange.objects.filter(table="customers_customerphone").order_by("pk")
    assert [(row.action, (row.before or row.after)["number"]) for row in told] == [
        ("delete", "13583685957"), ("insert", "13583685975"),
    ]  # fmt: skip
    assert [p.number for p in customer.phones.all()] == ["13900001111", "13583685975", "13700002222"]


def test_phone_and_name_that_contradict_the_key_are_another_persons(take, store):
    customer = make_customer(store, name="王莉", phones=["13583685957"])
    (line,) = take(("客户", CUSTOMER, [customer.pk, "李红", "13900001111", None, None, None]))
    assert [code for code, _facts in line.messages] == ["changed", "id_phone_differs", "phone_added"]
    assert list(customer.phones.values_list("number", flat=True)) == ["13583685957", "13900001111"]


def test_a_phone_of_somebody_else_is_not_taken_from_them(take, store):
    customer = make_customer(store, name="王莉", phones=["13583685957"])
    make_customer(store, name="李红", phones=["13900001111"])
    (line,) = take(("客户", CUSTOMER, [customer.pk, "王莉", "13583685957、13900001111", None, None, None]))
    assert [code for code, _facts in line.messages] == ["phone_taken"]
    assert customer.phones.count() == 1


def test_a_number_that_two_share_stays_with_both_when_the_file_comes_back(take, store):
    make_customer(store, name="王莉", phones=["13900001111", "0371-65551234"])
    chen = make_customer(store, name="陈强", phones=["0371-65551234", "13900001111", "13700002222"])
    (line,) = take(("客户", CUSTOMER, [chen.pk, "陈强", "0371-65551234、13900001111、13700002222", None, None, None]))
    assert (line.outcome, line.messages, chen.phones.count()) == ("unchanged", [], 3)


@pytest.mark.parametrize("order", [1, -1])
def test_a_number_moved_from_one_row_to_another_is_never_lost(take, store, order):
    wang = make_customer(store, name="王莉", phones=["13583685957"])
    li = make_customer(store, name="李红", phones=["13700002222", "13900001111"])
    rows = [
        [wang.pk, "王莉", "13583685957、13900001111", None, None, None],
        [li.pk, "李红", "13700002222", None, None, None],
    ]
    lines = take(("客户", CUSTOMER, *rows[::order]))
    held = {name: [phone.number for phone in each.phones.all()] for name, each in (("王莉", wang), ("李红", li))}
    if order == 1:  # the row that gives comes after the row that takes: nothing moves, and both rows say so
        assert held == {"王莉": ["13583685957"], "李红": ["13700002222", "13900001111"]}
        assert [code for line in lines for code, _facts in line.messages] == ["phone_taken", "phone_stays"]
        assert "13900001111" in sentence(lines[1].messages[0])
    else:
        assert held == {"王莉": ["13583685957", "13900001111"], "李红": ["13700002222"]}


def test_of_two_rows_with_one_key_the_first_counts(take, store):
    customer = make_customer(store, name="王莉", phones=["13583685957", "13900001111"], community="万科城")
    rows = [
        [customer.pk, "王莉", "13583685957、13900001111", None, "保利花园", None],
        [customer.pk, "王丽", "13583685957", "教师", "翠湖苑", None],
    ]
    lines = take(("客户", CUSTOMER, *rows))
    customer.refresh_from_db()
    assert (customer.name, customer.community, customer.occupation) == ("王莉", "保利花园", "教师")
    assert customer.phones.count() == 2
    assert sorted(code for code, _facts in lines[1].messages) == ["filled", "kept", "kept"]


@pytest.mark.parametrize("order", [1, -1])
def test_the_row_of_an_archive_merged_since_only_adds(take, store, owner, order):
    keep = make_customer(store, name="王莉", phones=["13583685957"], notes="甲")
    gone = make_customer(store, name="王丽", phones=["13900001111"], notes="乙", community="万科城")
    rows = [[each.pk, each.name, each.phones.get().number, None, each.community, each.notes] for each in (keep, gone)]
    rows[0][3] = "教师"
    merge(keep, gone, by=owner, choices={}, now=NOW)
    Customer.objects.filter(pk=keep.pk).update(occupation="校长")
    take(("客户", CUSTOMER, *rows[::order]))
    keep.refresh_from_db()
    assert (keep.name, keep.notes, keep.occupation) == ("王莉", "甲", "教师")


def test_a_row_without_a_key_is_a_new_customer(take):
    (line,) = take(("客户", CUSTOMER, [None, "王莉", "13583685957", "教师", None, None]))
    assert line.outcome == "created"
    assert Customer.objects.get().occupation == "教师"


def test_a_dealers_sheet_with_our_key_follows_the_usual_rules(take, store, manager):
    customer = make_customer(store, name="王莉", phones=["13583685957"])
    change_customer(customer, by=manager, occupation="教师")
    (line,) = take(("客户", ["id", "客户姓名", "手机", "工作", "户型", "楼盘"],
                    [customer.pk, "王 莉(老板娘)", "13583685957", "校长", "三室", "万科城"]))  # fmt: skip
    assert "kept" in [code for code, _facts in line.messages]
    customer.refresh_from_db()
    assert (customer.name, customer.occupation, customer.community) == ("王莉", "教师", "万科城")


ORDER = ["id", "order_id", "signed", "product", "quantity", "measure", "amount", "total", "gross_profit"]


def order_of(customer):
    order = make_order(customer, signed_on=TODAY, amount=12000, gross_profit=4000)
    order.lines.all().delete()
    for position, (product, amount) in enumerate([("床垫/床架", 3000), ("木门", 9000)]):
        OrderLine.objects.create(
            order=order, position=position, product=product, quantity=1, measure="张", amount=amount
        )
    return order


def rows_of(order, customer):
    return [
        [customer.pk, order.pk, TODAY, "床垫/床架", 1, "张", 3000, 12000, 4000],
        [customer.pk, order.pk, TODAY, "木门", 1, "张", 9000, 12000, 4000],
    ]


def test_an_order_comes_back_as_it_is_and_a_changed_cell_changes_just_that(take, store):
    customer = make_customer(store)
    order = order_of(customer)
    rows = rows_of(order, customer)
    assert outcomes(take(("订单", ORDER, *rows)))[0][0] == "unchanged"
    rows[1][7] = 11500  # the total, on the second of its rows only
    assert outcomes(take(("订单", ORDER, *rows)))[0][0] == "updated"
    order.refresh_from_db()
    assert (order.amount, order.gross_profit, order.lines.count()) == (11500, 4000, 2)
    rows[1][7], rows[0][3] = 11500, "床垫"
    take(("订单", ORDER, *rows))
    assert list(order.lines.values_list("product", flat=True)) == ["床垫", "木门"]


def test_rows_of_an_order_that_were_sorted_apart_stay_together(take, store):
    customer, other = make_customer(store), make_customer(store)
    order, another = order_of(customer), order_of(other)
    (first, second), (third, fourth) = rows_of(order, customer), rows_of(another, other)
    lines = take(("订单", ORDER, first, third, second, fourth))
    assert [line.outcome for line in lines] == ["unchanged", "unchanged"]
    assert OrderLine.objects.count() == 4


def test_the_order_of_another_customer_is_refused(take, store):
    customer, other = make_customer(store), make_customer(store)
    order = order_of(other)
    (line,) = take(("订单", ORDER, rows_of(order, customer)[0]))
    assert (line.outcome, line.messages[0][0]) == ("refused", "unknown_order")
    assert Order.objects.get().customer == other


def test_a_relative_is_changed_by_key(take, store):
    customer = make_customer(store)
    make_member(customer, name="张强", relation="spouse", occupation="教师")
    member = make_member(customer, name="张伟", relation="sibling")
    fields = ["id", "member_id", "member_name", "member_relation"]
    lines = take(("家庭成员", fields, [customer.pk, member.pk, "张维", "兄弟姐妹"]))
    member.refresh_from_db()
    assert (lines[0].outcome, member.name, customer.members.count()) == ("updated", "张维", 2)
