"""What a file may change in the archive, and what it may not."""

from datetime import date
from decimal import Decimal

import pytest

from customers.actions.customers import change_customer
from customers.models import Activity, Customer, Order
from dealercrm.lib.texts import LONGEST_TEXT
from tests.factories import NOW, TODAY, make_customer, make_signed_order, make_staff
from workbooks.actions.import_steps import import_workbook
from workbooks.intake.sentences import sentence
from workbooks.models import ImportJob
from workbooks.reading.sheets import Row, Sheet
from workbooks.reading.workbook import guess_layouts, read_all

HEADER = ["姓名", "电话", "微信", "小区", "房号", "生日", "成交日期", "产品", "数量", "金额", "安装日期"]
HEADER += ["导购", "备注"]
FIELDS = [
    "name",
    "phone",
    "wechat",
    "community",
    "room",
    "birthday",
    "signed",
    "product",
    "quantity",
    "amount",
    "installed",
    "seller",
    "notes",
]
WANG = {
    "name": "王莉",
    "phone": "13583685957",
    "community": "万科城",
    "signed": "2022-03-20",
    "product": "浴霸",
    "amount": 3000,
}


@pytest.fixture
def take(store):
    """take(row, ...) imports a sheet of rows, given as {field: value}; returns the lines of what became of them."""

    def take(*rows, into=store, by=None):
        grid = [HEADER, *([row.get(name) for name in FIELDS] for row in rows)]
        sheet = Sheet("表", len(grid), lambda: [Row(number, list(cells)) for number, cells in enumerate(grid, 1)])
        lines = []
        job = ImportJob.objects.create(store=into, by=by, file_name="客户.xlsx", sha256="0" * 64)
        given = {"today": TODAY, "now": NOW, "job": job, "by": by, "take": lines.extend}
        import_workbook(
            into, read_all([sheet], guess_layouts([sheet], today=TODAY), today=TODAY, area_code=into.area_code), **given
        )
        return lines

    return take


def outcomes(lines):
    return [line.outcome for line in lines]


def codes(line):
    return [code for code, _facts in line.messages]


def test_a_customer_of_the_store_is_known_by_phone(take, store):
    customer = make_customer(store, phones=["13583685957"], name="王莉")
    assert outcomes(take({"name": "王莉", "phone": "135 8368 5957", "community": "万科城"})) == ["updated"]
    customer.refresh_from_db()
    assert customer.community == "万科城"


def test_the_same_phone_in_another_store_is_somebody_else(take, other_store):
    make_customer(other_store, phones=["13583685957"])
    assert outcomes(take(WANG)) == ["created"]


def test_an_empty_cell_empties_nothing(take):
    take(WANG)
    take({"name": "王莉", "phone": "13583685957"})
    assert Customer.objects.get().community == "万科城"


def test_a_corrected_file_corrects_what_an_import_wrote(take):
    take(WANG)
    (line,) = take(WANG | {"community": "保利花园"})
    assert line.outcome == "updated"
    assert Customer.objects.get().community == "保利花园"
    assert "保利花园" in sentence(next(message for message in line.messages if message[0] == "changed"))


def test_what_a_person_changed_since_stays(take, assistant):
    take(WANG)
    change_customer(Customer.objects.get(), by=assistant, community="保利花园")
    (line,) = take(WANG)
    assert (line.outcome, codes(line)) == ("unchanged", ["kept", "order_known"])
    assert Customer.objects.get().community == "保利花园"


def test_what_a_person_wrote_down_stays(take, store):
    make_customer(store, phones=["13583685957"], name="王丽")
    (line,) = take({"name": "王莉", "phone": "13583685957"})
    assert (line.outcome, codes(line)) == ("unchanged", ["kept"])
    assert Customer.objects.get().name == "王丽"


def test_a_change_by_a_file_is_kept_in_the_history_and_sets_nothing_off(take, manager):
    take(WANG)
    take(WANG | {"community": "保利花园"}, by=manager)
    change = Activity.objects.get(kind="customers.customer_changed")
    assert change.data["changed"] == {"community": ["万科城", "保利花园"]}
    assert (change.by, change.imported) == (manager, True)


