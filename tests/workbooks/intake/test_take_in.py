"""What a file may change in the archive, and what it may not."""

from datetime import date
from decimal import Decimal

from customers.actions.customers import change_customer
from customers.models import Activity, Customer, Order
from dealercrm.lib.texts import LONGEST_TEXT
from tests.factories import make_customer, make_signed_order, make_staff
from tests.workbooks.intake.taking import HEADER, WANG, codes, outcomes
from workbooks.intake.sentences import sentence

HEADER += ["导购", "备注"]


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
