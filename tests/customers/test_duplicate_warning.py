"""Whoever writes somebody down is told who is known already (AR-13)."""

import pytest
from django.urls import reverse

from customers.actions.duplicates import find_duplicates
from customers.duplicates import look_up
from customers.models import Customer, CustomerPhone, LikelyDuplicate
from customers.search import keep_search
from dealercrm.lib.wechat import tidied
from tests.customers.typed import filled
from tests.factories import TODAY, make_customer, make_member, make_staff

LIST, CHECK, SCAN = (reverse(f"customers:duplicate-{name}") for name in ("list", "check", "scan"))
HOME = {"community": "万科城", "building": "23", "unit": "2", "room": "1191"}


@pytest.mark.parametrize(
    ("known", "typed", "why"),
    [
        (HOME | {"name": "王小美"}, HOME | {"name": "汪小美"}, "place"),
        (HOME | {"name": "张小美"}, HOME | {"name": "章小美"}, "place"),
        (HOME | {"name": "张小美"}, HOME | {"name": "小美张"}, "place"),
        (HOME | {"name": "张小美"}, {"name": "章小美", "community": "万科城"}, "place"),  # the door comes later
        ({"name": "张小美", "address": "花园路1号"}, {"name": "李小美", "address": "花园路1号"}, "place"),
        ({"name": "张小美", "phones": ["13800138000"]}, {"name": "张晓美", "phones": "13900138000"}, "tail"),
        ({"name": "张小美", "wechat": "wx_7897"}, {"name": "李四", "wechat": "wx_7897"}, "wechat"),
        ({"name": "张小美", "wechat": "wx_7897"}, {"name": "李四", "wechat": " WX_ 7897"}, "wechat"),
        ({"name": "张小美", "wechat": "Wx_7897"}, {"name": "李四", "wechat": "ｗｘ_7897"}, "wechat"),
        ({"name": "张小美", "wechat": "wx_7897"}, {"name": "李四", "wechat": "wx_789"}, None),
        ({"name": "张小美", "wechat": ""}, {"name": "李四", "wechat": ""}, None),
        ({"name": "张小美", "phones": ["13800138000"]}, {"name": "张小美", "phones": "13801038000"}, "tail"),
        ({"name": "张小美", "phones": ["13800138000"]}, {"name": "张小美", "phones": "15912348000"}, None),
        ({"name": "张小美", "phones": ["13800138000"]}, {"name": "李四", "phones": "13900138000"}, None),
        ({"name": "张小美", "phones": ["13880001380"]}, {"name": "张小美", "phones": "13900138000"}, None),
        (HOME | {"name": "张小美"}, HOME | {"name": "张小美", "room": "2"}, None),
        (HOME | {"name": "张小美"}, {"name": "张小美"}, None),
    ],
)
def test_a_slip_in_surname_order_or_number_still_warns(known, typed, why, store, assistant):
    customer, typed = make_customer(store, **known), dict(typed)
    numbers = typed.pop("phones", "")
    found = look_up(Customer(store=store, **typed), numbers, reader=assistant).known
    assert [(one.customer, one.why) for one in found] == ([(customer, why)] if why else [])
    make_customer(store, phones=numbers.split(), **typed | {"wechat": tidied(typed.get("wechat", ""))})
    find_duplicates(TODAY)  # the night says the same
    reasons = [pair.reason for pair in LikelyDuplicate.objects.all()]
    assert reasons == ([{"place": "name"}.get(why, why)] if why else [])


def test_the_strongest_reason_is_the_one_that_is_told(store):
    for name, number in (("张小美", "13800138000"), ("张晓美", "13900138000")):
        make_customer(store, name=name, phones=[number, "13700000000"], wechat="wx_7897", **HOME)
    find_duplicates(TODAY)
    assert LikelyDuplicate.objects.get().reason == "phone"
    CustomerPhone.objects.filter(number="13700000000").delete()
    find_duplicates(TODAY)
    assert LikelyDuplicate.objects.get().reason == "wechat"


def test_a_wechat_id_of_another_store_is_told_as_a_number_is(store, other_store, assistant, owner, client_of):
    elsewhere = make_customer(other_store, name="秘密", wechat="Wx_7897")
    page = client_of(assistant).get(CHECK, {"name": "某人", "wechat": "wx_7897"}).text
    assert other_store.name in page and "秘密" not in page and elsewhere.get_absolute_url() not in page
    assert "秘密" in client_of(owner).get(CHECK, {"store": store.pk, "wechat": "wx_7897"}).text


