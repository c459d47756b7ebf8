import re
import unicodedata

import pytest
from django.db.models import F
from hypothesis import assume, example, given
from hypothesis import strategies as st

from customers.models import Customer
from dealercrm.lib.masking import RUN, mask_numbers, masked_in_database
from dealercrm.lib.phones import find_phones
from tests.factories import make_customer
from tests.lib.numbers import AS_WRITTEN

READ_ELSEWHERE = [
    ("老公电话13812345678，晚上打", "老公电话138****5678，晚上打"),
    ("138 1234 5678 / 139-8765-4321", "138****5678 / 139****4321"),
    ("座机 0371-62345678", "座机 0371-****5678"),
    ("8613811113333", "86138****3333"),
    ("+86 138—1111—3333", "+86 138****3333"),
    ("138.1111.3333", "138.****3333"),
    ("１３８１１１１３３３３", "１３８****３３３３"),
    ("138 11 113333", "138****3333"),
    ("057188889999", "0571****9999"),
    ("0571-8888 9999", "0571-****9999"),
    ("0571.88889999", "0571.****9999"),
    ("4001113333", "400****3333"),
    ("400-111-3333", "400-****3333"),
    ("座机：88889999", "座机：****9999"),
    ("联系方式 8823-4567", "联系方式 ****4567"),
    ("13,811,113,333", "13,****333"),
    ("138:0013:8000", "138:****8000"),
    ("138，0013，8000", "138，****8000"),
    ("一三八零零一三八零零零", "一三八****八零零零"),
    ("打1三8 零零一三 8零零零", "打1三8****8零零零"),
    ("零三七一六二三四五六七八", "零三七一****五六七八"),
    ("+852 6123 4567", "+852****4567"),
    ("1380013800013900139000", "138****9000"),
    ("13800138000 13900139000", "138****8000 139****9000"),
    ("1985-03-05 138 0013 8000", "1985-03-05 138****8000"),
]
NO_NUMBERS = [
    "",
    "合同号 201812345678",
    "2018年买的 3-2-1502",
    "2021-03-05",
    "2021.3.5 / 2021年3月5日",
    "生日 20210305",
    "订单 2021030501",
    "单号 123456",
    "￥12800",
    "￥2800000",
    "2800000元",
    "2800000.00",
    "预算5000-8000，2020-2021年",
    "价格1288000",
    "打电话说价格1288000",
    "柜子1800*2000,350",
    "合同 62345679",
    "二〇二一年三月五日，一百二十八平",
    "3-2-1201",
    "12栋3单元1201",
    "wxid_12345678",
    "身份证 410105198503051234",
]
TEXTS = READ_ELSEWHERE + [(text, text) for text in NO_NUMBERS]


@pytest.mark.parametrize(("text", "shown"), TEXTS)
def test_a_number_within_words_is_masked_and_nothing_else(text, shown):
    assert mask_numbers(text) == shown and mask_numbers(shown) == shown
    assert mask_numbers({"note": [text, 3, None]}) == {"note": [shown, 3, None]}


def test_the_database_masks_the_same(store):
    written = [text for text, _shown in TEXTS] + [f"李姐 {text}（老公）" for text in AS_WRITTEN]
    for text in written:
        make_customer(store, notes=text)
    shown = Customer.objects.annotate(shown=masked_in_database(F("notes"))).values_list("notes", "shown")
    run, masked = re.compile(RUN[0]), RUN[1]  # in a filter a bare run of digits is masked too
    assert dict(shown) == {text: run.sub(masked, mask_numbers(text)) for text in written}


def test_seven_digits_are_asked_after():
    asked = []
    assert mask_numbers("家里 88889999，价格1288000", lambda digits: asked.append(digits) or digits == "88889999") == (
        "家里 ****9999，价格1288000"
    )
    assert asked == ["88889999", "1288000"]


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_what_the_form_reads_as_a_number_is_masked(text):
    assert find_phones(text)[0] and not find_phones(mask_numbers(text))[0]


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"(010|02[0-9]|0[3-9][0-9]{2})[2-8][0-9]{6,7}", fullmatch=True)
services = st.from_regex(r"[48]00[0-9]{7}", fullmatch=True)
numbers = st.tuples(st.sampled_from(["", "", "86", "+86 ", "0086"]), mobiles | landlines | services).map("".join)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
LIKE_A_DAY = re.compile(r"19\d\d-\d\d?-\d\d?(?!\d)")


@st.composite
def spelled(draw):
    """A number as somebody types it: blanks, dashes and brackets in a few places, full-width perhaps."""
    text = draw(numbers)
    for at in draw(st.lists(st.integers(1, len(text) - 1), max_size=4)):
        text = text[:at] + draw(st.sampled_from([" ", "-", " - ", "—", "－", "　", ")", "（", "~"])) + text[at:]
    return text.translate(FULL_WIDTH) if draw(st.booleans()) else text


words = st.sampled_from(["，", "/", "李姐", "电话：", "转8001 x", "\n", ";", "A", "，3-2-1201，", " 2021年"])
lists = st.lists(st.tuples(spelled(), words).map("".join), max_size=4).map("".join)
rows = st.lists(st.tuples(numbers, st.sampled_from([" ", "-", "", " / ", "　"])).map("".join), max_size=4).map("".join)


@given(lists | rows)
@example("0371 6841 1380 0138000 12345")
@example("86 400 111 3333")
def test_whatever_is_read_as_a_number_is_masked(text):
    assume(not LIKE_A_DAY.search(unicodedata.normalize("NFKC", text)))
    assert not set(find_phones(text)[0]) & set(find_phones(mask_numbers(text))[0])
