from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dealercrm.lib.money import parse_amount, wan, yuan


@pytest.mark.parametrize(
    "cell, amount, note",
    [
        (3700, "3700", ""),
        (37300.0, "37300", ""),
        (0.1 + 0.2, "0.30", ""),
        (Decimal("12.345"), "12.35", ""),
        ("3700", "3700", ""),
        ("3,700", "3700", ""),
        ("1,234,567.8", "1234567.80", ""),
        ("45700元", "45700", ""),
        ("45700元整", "45700", ""),
        ("18500(含安装)", "18500", "含安装"),
        ("18500（含安装300元）", "18500", "含安装300元"),
        ("2.95万", "29500", ""),
        ("4万", "40000", ""),
        ("￥1.2万", "12000", ""),
        ("¥3,700.00", "3700", ""),
        ("RMB 3700", "3700", ""),
        ("3.5w", "35000", ""),
        ("1千5", "1500", ""),
        ("3万5", "35000", ""),
        ("3万5千", "35000", ""),
        ("3万5000", "35000", ""),
        ("1万2千3", "12300", ""),
        ("３７００元", "3700", ""),
        ("-500", "-500", ""),
        ("负500元", "-500", ""),
        ("约3万", "30000", "约"),
        ("0", "0", ""),
        ("2万左右", "20000", "左右"),
        ("合计:3700", "3700", "合计"),
    ],
)
def test_amounts_are_read_as_they_are_written(cell, amount, note):
    assert parse_amount(cell) == (Decimal(amount), note)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        None,
        True,
        "面议",
        "3000+500",
        "800*800",
        "定金2000 尾款8000",
        "3,7",
        "13800138000",
        float("nan"),
        float("inf"),
        "128OO",
        "l28",
        "12.3.4",
        "1千5万",
        "5 6",
        "2024-03-05",
    ],
)
def test_what_is_not_one_amount_is_refused(cell):
    with pytest.raises(ValueError):
        parse_amount(cell)


def test_amounts_are_shown_as_people_read_them():
    assert [yuan(Decimal(n)) for n in ("45700", "45700.5", "0", "-1200")] == ["45,700", "45,700.50", "0", "-1,200"]
    with translation.override("zh-hans"):
        assert [wan(Decimal(n)) for n in ("45700", "40000", "3700", "12345678", "0")] == [
            "4.57万",
            "4万",
            "0.37万",
            "1,234.57万",
            "0万",
        ]
    with translation.override("en"):
        assert wan(Decimal("45700.4")) == "45,700"


@given(st.decimals(min_value=-99_999_999, max_value=99_999_999, places=2))
def test_a_shown_amount_reads_back(amount):
    assert parse_amount(yuan(amount)) == (amount, "")


@given(st.one_of(st.text(max_size=20), st.text(alphabet="0123456789.,万千百元-()+ ", max_size=12), st.floats()))
def test_anything_at_all_is_an_amount_or_refused(cell):
    try:
        amount, _note = parse_amount(cell)
    except ValueError:
        return
    assert amount == amount.quantize(Decimal("0.01"))
