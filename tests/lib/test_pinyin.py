import csv
import time
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dealercrm.lib import pinyin
from dealercrm.lib.pinyin import is_phone_token, pinyin_sort_key, query_tokens, search_tokens

READINGS = Path(pinyin.__file__).parent / "data" / "surname_readings.csv"


def finds(query, name, phones=(), community="", extra=()):
    """What the index does: all of the query's tokens are among the row's."""
    tokens = query_tokens(query)
    return bool(tokens) and set(tokens) <= set(search_tokens(name, phones, [community], extra))


XIAOMEI = ("张小美", ["13812345678", "0371-68414514"], "万科城三期")


@pytest.mark.parametrize(
    "query",
    [
        "张",
        "张小",
        "小美",
        "张小美",
        "美",
        "zhang",
        "zhangx",
        "ZhangXiaoMei",
        "xiaomei",
        "mei",
        "zxm",
        "xm",
        "z",
        "ＺＸＭ",
        "zhang mei",
        "5678",
        "张 5678",
        "张5678",
        "美5678",
        "zxm 5678",
        "1381234",
        "13812345678",
        "138",
        "68414514",
        "037168414514",
        "4514",
        "万科",
        "万科城三",
        "三期",
        "张 万科",
        "zxm万科",
        " 张  小美 ",
        "张 56",
        "zhang'xiao'mei",
    ],
)
def test_a_customer_is_found_as_people_type(query):
    assert finds(query, *XIAOMEI)


@pytest.mark.parametrize(
    "query",
    [
        "李",
        "张美",
        "zm",
        "zhangm",
        "5679",
        "13812345679",
        "碧桂园",
        "张 9999",
        "万",
        "",
        "  ",
        "!?",
        "56",
    ],
)
def test_others_are_not_found(query):
    assert not finds(query, *XIAOMEI)


@pytest.mark.parametrize(
    "name, queries",
    [
        ("吕行", ["lv", "lu", "lyu", "lvxing", "lx", "luxing", "lvhang", "lü"]),
        ("单雄信", ["shan", "dan", "sxx", "dxx"]),
        ("翟天临", ["zhai", "di", "zhaitianlin", "ztl"]),
        ("欧阳修", ["ouyang", "oyx", "yangxiu", "欧阳"]),
        ("乐正绫", ["yuezheng", "lezheng", "yzl"]),
        ("曾国藩", ["zeng", "zgf"]),
        ("李乐", ["lile", "liyue", "ll"]),
        ("Tom Li", ["tom", "li", "tom li"]),
        ("A3栋王姐", ["王姐", "wang", "wj"]),
        ("李·阿依古丽", ["李", "阿依古丽", "ayi"]),
        ("郑州美居装饰有限公司", ["美居装饰", "有限公司", "zzmj", "zhengzhou", "meiju"]),
    ],
)
def test_names_are_found_by_each_of_their_readings(name, queries):
    assert [query for query in queries if not finds(query, name)] == []


def test_every_surname_of_the_table_is_found_by_all_its_readings_and_sorted_by_its_own():
    with READINGS.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            name = row["surname_zh"] + "明"
            spellings = [row["surname_reading"], *filter(None, row["also_index_readings"].split(";"))]
            for spelling in spellings:
                assert finds(spelling.replace(" ", "") + "ming", name), (name, spelling)
            assert finds(row["initials"] + "m", name)
            assert pinyin_sort_key(name) == row["surname_reading"] + " ming"


def test_the_community_is_found_in_its_pieces_but_not_by_one_character():
    assert finds("万科3期", "张", community="万科3期")
    assert finds("科3", "张", community="万科3期")
    assert finds("园小区", "张", community="花园小区")
    assert not finds("花", "张", community="花园小区")
    assert finds("花", "张花")


def test_more_words_can_be_given():
    assert finds("xiaomei88", "张小美", extra=["xiaomei88"])
    assert finds("保利", "张小美", extra=["保利花园", ""])


def test_phones_can_be_left_out_of_a_search():
    assert [token for token in query_tokens("张 5678") if is_phone_token(token)] == ["p5678"]
    assert not any(is_phone_token(token) for token in search_tokens("潘p 普", [], ["盘龙城1期"]))


def test_names_come_in_the_order_of_their_pinyin():
    names = ["张伟", "Amy", "曾强", "单勇", "欧阳修", "阿里", "吕布", ""]
    assert sorted(names, key=pinyin_sort_key) == ["", "阿里", "Amy", "吕布", "欧阳修", "单勇", "曾强", "张伟"]
    assert all(pinyin_sort_key(name).isascii() for name in [*names, "𠮷野家", "😀王"])


chinese = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)


@given(chinese, st.data())
def test_any_piece_of_a_name_finds_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    piece = name[start : data.draw(st.integers(start + 1, len(name)))]
    assert finds(piece, name)
    syllables = pinyin_sort_key(name).split()
    assume(len(syllables) == len(name))
    assert finds("".join(syllables[start:]), name)
    assert finds("".join(syllable[0] for syllable in syllables[start:]), name)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.integers(0, 7), st.integers(4, 11))
def test_any_four_or_more_digits_of_a_phone_find_it(phone, start, length):
    assume(start + length <= len(phone))
    assert finds(phone[start : start + length], "张小美", [phone])


@given(st.text(max_size=30))
def test_no_text_breaks_it(text):
    tokens = search_tokens(text, [text], [text], [text], [text])
    assert tokens == sorted(set(tokens))
    assert all(query_tokens(text))
    assert pinyin_sort_key(text).isascii()


def test_a_bulk_load_is_quick():
    names = [
        f"{surname}{first}{second}"
        for surname in "王李张刘陈杨黄赵吴周"
        for first in "伟芳娜秀英敏静丽强磊"
        for second in "军洋勇艳杰娟涛明超兰霞平刚桂华文辉建国玉梅红志新海燕春莉鑫宇"
    ]
    started = time.process_time()
    for place, name in enumerate(names):
        search_tokens(name, [f"138{place:08}"], ["融创观澜府"])
    # 35,000 a second where nothing else runs; far less would make a load of 100,000 rows a coffee break.
    assert len(names) / (time.process_time() - started) > 5000
