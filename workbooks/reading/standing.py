"""Who somebody is to the dealer: old customer or not yet one, end user or partner, and whose customer."""

import re

from customers.models import Customer
from dealercrm.lib.dates import parse_date
from workbooks.reading.cells import half_width, is_yes
from workbooks.reading.sheets import as_text

_NOT_YET = re.compile(
    r"新|潜在|意向|线索|未|待|没|无效|流失|否|跟进|公海|new|lead|prospect|potential|not|no\b|false|[×✗✘n0]",
    re.IGNORECASE,
)
_HAS_BOUGHT = re.compile(
    r"老(客户?|顾客|用户)?|(已|有)?(成交|购买?|签[约单]|下单|消费|交付|完工|安装)(客户|过)?|售后|回头客|复购|"
    r"old|existing|bought|won|customer",
    re.IGNORECASE,
)
_KINDS = [
    (Customer.Kind.DESIGNER, re.compile("设计师|designer", re.IGNORECASE)),
    (Customer.Kind.DISTRIBUTOR, re.compile("分销|经销|代理商|批发|distributor|reseller", re.IGNORECASE)),
    (Customer.Kind.INTERMEDIARY, re.compile("中间人|中介|工长|包工头|异业|intermediary|broker", re.IGNORECASE)),
    (
        Customer.Kind.CONSUMER,
        re.compile("业主|消费者|终端|个人(客户)?|散客|零售(客户)?|consumer|retail", re.IGNORECASE),
    ),
]
_TO_COME = re.compile("未|没|预|待|拟|计划|意向|准备|planned|expected", re.IGNORECASE)
_OF_OLD = re.compile(
    r"(?<!新)老(客户|顾客|用户)(?!介绍|推荐|带)|(成交|已购)(客户|顾客)|(old|existing)\s*customers?", re.IGNORECASE
)


def is_of_old(*titles: str) -> bool:
    """Do the words above a table, its sheet's or its file's name say that its rows are old customers?"""
    return any(_OF_OLD.search(title) for title in titles)


def read_standing(record, cells, reading):
    """From 客户类型 and from 老客户, 客户状态, 首次购买: one column may say either."""
    for field in ("bought_by", "kind"):
        for header, value in cells.get(field, ()):
            text = half_width(value)
            if day := _past_day(value, reading) if field == "bought_by" else None:
                record.facts.setdefault("bought_by", day)
            elif kind := next((kind for kind, words in _KINDS if words.search(text)), None):
                record.facts.setdefault("kind", kind.value)
            elif (is_yes(value) or _HAS_BOUGHT.fullmatch(text)) and not _NOT_YET.fullmatch(text):
                record.facts.setdefault("bought_by", reading.today)
            else:
                record.note(as_text(value), under=header)
                if field == "bought_by" and is_broken_day(value):
                    record.facts.setdefault("bought_by", reading.today)


def is_broken_day(value):
    """A day that cannot be read is one all the same; 未成交 and 预计3月 are none."""
    text = half_width(value)
    return bool(re.search(r"\d", text)) and not _TO_COME.search(text)


def read_keeper(record, cells, reading):
    for header, value in cells.get("keeper", ())[:1]:
        record.keeper = (header, as_text(value).strip())


def has_bought(record, reading):
    """Of whom no order says when: goods that came are bought, and who stands in a list of old customers has bought."""
    if any(order.signed_on for order in record.orders):
        return
    days = [day for order in record.orders for day in (order.delivered_on, order.installed_on) if day]
    if days:
        record.facts.setdefault("bought_by", min(days))
    elif reading.layout.is_of_old and (record.orders or not record.says("order_ended")):
        record.facts.setdefault("bought_by", reading.today)


def _past_day(value, reading):
    try:
        day = parse_date(reading.day_number(value), today=reading.today)
    except ValueError:
        return None
    return day if day <= reading.today else None
