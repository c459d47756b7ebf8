"""A number that stands in a note, or as a WeChat id, is as secret as the one in its own field (ST-5)."""

import pytest
from django.urls import reverse

from campaigns.cards import cards
from campaigns.models import Touchpoint
from customers import facts
from customers.actions.customers import change_customer
from customers.actions.own_fields import add_own_field, keep_own_values
from customers.activity import record
from customers.models import Customer, HouseholdMember
from tests.factories import TODAY, make_customer, make_file, make_item, make_order, make_staff, make_touchpoint

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
    touchpoints = Touchpoint.objects.filter(pk=make_touchpoint(written).pk)
    for staff, reads in ((assistant, True), (make_staff(store), False)):
        (card,) = cards(touchpoints, staff=staff, today=TODAY)
        told = f"{card.avoid} {card.touchpoint.customer.wechat} {card.numbers}"
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
