"""Numbers several people share, in a file: a landline, a switchboard; and what a second row says."""

from customers.models import Customer, Order
from tests.workbooks.intake.taking import WANG, codes, outcomes


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
