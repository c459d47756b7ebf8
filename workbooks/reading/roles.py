"""What a sheet is about: customers, or what other sheets tell of them; each role has headers of its own."""

import re
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from customers.archive_facts.table import RELATIVES
from customers.models import HouseholdMember, Order, OrderLine
from workbooks.reading.fields import SKIP, columns_of
from workbooks.reading.words import known_field

CUSTOMERS, MEMBERS, ORDERS, CONTACTS, LEFT_OUT = "customers", "members", "orders", "contacts", "none"
ROLES = {
    CUSTOMERS: _("Customers"),
    MEMBERS: _("Family members"),
    ORDERS: _("Order lines"),
    CONTACTS: _("Old contacts"),
    LEFT_OUT: _("Leave the sheet out"),
}
# What of a customers sheet is about the person alone; a sheet that has it is no mere list of orders or contacts.
_PERSON = {"wechat", "community", "building", "unit", "room", "address", "birthday", "birthday_lunar", "household"}
_SUMS = {"quantity", "unit_price", "amount", "total", "order_no"}
_BUYING = _SUMS | {"product"}
LINKS = {"id", "customer_no", "name", "phone", "phone_tail"}
FIELDS = {
    MEMBERS: LINKS | {"exported_at", "member_id", *columns_of(HouseholdMember)},
    ORDERS: LINKS | _BUYING | {"exported_at", "order_id", "order_state", *columns_of(Order, OrderLine)},
    CONTACTS: LINKS | {"contact_id", "contact_on", "contact_by", "contact_way", "contact_note"},
}
_MEANS_THERE = {
    MEMBERS: {"birthday": "member_birthday", "birthday_lunar": "member_birthday", "occupation": "member_occupation"},
    ORDERS: {"keeper": "salesperson"},
}
NOTES = {CUSTOMERS: "notes", MEMBERS: "member_notes", ORDERS: "order_notes", CONTACTS: "contact_note"}

_NUMBER = r"(客户|顾客|会员|业主|档案|老客户)(编号|号|号码|id|代码)|(customer|client|member)(no|number|id|code)"
_TAIL = r".*(尾号|[后末][四4]位).* .*last(4|four).*"
_OF_CUSTOMER = r"(所属|对应)?(客户|业主|户主|顾客|会员)"
_TOUCH = "(回访|联系|跟进|沟通|拜访|接触|维护|服务|通话|电话|来访|走访|contact|visit|call|follow(up)?)"
_WORDS = {
    MEMBERS: [
        ("customer_no", _NUMBER),
        ("phone_tail", _TAIL),
        ("phone", rf"{_OF_CUSTOMER}(联系)?(电话|手机)(号码?)? (customer|client|owner)(phone|mobile)"),
        ("name", rf"{_OF_CUSTOMER}(姓名|名称|名字)? (customer|client|owner)(name)?"),
        ("member_name", rf"({RELATIVES})(姓名|名字|name)? membername"),
        ("member_relation", r".*关系 称谓 relation.*"),
    ],
    ORDERS: [("customer_no", _NUMBER), ("phone_tail", _TAIL)],
    CONTACTS: [
        ("customer_no", _NUMBER),
        ("phone_tail", _TAIL),
        ("phone", r"(客户|业主|顾客)?(联系)?(电话|手机)(号码?)? (customer|client)?(phone|mobile|tel)"),
        ("contact_on", rf"(上次|最近)?{_TOUCH}(的)?(日期?|时间|date|on|day|time) 日期 时间 date when"),
        (
            "contact_by",
            rf"{_TOUCH}(人员?|员|者|by|person) .*(经办|记录|负责|接待|维护)人 客服 员工 导购 .*销售.* who staff by",
        ),
        ("contact_way", rf"{_TOUCH}?(方式|途径|渠道|形式|类型) {_TOUCH}?(way|channel|type|method|how)"),
        (
            "contact_note",
            rf"{_TOUCH}?(内容|记录|情况|结果|反馈|摘要|纪要|详情|备注|小结|说明|客户反馈) "
            rf"{_TOUCH}?(notes?|content|summary|result|remark|comment)s? what.*",
        ),
    ],
}  # fmt: skip
_COMPILED = {
    role: [(field, [re.compile(pattern) for pattern in patterns.split()]) for field, patterns in words]
    for role, words in _WORDS.items()
}
_NAMED = {
    MEMBERS: re.compile("家庭|成员|家属|家人|family|member|household", re.IGNORECASE),
    ORDERS: re.compile("订单|明细|购买|消费|销售|合同|order|line|sale|purchase", re.IGNORECASE),
    CONTACTS: re.compile("回访|跟进|联系|沟通|拜访|维护|contact|visit|follow|call", re.IGNORECASE),
}


@lru_cache(maxsize=4096)
def field_in(role, header):
    """(field, rank) of a squeezed header in a sheet of that role; its notes where the field is none of the role's."""
    for field, patterns in _COMPILED.get(role, ()):
        for rank, pattern in enumerate(patterns):
            if pattern.fullmatch(header):
                return field, rank
    field, rank = known_field(header)
    if role not in FIELDS or field == SKIP:
        return field, rank
    field = _MEANS_THERE.get(role, {}).get(field, field)
    return (field, rank) if field in FIELDS[role] else (NOTES[role], 99)


def is_word_of_a_role(header):
    """Does this squeezed header head a column in some linked sheet, if in no sheet of customers?"""
    return any(pattern.fullmatch(header) for words in _COMPILED.values() for _field, all_ in words for pattern in all_)


def role_of(sheet_name, words, fields, others):
    """The role of a sheet beside others, from its squeezed headers; `fields` are those they mean in a customers sheet.

    `others` are the fields of each other sheet, as sets. A sheet that stands alone is about customers: whoever it
    names and the archive does not know comes in.
    """
    if not any(_holds_customers(found) for found in others):
        return CUSTOMERS
    has = {role: {field_in(role, word)[0] for word in words if word} for role in FIELDS}
    named = {role for role, pattern in _NAMED.items() if pattern.search(sheet_name)}
    buys, is_person = fields & _BUYING, fields & _PERSON
    if not LINKS & set().union(*has.values()):
        return CUSTOMERS
    if not buys and _tells_of_members(words, has[MEMBERS], named):
        return MEMBERS
    if (
        not buys & _SUMS
        and not is_person
        and {"contact_on", "contact_note"} <= has[CONTACTS]
        and _is_contact(words, named)
    ):
        return CONTACTS
    is_complete = {"name", "phone"} <= fields and "customer_no" not in has[ORDERS]
    if buys and not is_person and any(_holds_customers(found) and not found & _BUYING for found in others):
        return ORDERS if not is_complete or ORDERS in named else CUSTOMERS
    return CUSTOMERS


def _holds_customers(fields):
    return bool(fields & {"phone", "wechat"}) and bool(fields & {"name", "given_name"})


def _tells_of_members(words, fields, named):
    about = any(field_in(MEMBERS, word)[0] in ("member_name", "member_relation") for word in words if word)
    return about and ("member_relation" in fields or MEMBERS in named)


def _is_contact(words, named):
    return CONTACTS in named or any(re.search(_TOUCH, word) and not re.search("电话|方式", word) for word in words)
