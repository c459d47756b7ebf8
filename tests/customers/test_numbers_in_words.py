"""A number that stands in a note, or as a WeChat id, is as secret as the one in its own field (ST-5)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from campaigns.cards import card_of, queued
from campaigns.models import Contact
from customers import facts
from customers.actions.customers import change_customer
from customers.actions.own_fields import add_own_field, keep_own_values
from customers.activity import record
from customers.models import Customer, HouseholdMember, Order, OwnValues
from tests.factories import (
    TODAY,
    make_contact,
    make_customer,
    make_file,
    make_item,
    make_order,
    make_rule,
    make_staff,
)

NUMBER = "13812345678"
TEXTS = {"wechat": NUMBER, "notes": f"老公 {NUMBER}", "avoid": f"别打 {NUMBER}", "address": f"收货 {NUMBER}"}


@pytest.fixture
def written(store, assistant, manager):
    customer = make_customer(store, name="张小美", phones=[NUMBER], keeper=assistant)
    change_customer(customer, by=manager, **TEXTS)
    plate = add_own_field(label="备用联系", type="text", choices="", by=manager)
    keep_own_values(customer, by=manager, values={plate: f"弟弟 {NUMBER}"})
    HouseholdMember.objects.create(customer=customer, relation="spouse", phone=NUMBER, notes=f"微信 {NUMBER}")
    record(facts.OLD_CONTACT_NOTED, customer=customer, by=manager, data={"way": "call", "note": f"改打 {NUMBER}"})
    return Customer.objects.get(pk=customer.pk)


def pages(customer, member):
    for name in ("detail", "update", "timeline", "history", "household"):
        yield reverse(f"customers:customer-{name}", args=[customer.pk])
    yield reverse("customers:member-update", args=[member.pk])


def test_nobody_reads_a_masked_number_in_other_words(written, store, assistant, client_of):
    colleague, keeper = client_of(make_staff(store)), client_of(assistant)
    for page in pages(written, written.members.get()):
        assert NUMBER in keeper.get(page).text, page
        assert NUMBER not in colleague.get(page).text, page
        assert "138****5678" in colleague.get(page).text, page


def test_nor_on_the_card_of_a_contact_given_to_a_colleague(written, store, assistant):
    touchpoints = Contact.objects.filter(pk=make_contact(written).pk)
    for staff, reads in ((assistant, True), (make_staff(store), False)):
        card = card_of(queued(touchpoints).get(), staff=staff, today=TODAY)
        told = f"{card.avoid} {card.contact.customer.wechat} {card.numbers}"
        assert (NUMBER in told) is reads and ("138****5678" in told) is not reads


def test_a_text_with_a_number_stays_whatever_a_colleague_sends(written, store, client_of):
    colleague = client_of(make_staff(store))
    page = reverse("customers:customer-update", args=[written.pk])
    sent = {"name": "张小美", "kind": "consumer", "seen": written.updated_at.isoformat(), "occupation": "教师"}
    for prefix in ("extra-", ""):
        sent |= {f"{prefix}notes": "138****5678", f"{prefix}wechat": "138****5678", f"{prefix}own-1": "138****5678"}
    assert colleague.post(page, sent).status_code == 302
    changed = Customer.objects.get(pk=written.pk)
    assert {field: getattr(changed, field) for field in TEXTS} == TEXTS and changed.occupation == "教师"
    assert changed.own.values == written.own.values


@pytest.mark.parametrize("asked", ["notes=1381", "notes=23456", "wechat=1234", "avoid=12345678", "own=12345"])
def test_no_filter_lets_a_number_be_guessed(asked, written, store, assistant, manager, client_of):
    own = written.own.values
    asked = asked.replace("own=", f"own{next(iter(own))}=")
    page = f"{reverse('customers:customer-list')}?{asked}"
    assert "张小美" in client_of(assistant).get(page).text
    assert "张小美" in client_of(manager).get(page).text
    assert "张小美" not in client_of(make_staff(store)).get(page).text


@pytest.mark.parametrize("number", ["8613811113333", "138.1111.3333", "138—1111—3333", "138 11 113333", "4001113333"])
def test_nor_is_one_in_another_spelling(number, store, assistant, client_of):
    customer = make_customer(store, name="李美", keeper=assistant, notes=f"老公 {number}")
    colleague = client_of(make_staff(store))
    assert number in client_of(assistant).get(customer.get_absolute_url()).text
    assert number not in colleague.get(customer.get_absolute_url()).text
    page = f"{reverse('customers:customer-list')}?notes={number[:-3]}"
    assert "李美" in client_of(assistant).get(page).text and "李美" not in colleague.get(page).text


def test_what_is_shown_is_found(written, store, client_of):
    page = f"{reverse('customers:customer-list')}?notes=老公 138&wechat=5678"
    assert "张小美" in client_of(make_staff(store)).get(page).text


def test_a_note_of_an_order_or_a_home_stays_too(written, store, client_of):
    colleague, note = client_of(make_staff(store)), f"找 {NUMBER}"
    order, item = make_order(written, notes=note), make_item(written, notes=note)
    item.home.notes = note
    item.home.save()
    photo = make_file(written, home=item.home, caption=note)
    for name, row, field in (
        ("order-update", order, "notes"),
        ("item-update", item, "notes"),
        ("home-update", item.home, "notes"),
        ("file-detail", photo, "caption"),
    ):
        page = reverse(f"customers:{name}", args=[row.pk])
        response = colleague.get(page)
        assert "找 138****5678" in response.text and NUMBER not in response.text
        form = response.context["form"]
        typed = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
        if name == "order-update":
            for each in (response.context["lines"].management_form, *response.context["lines"]):
                typed |= {bound.html_name: bound.value() for bound in each if bound.value() is not None}
        page = f"{page}edit/" if name == "file-detail" else page
        assert colleague.post(page, typed | {field: "138****5678"}).status_code == 302, name
        row.refresh_from_db()
        assert getattr(row, field) == note, name


def test_nor_in_the_name_of_a_product(written, store, assistant, client_of):
    order, colleague = make_order(written, lines=(f"床垫 送货打{NUMBER}", "木门")), client_of(make_staff(store))
    tab = reverse("customers:customer-orders", args=[written.pk])
    change = reverse("customers:order-update", args=[order.pk])
    for page in (order.get_absolute_url(), tab, change):
        assert NUMBER in client_of(assistant).get(page).text, page
        masked = colleague.get(page).text
        assert NUMBER not in masked and "床垫 送货打138****5678" in masked, page
    page = colleague.get(change)
    typed = {}
    for form in (page.context["form"], page.context["lines"].management_form, *page.context["lines"]):
        typed |= {
            bound.html_name: bound.value() for bound in form if bound.value() is not None and not bound.field.disabled
        }
    typed |= {"lines-2-product": f"床头柜 {NUMBER}", "notes": f"找 {NUMBER}"}
    more = colleague.post(change, typed | {"more": "1"})
    # What they have just typed themselves stays theirs to change.
    assert "送货打138****5678" in more.text and f"床头柜 {NUMBER}" in more.text and f"找 {NUMBER}" in more.text
    assert colleague.post(change, typed | {"lines-0-product": "门"}).status_code == 302
    kept = [f"床垫 送货打{NUMBER}", "木门", f"床头柜 {NUMBER}"]
    assert list(order.lines.order_by("position").values_list("product", flat=True)) == kept


@pytest.fixture
def numbered(written, manager):
    """A dealer's own field of numbers takes a phone number as well as a floor."""
    other, floor = (add_own_field(label=label, type="number", choices="", by=manager) for label in ("备用", "楼层"))
    keep_own_values(written, by=manager, values={other: Decimal(NUMBER), floor: Decimal(18)})
    return other, floor


