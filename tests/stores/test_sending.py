"""What a form sends is saved once, however often it is sent."""

import re
from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse

from campaigns.models import OwnDay, Revisit, TouchpointRule
from customers.models import (
    Attachment,
    Consent,
    Customer,
    DesignReview,
    Home,
    HomeItem,
    HouseholdMember,
    Order,
    OwnField,
    SavedView,
    Tag,
    Tie,
)
from messaging.models import SmsTemplate
from referrals.models import Referral
from rewards.models import Gift
from stores.models import SentForm, Staff, Store
from stores.sending import forget_sent
from tests.factories import NOW, TODAY, make_customer, make_item, make_order, make_signed_order
from tests.lib.photos import photo, upload
from tests.test_doors import DOORS

HTMX = {"HX-Request": "true"}
LINE = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-product": "床垫", "lines-0-amount": "900"}
A_FORM = "customers:customer-create"
# What is made by each form, and what is typed; where the form stands in another page, that page.
MADE = {
    A_FORM: (Customer, {"name": "李晓梅", "phones": "13912345678", "kind": "consumer"}),
    "customers:order-create": (Order, LINE),
    "customers:member-create": (HouseholdMember, {"relation": "parent", "name": "王桂英"}),
    "customers:consent-create": (
        Consent,
        {"channel": "call", "is_given": "1", "how": "spoken", "on": TODAY, "wording": "可以打电话"},
    ),
    "customers:home-create": (Home, {"community": "万科城", "renovation_round": 1}),
    "customers:home-item-create": (HomeItem, {"product": "餐桌", "state": "good"}),
    "customers:file-create": (Attachment, {"caption": "客厅"}),
    "customers:order-review-create": (DesignReview, {"held_on": TODAY}),
    "messaging:sms-template-create": (
        SmsTemplate,
        {"gateway": "aliyun_sms", "name": "预约", "signature": "东区", "text": "您已预约。", "state": "draft"},
    ),
    "customers:view-create": (SavedView, {"name": "老客户", "query": "tier=A"}),
    "customers:tag-create": (Tag, {"name": "老业主"}),
    "customers:own-field-create": (OwnField, {"label": "车牌", "type": "text", "position": 1, "is_active": "on"}),
    "customers:tie-create": (Tie, {"relation": "friend"}),
    "campaigns:day-create": (OwnDay, {"name": "店庆", "kind": "greet", "falls": "solar", "month": 3, "day": 3}),
    "campaigns:rule-create": (
        TouchpointRule,
        {"trigger": "birthday", "name": "鲜花", "way": "call", "doer": "keeper", "lead_days": 7, "grace_days": 1},
    ),
    "campaigns:revisit-create": (Revisit, {"outcome": "reached", "way": "call"}),
    "referrals:referral-create": (Referral, {"name": "李四", "phone": "13912345679", "relation": "friend"}),
    "rewards:gift-create": (Gift, {"name": "积木", "cost": "60", "for_whom": "young_child", "is_active": "on"}),
    "stores:store-create": (Store, {"name": "南区店", "code": "south", "digest_at": "08:00", "checks_a_month": 5}),
    "stores:staff-create": (
        Staff,
        {"name": "小周", "role": "manager", "username": "xiaozhou", "password": "an-honest-dealer-7"},
    ),
}
OF_A_STORE = (A_FORM, "stores:staff-create", "campaigns:rule-create")
ON_ANOTHER_PAGE = {"customers:view-create": "customers:customer-list", "customers:tag-create": "customers:tag-list"}


@pytest.fixture
def form_of(settings, tmp_path, customer, store, owner, client_of):
    """form_of(name) -> the client, the address, a function that gives what is sent, and what it makes."""
    settings.MEDIA_ROOT = tmp_path
    make_signed_order(customer)
    item, draft, friend = make_item(customer), make_order(customer), make_customer(store)
    rows = {"home-item-create": item.home.pk, "order-review-create": draft.pk}

    def fill(name):
        door, client = DOORS[name], client_of(owner)
        (argument,) = door.pattern.converters or [None]
        address = reverse(name, args=[rows.get(name.partition(":")[2], customer.pk)] if argument else [])
        drawn = reverse(ON_ANOTHER_PAGE[name]) if name in ON_ANOTHER_PAGE else address
        model, typed = MADE[name]
        typed |= {"store": store.pk} if name in OF_A_STORE else {}
        typed |= {"shows": "goods"} if model is Attachment else {}
        typed |= {"other": friend.pk} if name == "customers:tie-create" else {}

        def sent():
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(drawn).content.decode())[1]
            files = {"files": upload(photo(), "客厅.jpg")} if model is Attachment else {}
            return typed | {"csrfmiddlewaretoken": token}, files

        return client, address, sent, model

    return fill


def test_every_form_that_makes_something_is_known_here_and_makes_it_once():
    creating = {name for name in DOORS if name.endswith("-create")}
    assert creating == MADE.keys()
    assert all(DOORS[name].callback.is_once for name in creating)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("name", MADE)
def test_a_form_sent_twice_makes_one_and_leads_to_it(name, headers, form_of):
    client, address, sent, model = form_of(name)
    before = model.objects.count()
    typed, files = sent()
    answers = []
    for _time in range(2):
        for file in files.values():
            file.seek(0)
        answers.append(client.post(address, typed | files, headers=headers))
    assert model.objects.count() == before + 1, [answer.content.decode()[:3000] for answer in answers]
    first, second = answers
    if "Location" in first:
        assert (second.get("Location") or second.get("HX-Redirect")) == first["Location"]
    else:
        assert second["HX-Redirect"] == address


def test_the_same_words_on_a_form_drawn_anew_make_a_second(form_of):
    client, address, sent, model = form_of("customers:home-item-create")
    before = model.objects.count()
    client.post(address, sent()[0])
    client.post(address, sent()[0])
    assert model.objects.count() == before + 2


def test_going_back_and_typing_something_else_makes_a_second(form_of):
    client, address, sent, model = form_of("customers:home-item-create")
    before = model.objects.count()
    typed, _files = sent()
    client.post(address, typed)
    client.post(address, typed | {"product": "餐椅"})
    assert model.objects.count() == before + 2


def test_what_was_refused_can_be_sent_again(form_of):
    client, address, sent, model = form_of(A_FORM)
    before = model.objects.count()
    typed, _files = sent()
    assert client.post(address, typed | {"name": ""}).status_code == 422
    assert not SentForm.objects.exists()
    client.post(address, typed)
    assert model.objects.count() == before + 1


def test_the_second_time_is_said(form_of):
    client, address, sent, _model = form_of("stores:store-create")
    typed, _files = sent()
    client.post(address, typed)
    assert "只保存了一次" in client.post(address, typed, follow=True).content.decode()


def test_sent_forms_are_forgotten_after_a_day(db):
    SentForm.objects.bulk_create([SentForm(key="a"), SentForm(key="b")])
    SentForm.objects.filter(key="a").update(at=NOW.replace(year=2020))
    assert forget_sent(TODAY) == 1
    assert SentForm.objects.get().key == "b"


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_the_same_moment_make_one(form_of):
    client, address, sent, model = form_of("customers:home-item-create")
    before = model.objects.count()
    typed, _files = sent()

    def send():
        try:
            client.post(address, typed)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert model.objects.count() == before + 1
