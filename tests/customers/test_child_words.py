"""Which words of a text tell a child's birth or age, so that it is marked (AR-16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.minors import child_words
from tests.factories import TODAY


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("女儿2021年3月3日生，儿子上小学", ["2021年3月3日生"]),
        ("孩子生日6月2日，2019年出生", ["6月2日", "2019年出生"]),
        ("儿子19年生日是五月初三", ["19年", "五月初三"]),
        ("宝宝：2024-05-03", ["2024-05-03"]),
        ("孩子1生日：大概农历六月初二", ["农历六月初二"]),
        ("小宝6.2生日，喜欢蓝色", ["6.2"]),
        ("女儿今年8岁了", ["8岁"]),
        ("儿子2018.5.3生 女儿7-13岁", ["2018.5.3生"]),
        ("女儿豆豆，2021.3.3", ["2021.3.3"]),
        ("女儿 2021 年 3 月 3 日 生，宝宝出生40天", ["2021 年 3 月 3 日 生", "40天"]),
        ("孩子生于农历2021年三月初三", ["生于农历2021年三月初三"]),
        ("老大十二三岁，老二七八岁", ["十二三岁", "七八岁"]),
        ("小宝豆豆刚满18个月了", ["18个月"]),
        ("儿子一岁半，女儿3个月大", ["一岁半", "3个月大"]),
        ("女儿生于2021年", ["生于2021年"]),
        ("儿子二〇二一年三月生，孙女二一年出生", ["二〇二一年三月生", "二一年出生"]),
        ("son 5 years old", ["5 years old"]),
        # No name for the child, or hardly one.
        ("夫妻+1儿(6岁)", ["6岁"]),
        ("一儿一女，分别5岁、8岁", ["5岁", "8岁"]),
        ("一家三口 女(8岁)", ["8岁"]),
        ("豆豆5岁了，爱画画", ["5岁"]),
        # As it stands, in full-width signs too.
        ("儿子５岁", ["５岁"]),
        ("儿子２０１９年５月３日生", ["２０１９年５月３日生"]),
        ("儿子٥岁", []),
        # Who has grown up is no child, whatever day is told; who may be one is.
        ("女儿生日5月3日", ["5月3日"]),
        ("女儿生日5月3日，已工作", []),
        ("女儿在上海上班，生日5月3日", []),
        ("女儿30岁，生日5月3日", []),
        ("儿子已工作女儿生日5月3日", ["5月3日"]),
        ("女儿生日5月3日，老公已工作", ["5月3日"]),
        ("儿子未成年，生日5月3日", ["5月3日"]),
        ("儿子35岁，女儿二十岁", []),
        ("女儿1990年3月3日生", []),
        ("孩子妈妈生日5月3日", []),
        ("母亲生日6月2日", []),
        ("儿子上小学，母亲生日6月2日", []),
        # Neither an age nor a birth.
        ("孩子房要装柜子, 2021年装修", []),
        ("女儿房2021.3.3，家具3岁以上可用", []),
        ("儿子结婚8个月，女儿8个月后出国", []),
        ("女儿2021年生病，家里要换净化器", []),
        ("儿子婚房2021年3月3日安装，女儿结婚2021.3.3", []),
        ("孩子生日要1.2米床，送2021元券", []),
        ("女儿5-6岁", []),
        ("女儿来过，2021.3.3，孩子在家，3月5日", []),
        ("孩子" + "小大" * 200 + "人8个月", []),
        ("儿子5月1日结婚，要买床垫", []),
        ("2021年3月3日安装，孩子在家", []),
        ("儿童床2021.3.5送到，3岁以上可用", []),
        ("家里的狗5岁", []),
        ("一家五口", []),
        ("", []),
    ],
)
def test_the_words_are_named_and_no_others(text, words):
    assert child_words(text, TODAY) == words


CHILDREN = ["儿子", "闺女", "孩子", "男孩", "宝宝", "大宝", "老二", "娃", "丫头", "小朋友", "孙子", "外孙女", "侄子"]
BIRTHS = [
    "2021-03-03", "2021.3.3生", "(2021/3/3)", "20210303", "2021年3月3日", "2021年3月出生", "2021年生", "生于2021年3月",
    "21年3月3日生", "21.3.3生", "二〇二一年三月初三", "3月3日生", "生日三月初三", "3.3生日",
    "5岁", "5 周岁", "五岁多", "五六岁", "9个月", "两个月大", "十个月",
]  # fmt: skip


@pytest.mark.parametrize("child", CHILDREN)
@pytest.mark.parametrize("born", BIRTHS)
def test_whatever_a_child_is_called_and_however_its_birth_is_told(child, born):
    (words,) = child_words(f"{child}{born}，爱画画", TODAY)
    assert words in born and child_words(f"{born}，爱画画", TODAY, under=child) == [words]


@given(st.text(alphabet="0129５二〇十两年月日岁个初闰生于大老孩子女儿房，：.-/ ()", max_size=24))
def test_any_text_is_taken_and_what_is_named_stands_in_it(text):
    assert all(words in text for words in child_words(f"儿子{text}", TODAY))


@pytest.mark.parametrize("remark", ["要装柜子，2021年装修", "2021.3.3安装", "2021-03-03", "3月3日送到", "8个月后再做"])
@pytest.mark.parametrize("thing", ["孩子房", "女儿房", "儿子卧室", "儿童床", "小孩的衣柜", "宝宝椅", "孩子学习桌"])
def test_a_childs_room_is_no_child(thing, remark):
    assert child_words(thing + remark, TODAY) == []


@pytest.mark.parametrize(
    ("header", "text", "words"),
    [
        ("孩子生日备注", "2021年3月3日生", ["2021年3月3日生"]),
        ("孩子生日", "6.2", ["6.2"]),
        ("孩子年龄", "5", ["5"]),
        ("孩子年龄", "七八", ["七八"]),
        ("孩子情况", "五岁，爱画画", ["五岁"]),
        ("家庭情况", "三口之家 2019-05-03 生", ["2019-05-03 生"]),
        ("家庭情况", "三口之家 1989-05-03 生", []),
        ("孩子数", "2", []),
        ("孩子年级", "三年级", []),
        ("孩子房", "2021.3.3", []),
        ("孩子情况", "2021年3月3日送床", []),
        ("孩子情况", "妈妈生日6月2日", []),
        ("备注", "2021年3月3日", []),
    ],
)
def test_the_header_of_a_column_counts_as_words_before_the_text(header, text, words):
    assert child_words(text, TODAY, under=header) == words


@pytest.mark.parametrize(
    "text",
    ["儿子" + "1" * 20_000, "孩" * 20_000, "儿子" + "(一二" * 8_000, "儿子" + " " * 20_000 + "1", "儿子5岁，" * 4_000],
)
def test_a_very_long_text_is_read_at_once(text):
    assert len(child_words(text, TODAY)) <= 1
