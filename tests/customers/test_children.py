"""What may be kept of children: their birthdays, their ages, and words about them (AR-16)."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.minors import age_band, is_child, kept, without_child_birthdays, without_children
from customers.models import HouseholdMember
from dealercrm.lib.birthdays import Birthday
from tests.factories import TODAY

BIRTHDAYS = st.one_of(
    st.builds(lambda d: Birthday("solar", d.year, d.month, d.day), st.dates(date(1930, 1, 1), TODAY)),
    st.builds(lambda age: Birthday("age", age=age, as_of=TODAY), st.integers(0, 100)),
    st.builds(lambda month, day: Birthday("lunar", None, month, day), st.integers(1, 12), st.integers(1, 29)),
)


@given(BIRTHDAYS, st.sampled_from(HouseholdMember.Relation.values))
def test_no_child_is_kept_by_its_birthday_without_consent(birthday, relation):
    stays, band = kept(relation, birthday, has_consent=False, today=TODAY)
    assert stays is None or not band
    if is_child(relation, birthday, TODAY):
        assert stays is None and band == age_band(birthday, TODAY)
    else:
        assert stays == birthday
    assert kept(relation, birthday, has_consent=True, today=TODAY) == (birthday, "")


@pytest.mark.parametrize(
    ("age", "band"), [(0, "0-2"), (2, "0-2"), (3, "3-6"), (6, "3-6"), (7, "7-13"), (13, "7-13"), (14, "")]
)
def test_the_bands_meet_without_a_gap(age, band):
    assert age_band(Birthday("age", age=age, as_of=TODAY), TODAY) == band


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("三口之家，儿子2019-05-03生", "三口之家，儿子7-13岁"),
        ("女儿2022年农历五月初三", "女儿3-6岁"),
        ("女儿20240503", "女儿0-2岁"),
        ("老人1950年8月15日生，手机13912345678", "老人1950年8月15日生，手机13912345678"),
        ("一家五口", "一家五口"),
    ],
)
def test_words_lose_a_childs_date_of_birth_and_nothing_else(words, left):
    assert without_child_birthdays(words, TODAY) == left


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("女儿2021年3月3日生，儿子上小学", "女儿3-6岁，儿子上小学"),
        ("孩子生日6月2日，2019年出生", "孩子生日，7-13岁"),
        ("儿子19年生日是五月初三", "儿子7-13岁生日是"),
        ("宝宝：2024-05-03", "宝宝：0-2岁"),
        ("孩子1生日：大概农历六月初二", "孩子1生日：大概"),
        ("小宝6.2生日，喜欢蓝色", "小宝生日，喜欢蓝色"),
        ("女儿今年8岁了", "女儿今年7-13岁了"),
        ("儿子2018.5.3生 女儿7-13岁", "儿子7-13岁 女儿7-13岁"),
        ("儿子五岁", "儿子3-6岁"),
        ("女儿豆豆，2021.3.3", "女儿豆豆，3-6岁"),
        ("女儿 2021 年 3 月 3 日 生，宝宝出生40天", "女儿 3-6岁，宝宝出生0-2岁"),
        ("孩子生于农历2021年三月初三", "孩子3-6岁"),
        ("儿子 5 岁", "儿子 3-6岁"),
        ("老大十二三岁，老二七八岁", "老大7-13岁，老二7-13岁"),
        ("女儿8个月", "女儿0-2岁"),
        ("小宝豆豆刚满18个月了", "小宝豆豆刚满0-2岁了"),
        ("儿子一岁半，女儿3个月大", "儿子0-2岁，女儿0-2岁"),
        ("女儿生于2021年", "女儿3-6岁"),
        ("女儿(2021.3.3)", "女儿(3-6岁)"),
        ("女儿21.3.3生", "女儿3-6岁"),
        ("小朋友2021年3月3日生日", "小朋友3-6岁生日"),
        ("丫头2021.3.3出生", "丫头3-6岁"),
        ("二宝2023年3月生", "二宝3-6岁"),
        ("儿子二〇二一年三月生，孙女二一年出生", "儿子3-6岁，孙女3-6岁"),
        ("son 5 years old", "son 3-6岁"),
        # What is no child's, or no birthday, stays to the letter.
        ("孩子房要装柜子, 2021年装修", "孩子房要装柜子, 2021年装修"),
        ("女儿房2021.3.3，家具3岁以上可用", "女儿房2021.3.3，家具3岁以上可用"),
        ("儿子结婚8个月，女儿8个月后出国", "儿子结婚8个月，女儿8个月后出国"),
        ("女儿2021年生病，家里要换净化器", "女儿2021年生病，家里要换净化器"),
        ("儿子婚房2021年3月3日安装，女儿结婚2021.3.3", "儿子婚房2021年3月3日安装，女儿结婚2021.3.3"),
        ("孩子生日要1.2米床，送2021元券", "孩子生日要1.2米床，送2021元券"),
        ("儿子35岁，女儿二十岁", "儿子35岁，女儿二十岁"),
        ("女儿5-6岁", "女儿5-6岁"),
        ("女儿来过，2021.3.3，孩子在家，3月5日", "女儿来过，2021.3.3，孩子在家，3月5日"),
        ("孩子" + "小大" * 200 + "人8个月", "孩子" + "小大" * 200 + "人8个月"),
        ("儿子5月1日结婚，要买床垫", "儿子5月1日结婚，要买床垫"),
        ("女儿1990年3月3日生", "女儿1990年3月3日生"),
        ("2021年3月3日安装，孩子在家", "2021年3月3日安装，孩子在家"),
        ("母亲生日6月2日", "母亲生日6月2日"),
        ("儿子上小学，母亲生日6月2日", "儿子上小学，母亲生日6月2日"),
        ("儿童床2021.3.5送到，3岁以上可用", "儿童床2021.3.5送到，3岁以上可用"),
    ],
)
def test_a_remark_loses_what_it_says_of_a_childs_birth_and_nothing_else(words, left):
    assert without_children(words, TODAY) == left


CHILD_WORDS = ["儿子", "闺女", "孩子", "男孩", "宝宝", "大宝", "老二", "娃", "丫头", "小朋友", "孙子", "外孙女", "侄子"]
BIRTHS = [
    "2021-03-03", "2021.3.3生", "(2021/3/3)", "20210303", "2021年3月3日", "2021年3月出生", "2021年生", "生于2021年3月",
    "21年3月3日生", "21.3.3生", "二〇二一年三月初三", "3月3日生", "生日三月初三", "3.3生日",
    "5岁", "5 周岁", "五岁多", "五六岁", "9个月", "两个月大", "十个月",
]  # fmt: skip


@pytest.mark.parametrize("child", CHILD_WORDS)
@pytest.mark.parametrize("born", BIRTHS)
def test_whatever_a_child_is_called_and_however_its_birth_is_told_a_band_is_left(child, born):
    in_a_remark = without_children(f"{child}{born}，爱画画", TODAY)
    below_a_header = without_children(f"{born}，爱画画", TODAY, under=child)
    assert in_a_remark == child + below_a_header
    assert in_a_remark.endswith("，爱画画")
    assert not re.search(r"[\d月岁]", re.sub("(?:0-2|3-6)岁", "", in_a_remark))
    assert without_children(in_a_remark, TODAY) == in_a_remark


@given(st.text(alphabet="0129二〇十两年月日岁个初闰生于大老孩子女儿房，：.-/ ()", max_size=24))
def test_any_remark_is_taken_and_a_band_stays_a_band(words):
    left = without_children(f"儿子{words}", TODAY)
    assert left.startswith("儿子") and without_children(f"儿子3-6岁，{left}", TODAY).startswith("儿子3-6岁，")


@pytest.mark.parametrize("remark", ["要装柜子，2021年装修", "2021.3.3安装", "2021-03-03", "3月3日送到", "8个月后再做"])
@pytest.mark.parametrize("thing", ["孩子房", "女儿房", "儿子卧室", "儿童床", "小孩的衣柜", "宝宝椅", "孩子学习桌"])
def test_a_childs_room_is_no_child(thing, remark):
    assert without_children(thing + remark, TODAY) == thing + remark


@pytest.mark.parametrize(
    ("header", "words", "left"),
    [
        ("孩子生日备注", "2021年3月3日生", "3-6岁"),
        ("孩子生日", "6.2", ""),
        ("孩子年龄", "5", "3-6岁"),
        ("孩子年龄", "七八", "7-13岁"),
        ("孩子情况", "五岁，爱画画", "3-6岁，爱画画"),
        ("孩子数", "2", "2"),
        ("孩子年级", "三年级", "三年级"),
        ("孩子房", "2021.3.3", "2021.3.3"),
        ("孩子情况", "2021年3月3日送床", "2021年3月3日送床"),
        ("孩子情况", "妈妈生日6月2日", "妈妈生日6月2日"),
        ("备注", "2021年3月3日", "2021年3月3日"),
    ],
)
def test_the_header_of_a_column_counts_as_words_before_the_text(header, words, left):
    assert without_children(words, TODAY, under=header) == left
