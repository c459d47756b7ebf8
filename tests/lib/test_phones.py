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
