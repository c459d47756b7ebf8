"""The monthly check by phone: drawn at random, called by the manager, shown on the archive (AR-9)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from customers import facts
from customers.actions.checks import draw_sample, draw_samples, record_check
from customers.actions.consent import record_consent
from customers.models import Activity, ArchiveCheck, Customer
from dealercrm.lib.errors import Refused
from stores.models import Role
from tests.factories import NOW, TODAY, make_check, make_customer, make_signed_order, make_staff
from tests.pages import seen

FIRST = TODAY.replace(day=1)


def drawn(store, month=FIRST):
    return list(ArchiveCheck.objects.filter(store=store, month=month).values_list("customer", flat=True))


def found(check, result="true", note="", **more):
    return record_check(check, result=result, note=note, **{"now": NOW} | more)


@pytest.fixture
def archives(store, assistant):
    return [make_customer(store, keeper=assistant, name=f"客{n}") for n in range(25)]


def test_as_many_as_the_store_wants_are_drawn_once_a_month(store, other_store, archives):
    store.checks_a_month = 4
    store.save()
    make_customer(other_store)
    assert draw_samples(TODAY) == 5
    assert draw_samples(TODAY) == 0 == draw_samples(TODAY + timedelta(days=3))
    assert len(drawn(store)) == 4 and len(drawn(other_store)) == 1
    assert draw_samples(FIRST + timedelta(days=40)) > 0


def test_two_clocks_draw_the_same_and_every_month_others(store, archives):
    draw_sample(store.pk, today=TODAY)
    first = drawn(store)
    ArchiveCheck.objects.all().delete()
    draw_sample(store.pk, today=TODAY - timedelta(days=10))
    assert drawn(store) == first != [customer.pk for customer in archives[:10]]
    draw_sample(store.pk, today=FIRST + timedelta(days=40))
    assert set(drawn(store, (FIRST + timedelta(days=40)).replace(day=1))) != set(first)


def test_another_secret_draws_others(store, archives, settings):
    draw_sample(store.pk, today=TODAY)
    first = set(drawn(store))
    ArchiveCheck.objects.all().delete()
    settings.SECRET_KEY = "another"
    draw_sample(store.pk, today=TODAY)
    assert set(drawn(store)) != first


def test_who_cannot_be_called_or_was_found_true_lately_is_spared(store, owner, manager):
    make_customer(store, phones=[])
    erased, true, wrong = (make_customer(store) for _n in range(3))
    Customer.objects.filter(pk=erased.pk).update(erased_at=NOW)
    for customer, result in ((true, "true"), (wrong, "false")):
        make_check(customer, month=FIRST - timedelta(days=1), result=result, checked_by=manager, checked_at=NOW)
    draw_sample(store.pk, today=TODAY)
    assert drawn(store) == [wrong.pk]


def test_nothing_is_drawn_where_the_store_wants_none(store, archives):
    store.checks_a_month = 0
    store.save()
    assert draw_sample(store.pk, today=TODAY) == 0


def test_what_the_call_found_is_kept_and_told(customer, manager):
    check = make_check(customer)
    found(check, "partly", " 电话换了 ", by=manager)
    check.refresh_from_db()
    assert (check.result, check.note, check.checked_by, check.checked_at) == ("partly", "电话换了", manager, NOW)
    assert Activity.objects.get(kind=facts.ARCHIVE_CHECKED).data == {"result": "partly", "note": "电话换了"}
    found(check, "partly", "电话换了", by=manager)
    assert Activity.objects.filter(kind=facts.ARCHIVE_CHECKED).count() == 1
    found(check, "true", by=manager)
    check.refresh_from_db()
    assert check.result == "true"


@pytest.mark.parametrize(("result", "note"), [("", ""), ("perhaps", "x"), ("false", " "), ("partly", "")])
def test_half_a_result_is_refused(customer, manager, result, note):
    check = make_check(customer)
    with pytest.raises(Refused):
        found(check, result, note, by=manager)
    check.refresh_from_db()
    assert check.result == ""


def test_the_page_is_a_call_list_with_what_to_ask(store, customer, manager, client_of):
    make_signed_order(customer, lines=("仿古砖",), installed_on=TODAY)
    check = make_check(customer)
    client = client_of(manager)
    html = client.get(reverse("customers:check-list")).content.decode()
    for fact in (customer.name, "仿古砖", customer.phones.get().number, "您在我们这儿买了什么？", "还有 1 份未打"):
        assert fact in html, fact
    data = {"result": "true", "note": "都对"}
    response = client.post(reverse("customers:check-record", args=[check.pk]), data, follow=True)
    assert "店长" in response.content.decode() and "都对" in response.content.decode()
    outlook = client.get(reverse("customers:customer-outlook", args=[customer.pk])).content.decode()
    assert "店长 于" in outlook and "属实" in outlook
    assert "都对" in client.get(reverse("customers:customer-timeline", args=[customer.pk])).content.decode()


def test_who_left_since_the_draw_is_not_on_the_call_list(store, other_store, owner, manager, client_of):
    erased, silent, moved, stays = (make_customer(store, name=name) for name in ("甲某", "乙某", "丙某", "丁某"))
    for customer in (erased, silent, moved, stays):
        make_check(customer)
    Customer.objects.filter(pk=erased.pk).update(erased_at=NOW)
    record_consent(silent, channel="all", is_given=False, how="phone", wording="别再打了", by=manager, at=NOW)
    moved.store = other_store
    moved.save()
    html = client_of(manager).get(reverse("customers:check-list")).content.decode()
    assert [name in html for name in ("甲某", "乙某", "丙某", "丁某")] == [False, False, False, True]
    assert "还有 1 份未打" in html


def test_a_refusal_comes_back_as_a_sentence(customer, manager, client_of):
    url = reverse("customers:check-record", args=[make_check(customer).pk])
    assert client_of(manager).post(url, {"result": "false"}).status_code == 422


def test_an_empty_list_says_what_will_come(manager, client_of):
    assert (
        "每月1日"
        in client_of(manager).get(reverse("customers:check-list"), {"month": "x", "store": "y"}).content.decode()
    )


def test_a_manager_checks_only_the_own_store_and_the_owner_any(customer, other_store, owner, client_of):
    check = make_check(customer)
    stranger = client_of(make_staff(other_store, Role.MANAGER))
    assert (
        customer.name
        not in stranger.get(reverse("customers:check-list"), {"store": customer.store_id}).content.decode()
    )
    assert stranger.post(reverse("customers:check-record", args=[check.pk]), {"result": "true"}).status_code == 404
    data = {"store": customer.store_id}
    assert customer.name in client_of(owner).get(reverse("customers:check-list"), data).content.decode()


def test_the_page_costs_the_same_for_twenty(archives, manager, client_of, django_assert_max_num_queries):
    for customer in archives[:20]:
        make_signed_order(customer)
        make_check(customer)
    client = client_of(manager)
    with django_assert_max_num_queries(12):
        client.get(reverse("customers:check-list"))


def test_the_owner_says_how_many(store, owner, client_of):
    data = {"name": store.name, "code": store.code, "digest_at": "08:30", "area_code": "", "checks_a_month": "25"}
    url = reverse("stores:store-update", args=[store.pk])
    client = client_of(owner)
    assert client.post(url, data | seen(client, url)).status_code == 302
    store.refresh_from_db()
    assert store.checks_a_month == 25
    assert client.post(url, data | {"checks_a_month": "1000"} | seen(client, url)).status_code == 422
