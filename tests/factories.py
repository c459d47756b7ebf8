"""The smallest valid rows, each in one call; keyword arguments override."""

import itertools
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from campaigns.models import Contact, Doer, Touchpoint, TouchpointRule, Way
from customers.models import (
    ArchiveCheck,
    Attachment,
    Customer,
    CustomerPhone,
    Home,
    HomeItem,
    HouseholdMember,
    MarkedText,
    Order,
    OrderLine,
    Suspicion,
)
from customers.search import keep_search
from dealercrm.lib.pinyin import pinyin_sort_key
from messaging.models import Message
from referrals.models import Referral
from stores.models import Role, Staff, Store

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)
PASSWORD = "an-honest-dealer-7"

number = itertools.count(1)


def fake_phone():
    return f"199{next(number):08d}"


def make_store(**fields):
    n = next(number)
    return Store.objects.create(**{"code": f"s{n}", "name": f"门店{n}", "area_code": "0371"} | fields)


def make_staff(store, role=Role.ASSISTANT, **fields):
    n = next(number)
    fields = {"username": f"{role}{n}", "name": f"员工{n}", "role": role, "store": store} | fields
    return Staff.objects.create_user(password=PASSWORD, **fields)


def make_customer(store, *, phones=None, **fields):
    """A lead of the store; give `customer_since` or a signed order to make an old customer."""
    fields = {"name": "张小美"} | fields
    customer = Customer.objects.create(store=store, pinyin=pinyin_sort_key(fields["name"]), **fields)
    phones = [fake_phone()] if phones is None else phones
    CustomerPhone.objects.bulk_create(
        CustomerPhone(customer=customer, number=phone, position=i) for i, phone in enumerate(phones)
    )
    keep_search([customer.pk])
    return customer


def make_member(customer, **fields):
    fields = {"name": "王桂英", "relation": HouseholdMember.Relation.PARENT} | fields
    member = HouseholdMember.objects.create(customer=customer, **fields)
    keep_search([customer.pk])
    return member


def make_item(customer, **fields):
    """Something in the customer's first home, which is made if there is none."""
    home = customer.homes.first() or Home.objects.create(customer=customer, community="万科城", door="23-2-1191")
    return HomeItem.objects.create(**{"home": home, "product": "布艺沙发"} | fields)


def make_file(customer, **fields):
    """The row of a photo; nothing lies on the disk."""
    fields = {"name": "客厅.jpg", "file": "attachments/a.jpg", "thumbnail": "attachments/a-small.jpg"} | fields
    return Attachment.objects.create(
        **{"customer": customer, "content_type": "image/jpeg", "size": 1, "at": NOW} | fields
    )


def make_check(customer, **fields):
    fields = {"store": customer.store, "month": TODAY.replace(day=1), "drawn_at": NOW} | fields
    return ArchiveCheck.objects.create(customer=customer, **fields)


def make_marked_text(customer, **fields):
    place = {"model": "customers.customer", "row_id": customer.pk, "field": "notes"}
    return MarkedText.objects.create(**{"customer": customer, "words": ["5岁"], "at": NOW, **place} | fields)


def make_suspicion(customer, **fields):
    fields = {"store": customer.store, "reason": "shared_phone", "evidence": {"size": 3}, "found_at": NOW} | fields
    fields = {"incident": f"test-{next(number)}"} | fields
    return Suspicion.objects.create(customer=customer, **fields)


def make_order(customer, *, lines=("床垫",), **fields):
    fields = {"store": customer.store, "amount": Decimal("10000")} | fields
    order = Order.objects.create(customer=customer, **fields)
    OrderLine.objects.bulk_create(
        OrderLine(order=order, position=i, product=product, amount=order.amount / len(lines))
        for i, product in enumerate(lines)
    )
    return order


def make_signed_order(customer, *, signed_on=TODAY, **fields):
    """An order as it stands after signing; the customer counts as an old one, nothing is announced."""
    order = make_order(customer, signed_on=signed_on, **fields)
    if not order.cancelled_on and (customer.customer_since is None or signed_on < customer.customer_since):
        customer.customer_since = signed_on
        customer.save(update_fields=["customer_since"])
    return order


def make_rule(store, **fields):
    n = next(number)
    fields = {"code": f"rule-{n}", "name": "生日", "trigger": "birthday", "way": Way.CALL} | fields
    fields.setdefault("nature", TouchpointRule.NATURES.get(fields["trigger"], "greeting"))
    return TouchpointRule.objects.create(store=store, **fields)


def make_contact(customer, *, rule=None, promise=None, on=TODAY, **fields):
    """A contact for one reason: a rule's, one of its own if none is given, or a promise."""
    rule = None if promise else rule or make_rule(customer.store)
    of_reason = {
        "occurrence": f"test-{next(number)}",
        "occasion_on": on,
        "nature": "service" if promise else rule.nature,
    }
    of_reason |= {name: fields.pop(name) for name in ("occurrence", "occasion_on", "member") if name in fields}
    shared = {"customer": customer, "store": customer.store, "household": customer.pk, "wanted_on": on, "earliest": on}
    shared |= {name: fields.pop(name) for name in ("store", "wanted_on") if name in fields}
    fields = {
        "assignee": customer.keeper,
        "expires_on": on.replace(year=on.year + 1),
        "way": rule.way if rule else Way.CALL,
        "doer": Doer.KEEPER,
        "counts": of_reason["nature"] != "service",
    } | fields
    contact = Contact.objects.create(**shared, on=on, **fields)
    contact.leading = make_reason(contact, rule=rule, promise=promise, **of_reason)
    contact.save(update_fields=["leading"])
    return contact


def close(contacts, state="done", at=NOW):
    """These contacts and their reasons, as if somebody had dealt with them."""
    Touchpoint.objects.filter(contact__in=contacts).update(state=state)
    contacts.update(state=state, closed_at=at)


def make_reason(contact, **fields):
    """A touchpoint of the contact."""
    names = ("customer", "store", "household", "wanted_on", "earliest", "state")
    same = {name: getattr(contact, name) for name in names}
    fields = {"occurrence": f"test-{next(number)}", "occasion_on": contact.on, "latest": contact.expires_on} | fields
    return Touchpoint.objects.create(contact=contact, **same | fields)


def make_message(staff, **fields):
    fields = {
        "channel": Message.Channel.APP,
        "subject": "今日回访",
        "cause_kind": "campaigns.digest",
        "dedupe_key": f"test-{next(number)}",
        "state": Message.State.SENT,
        "due_at": NOW,
        "expires_at": NOW,
    } | fields
    return Message.objects.create(staff=staff, **fields)


def make_referral(referrer, **fields):
    fields = {
        "store": referrer.store,
        "recorded_in": referrer.store,
        "name": "李四",
        "phone": fake_phone(),
        "relation": Referral.Relation.FRIEND,
        "need": "新房要装门",
        "recorded_at": NOW,
    } | fields
    return Referral.objects.create(referrer=referrer, **fields)