def test_a_thousand_namesakes_are_no_flood_and_hide_nobody(store, assistant, django_assert_max_num_queries):
    at_the_door = make_customer(store, name="王伟", **HOME)
    rows = [
        Customer(store=store, name="王伟", pinyin="wang wei", **(HOME | {"building": "9", "room": str(n)}))
        for n in range(1000)
    ]
    keep_search([row.pk for row in Customer.objects.bulk_create(rows)])
    with django_assert_max_num_queries(9):
        found = look_up(Customer(store=store, name="王玮", **HOME), "13912345678", reader=assistant)
    assert [one.customer for one in found.known] == [at_the_door]
    without_door = Customer(store=store, name="王玮", community="万科城")
    assert look_up(without_door, "", reader=assistant).known == []


def test_whoever_writes_a_visitor_down_is_warned(store, other_store, assistant, owner, client_of):
    kept_by_another = make_customer(store, keeper=make_staff(store), phones=["13800138000"])
    neighbour = make_customer(store, name="李小红", keeper=assistant, phones=["13900139000"], **HOME)
    elsewhere = make_customer(other_store, name="秘密", phones=["13700137000"])
    client = client_of(assistant)
    page = client.get(CHECK, {"name": "某人", "phones": "138 0013 8000"}).content.decode()
    assert kept_by_another.get_absolute_url() in page and "138****8000" in page and "13800138000" not in page
    page = client.get(CHECK, {"name": "李晓红", **HOME}).content.decode()
    assert neighbour.get_absolute_url() in page and "13900139000" in page
    Customer.objects.filter(pk=kept_by_another.pk).update(wechat="wx_7897")
    page = client.get(CHECK, {"wechat": "wx_7897"}).content.decode()
    assert kept_by_another.get_absolute_url() in page and "13800138000" not in page
    page = client.get(CHECK, {"name": "某人", "phones": "13700137000"}).content.decode()
    assert "alert" in page and "秘密" not in page and elsewhere.get_absolute_url() not in page
    page = client_of(owner).get(CHECK, {"store": store.pk, "phones": "13700137000"}).content.decode()
    assert "秘密" in page
    for nothing in ({}, {"phones": "1380013"}, {"name": "李", "community": "万科城"}, {"of": "x", "phones": "?"}):
        assert "alert" not in client.get(CHECK, nothing).content.decode()
    of = {"of": neighbour.pk, "name": "李小红", "phones": "13900139000", **HOME}
    assert "alert" not in client.get(CHECK, of).content.decode()


def test_the_number_of_a_relative_and_a_second_home_are_told_while_typing(store, other_store, assistant, client_of):
    husband = make_customer(store, name="王建国")
    make_member(husband, relation="spouse", name="李萍", phone="13800138000")
    husband.homes.create(community="万科城", door="23栋2单元1191室")
    make_member(make_customer(other_store, name="秘密"), phone="13700137000")
    keep_search([husband.pk])
    client = client_of(assistant)
    page = client.get(CHECK, {"name": "李萍", "phones": "13800138000"}).text
    assert husband.get_absolute_url() in page and "家庭成员的号码" in page
    assert husband.get_absolute_url() in client.get(CHECK, {"name": "汪建国", **HOME}).text
    assert "alert" not in client.get(CHECK, {"name": "赵六", **HOME}).text
    page = client.get(CHECK, {"name": "某人", "phones": "13700137000"}).text
    assert other_store.name in page and "秘密" not in page


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "汪小美", **HOME},
        {"name": "李萍", "phones": "13800138000"},
        {"name": "某人", "phones": "13700137000"},
        {"name": "王晓美", "phones": "13900139001"},
    ],
)
def test_and_again_when_it_is_saved_until_somebody_confirms(typed, store, other_store, assistant, client_of):
    known = make_customer(store, name="王小美", phones=["13901039001"], **HOME)
    make_member(known, relation="spouse", name="李萍", phone="13800138000")
    make_customer(other_store, name="秘密", phones=["13700137000"])
    keep_search([known.pk])
    typed = {"phones": "13600136000"} | typed
    client, new = client_of(assistant), reverse("customers:customer-create")
    refused = client.post(new, filled(**typed))
    assert refused.status_code == 422 and "duplicate_ok" in refused.text and "秘密" not in refused.text
    assert ("王小美" in refused.text) != (other_store.name in refused.text)
    assert client.post(new, filled(**typed, duplicate_ok="1")).status_code == 302