def test_a_number_of_an_own_field_may_be_a_phones(numbered, written, store, assistant, client_of):
    colleague, shown = client_of(make_staff(store)), "13,812,345,678"
    for page in pages(written, written.members.get()):
        text = colleague.get(page).text
        assert not any(number in text for number in (NUMBER, shown)), page
    change = reverse("customers:customer-update", args=[written.pk])
    assert shown in client_of(assistant).get(written.get_absolute_url()).text
    assert NUMBER in client_of(assistant).get(change).text
    form = colleague.get(change).context["extras"]
    assert form[f"own-{numbered[0].key}"].field.disabled and not form[f"own-{numbered[1].key}"].field.disabled
    sent = {"name": "张小美", "kind": "consumer", "seen": Customer.objects.get(pk=written.pk).updated_at.isoformat()}
    sent |= {f"extra-own-{numbered[0].key}": "5", f"extra-own-{numbered[1].key}": "19"}
    assert colleague.post(change, sent).status_code == 302
    known = OwnValues.objects.get(pk=written.pk).values
    assert (known[numbered[0].key], known[numbered[1].key]) == (int(NUMBER), 19)


def test_nor_is_it_guessed_by_from_and_to(numbered, written, store, assistant, client_of):
    other, floor = numbered
    page, colleague = reverse("customers:customer-list"), client_of(make_staff(store))
    for asked in (f"own{other.pk}_from=13812345000", f"own{other.pk}_from=1&own{other.pk}_to=13812345678"):
        assert "张小美" in client_of(assistant).get(f"{page}?{asked}").text
        assert "张小美" not in colleague.get(f"{page}?{asked}").text
    assert "张小美" in colleague.get(f"{page}?own{floor.pk}_from=10&own{floor.pk}_to=18").text


def test_nor_where_a_product_is_spoken_of(written, store, assistant, client_of):
    said = f"床垫 送货打{NUMBER}"
    make_item(written, product=f"{said} 旧", state="broken")
    order = make_order(written, lines=(said,))
    Order.objects.filter(pk=order.pk).update(signed_on=TODAY, installed_on=TODAY)
    colleague, keeper = make_staff(store), client_of(assistant)
    for page in ("customers:customer-homes", "campaigns:customer-summary"):
        page = reverse(page, args=[written.pk])
        assert NUMBER in keeper.get(page).text, page
        masked = client_of(colleague).get(page).text
        assert NUMBER not in masked and "床垫 送货打138****5678" in masked, page
    loose = reverse("customers:customer-homes", args=[written.pk])
    assert "床垫 送货打138****5678 旧" in client_of(colleague).get(loose).text
    rule = make_rule(store, trigger="after_install", after_days=30)
    touchpoint = make_contact(written, rule=rule, occurrence=f"order-{order.pk}", occasion_on=TODAY)
    for staff, reads in ((assistant, True), (colleague, False)):
        card = card_of(queued(Contact.objects.filter(pk=touchpoint.pk)).get(), staff=staff, today=TODAY)
        assert (NUMBER in card.why) is reads and ("138****5678" in card.why) is not reads