def test_notes_that_would_become_too_long_are_refused_and_nothing_is_cut(take):
    half, other = "甲" * (LONGEST_TEXT // 2), "乙" * (LONGEST_TEXT // 2)
    assert outcomes(take(WANG | {"notes": half})) == ["created"]
    assert outcomes(take(WANG | {"notes": half})) == ["unchanged"]
    (line,) = take(WANG | {"notes": other, "wechat": "wx_7897"})
    assert (line.outcome, codes(line)) == ("refused", ["too_much_text"])
    assert "10000" in sentence(line.messages[0])
    assert (Customer.objects.get().notes, Customer.objects.get().wechat) == (half, "")
    assert outcomes(take(WANG | {"notes": other[:-1]})) == ["updated"]
    assert len(Customer.objects.get().notes) == LONGEST_TEXT
    (line,) = take({"name": "李雷", "phone": "13900001111", "notes": "丙" * (LONGEST_TEXT + 1)})
    assert line.outcome == "refused" and Customer.objects.count() == 1


def test_within_a_file_the_first_block_of_a_customer_counts(take):
    rows = WANG, WANG | {"name": "李红", "community": "保利花园", "wechat": "wx_1234", "signed": "2023-01-01"}
    assert outcomes(take(*rows)) == ["created", "updated"]
    customer = Customer.objects.get()
    assert (customer.name, customer.community, customer.wechat) == ("王莉", "万科城", "wx_1234")
    assert outcomes(take(*rows)) == ["unchanged", "unchanged"]


def test_the_same_row_twice_is_one_order(take):
    lines = take(WANG, WANG)
    assert outcomes(lines) == ["created", "unchanged"]
    assert Order.objects.count() == 1


def test_two_orders_of_one_day_stay_two(take):
    rows = WANG, WANG | {"amount": 5000}
    take(*rows)
    assert outcomes(take(*rows)) == ["unchanged", "unchanged"]
    assert sorted(Order.objects.values_list("amount", flat=True)) == [3000, 5000]


def test_a_corrected_amount_corrects_the_order(take):
    take(WANG)
    (line,) = take(WANG | {"amount": 3500, "installed": "2022-04-01"})
    order = Order.objects.get()
    assert (line.outcome, order.amount, order.installed_on) == ("updated", 3500, date(2022, 4, 1))
    assert order.lines.get().amount == 3500
    assert Activity.objects.get(kind="customers.order_changed").data["amount"] == ["3000.00", "3500.00"]


def test_an_order_written_by_a_person_is_known_and_only_filled(take, store):
    customer = make_customer(store, phones=["13583685957"], name="王莉")
    order = make_signed_order(customer, signed_on=date(2022, 3, 20), amount=Decimal(3000), lines=("浴霸",))
    take(WANG | {"installed": "2022-04-01"})
    assert Order.objects.get().installed_on == date(2022, 4, 1)
    take(WANG | {"amount": 9000})
    assert Order.objects.count() == 2
    order.refresh_from_db()
    assert order.amount == 3000


def test_a_second_phone_is_added(take):
    take(WANG)
    (line,) = take(WANG | {"phone": "13583685957/13900001111"})
    assert line.outcome == "updated"
    numbers = Customer.objects.get().phones.values_list("number", flat=True)
    assert list(numbers) == ["13583685957", "13900001111"]
    assert Customer.objects.found_by("13900001111").exists()


def test_a_phone_of_somebody_else_is_pointed_out(take):
    take(WANG, {"name": "张伟", "phone": "13900001111"})
    (line,) = take(WANG | {"phone": "13583685957/13900001111"})
    assert (line.outcome, "phone_elsewhere" in codes(line)) == ("unchanged", True)
    assert Customer.objects.count() == 2


def test_a_customer_without_a_phone_is_known_by_the_wechat_id(take):
    take({"name": "王莉", "wechat": "wx_1234"})
    assert outcomes(take({"name": "王莉", "wechat": "wx_1234", "phone": "13583685957"})) == ["updated"]
    assert Customer.objects.get().phones.get().number == "13583685957"


def test_a_lead_becomes_an_old_customer_with_the_first_order(take):
    take({"name": "王莉", "phone": "13583685957"})
    assert Customer.objects.get().is_lead
    take(WANG)
    assert Customer.objects.get().customer_since == date(2022, 3, 20)


def test_notes_are_added_to_not_replaced(take, assistant):
    take(WANG | {"notes": "喜欢养狗"})
    take(WANG | {"notes": "下午打电话"})
    assert Customer.objects.get().notes.splitlines() == ["喜欢养狗", "下午打电话"]


def test_a_remark_for_notes_that_somebody_edited_is_shown_and_not_swallowed(take, assistant):
    take(WANG | {"notes": "怕吵"})
    change_customer(Customer.objects.get(), by=assistant, notes="爱养花")
    (line,) = take(WANG | {"notes": "要换床垫"})
    assert Customer.objects.get().notes == "爱养花"
    assert "要换床垫" in " ".join(sentence(message) for message in line.messages)


def test_what_cannot_be_read_is_in_the_notes(take):
    (line,) = take(WANG | {"signed": "2021.13.45", "birthday": "3000-1-1", "amount": "面议"})
    assert (line.outcome, codes(line)) == ("created", ["unreadable_birthday", "unreadable_date", "unreadable_amount"])
    notes = Customer.objects.get().notes
    assert all(raw in notes for raw in ("2021.13.45", "3000-1-1", "面议"))


def test_a_date_mended_later_finds_its_order(take):
    take(WANG | {"signed": "2021.13.45"})
    take(WANG | {"signed": "2021.12.5"})
    assert Order.objects.get().signed_on == date(2021, 12, 5)
    assert Customer.objects.get().customer_since == date(2021, 12, 5)


def test_text_that_would_break_the_copying_comes_through(take):
    take(WANG | {"name": "O'Brien", "community": 'a\\b"c', "notes": "一\t二\n三\\n四\x00"})
    customer = Customer.objects.get()
    assert (customer.name, customer.community) == ("O'Brien", 'a\\b"c')
    assert customer.notes == "一\t二\n三\\n四"


def test_who_sold_last_and_is_still_there_keeps_the_customer(store, other_store, take):
    zhao, gone = make_staff(store, name="赵敏"), make_staff(store, name="孙磊", is_active=False)
    make_staff(other_store, name="陈姐")
    bought = {"signed": "2022-03-20", "product": "浴霸", "amount": 3000}
    take(
        WANG | {"seller": gone.name},
        WANG | {"signed": "2023-03-20", "seller": "赵敏"},
        bought | {"name": "李强", "phone": "13583685958", "seller": gone.name},
        bought | {"name": "孙玉", "phone": "13583685959", "seller": "陈姐"},
    )
    keepers = dict(Customer.objects.values_list("name", "keeper"))
    assert keepers == {"王莉": zhao.pk, "李强": None, "孙玉": None}


def test_a_landline_of_the_whole_house_makes_nobody_somebody_else(take):
    rows = [WANG | {"phone": "13583685957、0371-65551234"}, {"name": "欧阳锋", "phone": "0371-65551234、15900159001"}]
    lines = take(*rows)
    assert outcomes(lines) == ["created", "created"] and codes(lines[1]) == ["phone_elsewhere"]
    assert outcomes(take(*rows)) == ["unchanged"] * 2
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["欧阳锋", "王莉"]


def test_a_landline_brings_an_order_to_who_has_the_name_and_renames_nobody(take):
    chen = WANG | {"name": "陈强", "phone": "0371-65551234"}
    people = WANG | {"phone": "0371-65551234"}, {"name": "陈强", "phone": "0371-65551234、15900159001"}
    later = chen | {"signed": "2024-05-01"}
    assert outcomes(take(*people, later)) == ["created", "created", "updated"]
    take(later | {"signed": "2025-05-01"})
    take({"name": "王丽", "phone": "0371-65551234"})
    assert set(Customer.objects.values_list("name", flat=True)) == {"王莉", "陈强", "王丽"}
    orders = Order.objects.values_list("customer__name", "signed_on__year").order_by("signed_on")
    assert list(orders) == [("王莉", 2022), ("陈强", 2024), ("陈强", 2025)]


def test_of_a_neighbour_at_the_same_landline_nothing_is_overwritten(take):
    take(WANG | {"phone": "0371-65551234"})
    for _turn in range(2):
        (line,) = take(WANG | {"name": "陈强", "phone": "0371-65551234", "community": "保利花园"})
        assert "phone_elsewhere" in codes(line)
    known = Customer.objects.values_list("name", "community").order_by("pk")
    assert list(known) == [("王莉", "万科城"), ("陈强", "保利花园")]


def test_a_family_and_colleagues_behind_one_number_stay_apart(take):
    rows = [
        {"name": "王建国", "phone": "19900510001、0371-62261111", "community": "万科城"},
        {"name": "王丽", "phone": "19900510002、0371-62261111", "community": "绿地城"},
        {"name": "李红", "phone": "19900510003、0371-62261111"},
        {"name": "陈志远", "phone": "19900730001、400-820-7300"},
        {"name": "陈志明", "phone": "19900730002、400-820-7300"},
        {"name": "陈志明", "phone": "400-820-7300", "community": "保利花园"},
        {"name": "周涛", "phone": "19900740001", "wechat": "sunshine", "community": "万科城"},
        {"name": "吴敏", "phone": "19900740002", "wechat": "sunshine", "community": "绿地城"},
    ]
    assert outcomes(take(*rows)) == ["created"] * 5 + ["updated"] + ["created"] * 2
    assert outcomes(take(*rows)) == ["unchanged"] * 8
    assert Customer.objects.count() == 7


def test_what_a_second_row_says_of_a_known_number_stands_in_the_archive(take):
    one = {"name": "张伟明", "phone": "19900520001", "community": "万科城"}
    other = {"name": "李红梅", "phone": "19900520001", "community": "绿地城"}
    take(one, other)
    customer = Customer.objects.get()
    assert customer.name == "张伟明" and all(words in customer.notes for words in ("李红梅", "绿地城"))
    assert outcomes(take(one, other)) == ["unchanged"] * 2


def test_a_landline_without_a_name_still_corrects_whose_it_is(take):
    take(WANG | {"phone": "0371-65551234"})
    take({"phone": "0371-65551234", "notes": "怕吵"})
    assert (Customer.objects.get().name, Customer.objects.get().notes) == ("王莉", "怕吵")
    take({"phone": "0371-65551234", "community": "保利花园"})  # somebody of another place
    assert Customer.objects.count() == 2


def test_who_left_only_the_landline_or_got_a_new_mobile_is_known_by_it(take):
    take(WANG | {"phone": "13583685957、0371-65551234"})
    lines = take({"name": "王莉", "phone": "0371-65551234、15900159001"}, {"name": "李红", "phone": "0371-65551234"})
    assert outcomes(lines) == ["updated", "created"] and Customer.objects.count() == 2
