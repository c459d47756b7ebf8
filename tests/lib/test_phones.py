from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealercrm.lib.phones import find_phones, is_mobile, last4, mask, normalise
from tests.lib.numbers import AS_WRITTEN


@pytest.mark.parametrize("cell", [13800138000, 13800138000.0, *AS_WRITTEN])
def test_a_mobile_is_read_however_it_was_written(cell):
    assert find_phones(cell) == (["13800138000"], "")


@pytest.mark.parametrize(
    "cell",
    [
        "13800138000 13900139000",
        "13800138000/13900139000",
        "13800138000;13900139000",
        "13800138000；13900139000",
        "13800138000、13900139000",
        "13800138000\n13900139000",
        "1380013800013900139000",
        "13800138000,13900139000",
        "138 0013 8000 139-0013-9000",
        "138-0013-8000 / +86 139 0013 9000",
        "13800138000-13900139000",
    ],
)
def test_two_people_in_one_cell_are_two_numbers(cell):
    assert find_phones(cell) == (["13800138000", "13900139000"], "")


@pytest.mark.parametrize(
    "cell, phone, rest",
    [
        ("0371-68414514", "0371-68414514", ""),
        ("037168414514", "0371-68414514", ""),
        ("(0371)6841 4514", "0371-68414514", ""),
        ("0371 - 68414514", "0371-68414514", ""),
        ("021-62345678", "021-62345678", ""),
        ("+86 21 62345678", "021-62345678", ""),
        ("010 8765 4321", "010-87654321", ""),
        ("0371-68414514转8001", "0371-68414514", "转8001"),
        ("0371-68414514-8001", "0371-68414514", "8001"),
        ("400-800-1234", "4008001234", ""),
        ("4008001234", "4008001234", ""),
    ],
)
def test_landlines_and_service_numbers_keep_their_form(cell, phone, rest):
    assert find_phones(cell) == ([phone], rest)


@pytest.mark.parametrize(
    "cell, phones, rest",
    [
        ("13800138000（李姐）", ["13800138000"], "李姐"),
        ("李姐13800138000", ["13800138000"], "李姐"),
        ("先生13800138000 太太13900139000", ["13800138000", "13900139000"], "先生 太太"),
        ("电话:13800138000", ["13800138000"], "电话"),
        ("138001380001234", [], "138001380001234"),
        ("不详", [], "不详"),
        ("1.35E+10", [], "1.35E+10"),
        ("12345", [], "12345"),
        ("23800138000", [], "23800138000"),
        (None, [], ""),
        ("", [], ""),
        (True, [], ""),
        ("62345678", [], "62345678"),
        ("1380013800 13900139000", ["13900139000"], "1380013800"),
        (float("nan"), [], "nan"),
    ],
)
def test_what_is_no_number_is_given_back(cell, phones, rest):
    assert find_phones(cell) == (phones, rest)


@pytest.mark.parametrize(
    "cell, phone",
    [
        ("+852 6123 4567", "+85261234567"),
        ("+853 6612 3456", "+85366123456"),
        ("+886 912 345 678", "+886912345678"),
        ("+1 (626) 555-0134", "+16265550134"),
        ("+44 20 7946 0958", "+442079460958"),
        ("00852-61234567", "+85261234567"),
        ("+86 138 0013 8000", "13800138000"),
    ],
)
def test_a_number_of_another_country_is_kept_as_such(cell, phone):
    assert find_phones(cell, area_code="0371") == ([phone], "")
    assert find_phones(phone, area_code="0371") == ([phone], "")  # and reads the same again


@pytest.mark.parametrize(
    "cell",
    [
        "(852) 2345-6789",  # without + it may be anything
        "+999 6123 4567",
        "wx62345678",
        "wx13800138000",
        "zhang_62345678",
        "62345678@qq.com",
        "QQ:62345678",
        "QQ 623456789",
        "工号 6234567",
        "会员卡62345678",
        "20210305",
        "2021-03-05",
        "6217 0037 1234 5678 901",
        "6222 0371 2345 678",
        "6222023710371234567",
        "410105198503051234",
        "1 626 555 0134",
        "2345-6789-0123-4567",
    ],
)
def test_what_is_not_wholly_a_number_is_made_none(cell):
    assert find_phones(cell, area_code="0371")[0] == []


def test_a_cell_of_brackets_takes_no_time():
    began = perf_counter()
    for sign in "(+1- ":
        find_phones(sign * 30_000, area_code="0371")
        find_phones(f"{sign}1" * 30_000, area_code="0371")
    assert perf_counter() - began < 5  # a pattern that grows with the square took half a minute for one


@pytest.mark.parametrize("cell", [68414514, "68414514", "6841-4514", "6841 4514"])
def test_a_local_number_gets_the_area_code_of_the_store(cell):
    assert find_phones(cell, area_code="0371") == (["0371-68414514"], "")


def test_a_mask_hides_the_middle():
    assert mask("13800138000") == "138****8000"
    assert mask("0371-68414514") == "0371-****4514"
    assert mask("0371-6841451") == "0371-****1451"
    assert mask("4008001234") == "400***1234"
    assert mask("12345") == "***2345"


def test_small_questions():
    assert is_mobile("13800138000") and not is_mobile("0371-68414514") and not is_mobile("138001380001")
    assert last4("0371-68414514") == "4514"


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(st.lists(mobiles, min_size=1, max_size=4, unique=True), st.sampled_from(["/", "；", "、", "\n", " ", ""]))
def test_any_mobiles_come_back_from_any_separator(phones, separator):
    assert normalise(separator.join(phones)) == phones


@given(mobiles)
def test_what_was_read_reads_the_same_again(phone):
    assert normalise(phone) == [phone] and "****" in mask(phone)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    phones, _ = find_phones(text, area_code="0371")
    assert all(normalise(phone) == [phone] for phone in phones)
