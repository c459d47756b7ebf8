from decimal import Decimal

import pytest

from customers.models import Consent, CustomerTag, OrderLine, OwnField, OwnValues, Tag
from dealercrm.lib.birthdays import parse_birthday
from tests.factories import (
    NOW,
    TODAY,
    make_customer,
    make_member,
    make_signed_order,
)
from tests.workbooks.exported import NOTES


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def somebody(store, assistant):
    """A customer with something in every column."""
    friend = make_customer(store, name="李雷", phones=[])
    own = OwnField.objects.create(label="车位", type="number")
    customer = make_customer(
        store, name="韩梅梅", phones=["13811112222", "0371-62345678"], wechat="han_wx", community="翠湖苑",
        building="17", unit="2", room="1502", keeper=assistant,
        birthday=parse_birthday("1979年农历闰六月初二", today=TODAY),
        wedding_day=parse_birthday("2010-05-01", today=TODAY), source="walk_in", notes=NOTES,
        introduced_by=friend,
    )  # fmt: skip
    CustomerTag.objects.create(customer=customer, tag=Tag.objects.create(name="老业主"))
    OwnValues.objects.create(customer=customer, values={own.key: -3})
    Consent.objects.create(customer=customer, channel="all", is_given=False, how="phone", wording="不", at=NOW)
    order = make_signed_order(customer, lines=("床垫", "沙发"), gross_profit=Decimal("2500.50"), salesperson=assistant)
    OrderLine.objects.filter(order=order, product="床垫").update(quantity=2, measure="张")
    make_member(customer, name="王桂英", phone="13900000000")
    make_member(customer, relation="child", name="豆豆", birthday=parse_birthday("2019-05-03", today=TODAY))
    return customer
