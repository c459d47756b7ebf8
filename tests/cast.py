"""Archives that tests of several subjects share: fixtures, known everywhere by conftest."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from campaigns.models import OwnDay, Revisit
from customers.actions.own_fields import add_own_field, keep_own_values
from customers.actions.tags import add_tag, tag_customer
from customers.actions.tiers import recompute_tiers
from customers.models import (
    Activity,
    Category,
    Consent,
    Customer,
    DesignerProfile,
    DesignReview,
    HomeItem,
    HouseholdAnswer,
    LikelyDuplicate,
    Merge,
    OwnField,
    RowChange,
    SavedView,
    SoftRating,
    Tag,
    Tie,
    TierOverride,
)
from messaging.models import Robot, SmsTemplate
from rewards.models import Gift, GiftGiven
from tests.factories import (
    NOW,
    TODAY,
    make_check,
    make_contact,
    make_customer,
    make_file,
    make_item,
    make_marked_text,
    make_member,
    make_message,
    make_order,
    make_referral,
    make_rule,
    make_signed_order,
    make_suspicion,
)
from workbooks.models import ExportJob, ImportJob


@pytest.fixture
def rows(store, assistant, crew, manager, owner):
    """A row of the store for every address that names one: by its argument, or by the beginning of its name."""
    customer = make_customer(store, keeper=assistant)
    order, item = make_signed_order(customer, crew=crew), make_item(customer)
    rule = make_rule(store)
    touchpoint = make_contact(customer, rule=rule)
    message = make_message(assistant)
    gift = Gift.objects.create(name="茶叶", cost=80)
    given = GiftGiven.objects.create(customer=customer, store=store, gift=gift, cost=80, by=assistant, at=NOW)
    job = ImportJob.objects.create(store=store, by=manager, file_name="a.xlsx", state="done", sha256="0" * 64)
    friend = make_customer(store)
    tie = Tie.objects.create(first=customer, second=friend, relation="friend")
    said = HouseholdAnswer.objects.create(first=customer, second=friend, is_one=True, by=manager, at=NOW)
    pair = LikelyDuplicate.objects.create(first=customer, second=friend, store=store, reason="phone", found_at=NOW)
    merged = Merge.objects.create(kept=customer, gone_id=10**9, gone_name="张", before=[], by=manager, at=NOW)
    return {
        "customer_pk": customer,
        "gone": friend,
        "customers:tie-": tie,
        "customers:household-take-back": said,
        "customers:household-": customer,
        "customers:duplicate-": pair,
        "customers:merge-": merged,
        "stores:store-": store,
        "stores:staff-": assistant,
        "customers:customer-": customer,
        "customers:order-": order,
        "workbooks:import-": job,
        "workbooks:export-": ExportJob.objects.create(by=owner, format="csv", language="zh-hans", state="done"),
        "customers:check-": make_check(customer),
        "customers:suspicion-": make_suspicion(customer),
        "customers:marked-text-": make_marked_text(customer),
        "customers:erased-place-": make_marked_text(customer, kind="erased", words=[]),
        "customers:member-": make_member(customer),
        "customers:home-": item.home,
        "customers:item-": item,
        "customers:override-": TierOverride.objects.create(
            customer=customer, letter="A", level=1, reason="老朋友", until=TODAY, by=manager, at=NOW
        ),
        "customers:opinion-": SoftRating.objects.create(
            customer=customer, aspect="belief", stars=4, said_on=TODAY, by=manager, at=NOW
        ),
        "customers:change-": RowChange.objects.filter(row_id=item.pk, table="customers_homeitem").get(),
        "customers:file-": make_file(customer, home=item.home),
        "customers:consent-": customer,
        "customers:reading-": Activity.objects.create(
            kind="customers.unusual_reading", store=store, by=manager, at=NOW
        ),
        "customers:view-": SavedView.objects.create(name="A", by=assistant, store=store, is_shared=True, query="q"),
        "customers:tag-": Tag.objects.create(name="老业主"),
        "customers:own-field-": OwnField.objects.create(label="车牌", type="text"),
        "customers:category-": Category.objects.create(code="sofa", name_zh="沙发", name_en="Sofa"),
        "customers:review-": DesignReview.objects.create(order=order, number=1, held_on=TODAY),
        "campaigns:contact-": touchpoint,
        "campaigns:fact-": Activity.objects.create(kind="customers.order_signed", store=store, at=NOW, error="?"),
        "campaigns:rule-": rule,
        "campaigns:day-": OwnDay.objects.create(store=store, name="店庆", month=6, day=8),
        "messaging:notice-": message,
        "key": SimpleNamespace(pk="0" * 40),  # of a gateway that calls back
        "gateway": SimpleNamespace(pk="aliyun_sms"),
        "messaging:customer-": customer,
        "messaging:sms-template-": SmsTemplate.objects.create(gateway="aliyun_sms", name="预约", text="好"),
        "messaging:own-robot-": Robot.objects.create(staff=assistant, channel="wecom", address="https://a"),
        "messaging:robot-": Robot.objects.create(store=store, channel="wecom", address="https://b"),
        "messaging:message-": message,
        "campaigns:customer-": customer,
        "campaigns:revisit-undo": Revisit.objects.create(
            customer=customer, store=store, by=assistant, at=NOW, way="call"
        ),
        "campaigns:revisit-settle": Revisit.objects.create(
            customer=customer, store=store, by=assistant, at=NOW, way="call", mood="complaint"
        ),
        "campaigns:revisit-": customer,
        "referrals:referral-": make_referral(customer, recorded_by=assistant),
        "referrals:customer-": customer,
        "rewards:gift-give": customer,
        "rewards:gift-": gift,
        "rewards:customer-": customer,
        "rewards:given-": given,
        "store_pk": store,
    }


def day(n):
    return TODAY - timedelta(days=n)


def noon(day):
    return datetime.combine(day, time(12), NOW.tzinfo)


@pytest.fixture
def shop(store, other_store, assistant, manager):
    """Three people who differ in everything that can be asked for, and their double in another store."""
    sofa = Category.objects.create(code="sofa", name_zh="沙发", name_en="Sofa")
    days = {"wedding_day": "solar-05-20/2010", "birthday": "lunar-08-15/1980"}
    teacher = {"occupation": "教师", "source": "walk_in", **days}
    zhang = make_customer(store, name="张小美", keeper=assistant, notes="爱喝茶", address="花园路3号", **teacher)
    wang = make_customer(store, name="王伟", occupation="小学教师", birthday="solar-03-05/", phones=["13800001111"])
    li = make_customer(store, name="李萍", birthday="leap-06-02/1979")
    double = make_customer(other_store, name="替身", occupation="教师", source="walk_in")
    make_signed_order(zhang, signed_on=day(10), installed_on=day(2), amount=50000).lines.update(category=sofa)
    make_signed_order(wang, signed_on=day(400), amount=3000)
    make_order(li)
    make_signed_order(double, signed_on=day(10))
    recompute_tiers(TODAY)
    make_item(wang, category=sofa, state=HomeItem.State.MISSING)
    wang.homes.create(kind="bare", area=120, handed_over_on=day(30))
    wang.homes.create(kind="fitted", area=89, renovation_round=2)
    make_contact(zhang, on=day(-3))
    make_contact(wang, on=day(-9))
    make_contact(wang, on=day(-3), state="done", closed_at=NOW)
    for said, at in ((False, day(9)), (True, day(8)), (False, day(7))):
        Consent.objects.create(customer=li, channel="sms", is_given=said, how="phone", at=noon(at), by=manager)
    Consent.objects.create(customer=wang, channel="sms", is_given=False, how="phone", at=noon(day(9)), by=manager)
    Consent.objects.create(customer=wang, channel="sms", is_given=True, how="phone", at=noon(day(8)), by=manager)
    Customer.objects.filter(pk=li.pk).update(kind="designer", introduced_by=zhang)
    DesignerProfile.objects.create(customer=li, studio="木言工作室")
    Revisit.objects.create(customer=zhang, store=store, at=NOW - timedelta(days=5), way="call")
    Revisit.objects.create(customer=wang, store=store, at=NOW - timedelta(days=100), way="call")
    Revisit.objects.create(customer=wang, store=store, at=NOW - timedelta(days=1), way="call", outcome="no_answer")
    for name, carriers in (("茶友", [zhang, wang]), ("老邻居", [zhang])):
        tag = add_tag(name, by=manager)
        for customer in carriers:
            tag_customer(customer, by=manager, add=[tag])
    made = [("车牌", "text", ""), ("孩子数", "number", ""), ("交房日", "date", ""), ("风格", "choice", "北欧\n美式")]
    text, number, when, style = (
        add_own_field(label=label, type=type, choices=choices, by=manager) for label, type, choices in made
    )
    keep_own_values(zhang, by=manager, values={text: "豫A123", number: 2, when: date(2026, 3, 5), style: "北欧"})
    keep_own_values(wang, by=manager, values={text: "京B9", number: 10, when: date(2025, 1, 1), style: "美式"})
