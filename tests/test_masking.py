"""No page, tab or answer shows a full number to somebody who may not read it (ST-5)."""

from collections.abc import Mapping

import pytest
from django.apps import apps
from django.db.models import Model
from django.forms import BaseForm
from django.urls import reverse

from campaigns.actions.revisits import log_revisit
from campaigns.models import Contact, Revisit
from campaigns.planning import plan_store
from customers.actions.customers import add_customer, change_customer
from customers.free_texts import NOT_TYPED, path_to_customer, typed_fields
from customers.models import (
    ArchiveCheck,
    Attachment,
    Consent,
    Customer,
    DesignReview,
    Home,
    HomeItem,
    HouseholdMember,
    MarkedText,
    Order,
    OrderLine,
    Tie,
)
from customers.reader import Reader, Shown, ShownThing
from dealercrm.lib.phones import mask
from referrals.models import Referral
from stores.models import Role
from tests.doors import GUARDED, address
from tests.factories import NOW, TODAY, make_customer, make_member, make_referral, make_staff

# Texts that people write about a customer, and the path to whom.
WORDS = {
    Customer: ("pk", "wechat address household introducer_name small_talk best_time avoid notes"),
    HouseholdMember: ("customer", "notes"),
    Home: ("customer", "notes"),
    HomeItem: ("home__customer", "notes"),
    Order: ("customer", "notes"),
    OrderLine: ("order__customer", "product"),
    DesignReview: ("order__customer", "result"),
    Attachment: ("customer", "caption"),
    Consent: ("customer", "wording"),
    ArchiveCheck: ("customer", "note"),
    Tie: ("first", "note"),
    Revisit: ("customer", "note needs"),
    Referral: ("referrer", "need"),
}
FIRST, SECRET, MEMBERS, FRIENDS = "13911110000", "13911113333", "13922224444", "13933335555"


@pytest.fixture
def colleague(store):
    return make_staff(store, Role.ASSISTANT, name="小王")


@pytest.fixture
def secret(rows, store, assistant, owner):
    """The customer of every sample address has numbers in all the places a number can be."""
    customer = rows["customers:customer-"]
    change_customer(customer, by=owner, phones=[SECRET], notes="喜欢茶")
    change_customer(customer, by=owner, phones=[FIRST, SECRET])
    make_member(customer, phone=MEMBERS)
    make_referral(customer, recorded_by=assistant, phone=FRIENDS)
    make_customer(store, name="同号", phones=[SECRET], keeper=assistant)
    add_customer(Customer(store=store, name="又一个", keeper=assistant), phones=[SECRET], by=owner, duplicate_ok=True)
    plan_store(store, today=TODAY)
    Contact.objects.filter(customer=customer).update(on=TODAY)
    return customer


@pytest.fixture
def told(secret, assistant, store):
    """The same numbers stand in every text about the customer that somebody can write."""
    said = {"is_given": False, "how": "phone", "at": NOW, "by": assistant}
    Consent.objects.create(customer=secret, channel="call", wording="?", **said)
    log_revisit(secret, by=assistant, now=NOW, way="call", outcome="reached", note=f"打 {SECRET}")
    for model, (path, texts) in WORDS.items():
        about = model.objects.filter(**{path: secret.pk})
        assert about.update(**dict.fromkeys(texts.split(), f"打 {SECRET}")), model
    return secret


@pytest.mark.parametrize("name", GUARDED)
def test_nor_where_it_was_written_into_words(name, told, rows, client_of, colleague):
    if colleague.may(GUARDED[name].callback.access):
        assert SECRET not in client_of(colleague).get(address(name, rows)).text


@pytest.mark.parametrize("name", GUARDED)
def test_no_page_shows_a_number_to_who_may_not_read_it(name, secret, rows, client_of, colleague, crew):
    for reader in (colleague, crew):
        if not reader.may(GUARDED[name].callback.access):
            continue
        for search in ("", f"?q={SECRET}", "?q=张"):
            text = client_of(reader).get(address(name, rows) + search).text.replace(f'value="{SECRET}"', "")
            text = text.replace(f"q={SECRET}", "")
            # The crew may call whom they install for, on that page alone.
            theirs = {FIRST} if reader == crew and name == "customers:installation-list" else set()
            assert not [number for number in {FIRST, SECRET, MEMBERS, FRIENDS} - theirs if number in text], reader.role


def test_the_walk_would_find_a_number(secret, client_of, assistant, colleague):
    page = secret.get_absolute_url()
    assert SECRET in client_of(assistant).get(page).text
    masked = client_of(colleague).get(page).text
    assert SECRET not in masked and mask(SECRET) in masked
    household = reverse("customers:customer-household", args=[secret.pk])
    assert MEMBERS in client_of(assistant).get(household).text


CODES = {"occurrence", "content_type", "model", "field", "kind"}  # no person's words, though no choices stand by them
WITH = {"photo_permission_by": {"photo_permission_on": TODAY}, "guardian_name": {"guardian_consent_at": NOW}}


@pytest.fixture
def everywhere(secret, store, other_store):
    """The number in every column of words of every table about a customer, whoever made it and when."""
    far = make_customer(other_store, name="远", community="别处", building="9")
    Customer.objects.filter(pk=secret.pk).update(introduced_by=far)
    planted = []
    for model in apps.get_models():
        if not path_to_customer(model) or model in NOT_TYPED:
            continue
        for field in typed_fields(model):
            most = field.max_length or 100
            if field.name in CODES or field.name in ("phone", "number") or most < len(SECRET):
                continue
            words = f"打 {SECRET}" if most > len(SECRET) + 2 else SECRET
            model._base_manager.update(**{field.name: words} | WITH.get(field.name, {}))
            planted.append(f"{model._meta.label}.{field.name}")
    assert len(planted) > 40
    return secret


def read_from(value, where, seen):
    """Yield (where, text) of all that a template could get out of a value."""
    if id(value) in seen or len(where) > 120:
        return
    seen[id(value)] = value
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Shown):
        for field in value._meta.concrete_fields:
            yield from read_from(getattr(value, field.attname), f"{where}.{field.attname}", seen)
        yield where, str(value)
        for name in value._row.__dict__.keys() - {field.attname for field in value._meta.concrete_fields}:
            if not name.startswith("_"):
                yield from read_from(getattr(value, name), f"{where}.{name}", seen)
    elif isinstance(value, Model):
        assert not path_to_customer(type(value)), f"{where} is a row as it stands in the database"
    elif isinstance(value, BaseForm):
        for bound in value:
            yield f"{where}.{bound.name}", f"{bound.value()} {bound.label} {bound}"
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from read_from(each, f"{where}.{key}", seen)
    elif isinstance(value, list | tuple | set):
        for n, each in enumerate(value):
            yield from read_from(each, f"{where}.{n}", seen)
    elif isinstance(value, ShownThing):
        thing = value._thing
        for name in (*getattr(thing, "__dict__", ()), *(n for n in dir(type(thing)) if n == "rows")):
            if not name.startswith("_") and name != "staff":
                yield from read_from(getattr(value, name), f"{where}.{name}", seen)
        if hasattr(thing, "__iter__"):
            yield from read_from(list(value), where, seen)


def test_no_template_is_handed_a_number_its_reader_may_not_read(everywhere, rows, client_of, colleague, crew):
    read, leaks = 0, []
    for reader in (colleague, crew):
        client = client_of(reader)
        for name in GUARDED:
            if not reader.may(GUARDED[name].callback.access):
                continue
            response = client.get(address(name, rows))
            layers = response.context if isinstance(response.context, list) else [response.context]
            for layer in filter(None, layers):
                told = layer.flatten()
                for key in ("user", "request", "perms", "navigation", "block", "view", "csrf_token", "messages"):
                    told.pop(key, None)
                for where, text in read_from(told, name, {}):
                    leaks += [(reader.role, where)] if SECRET in text else []
                    read += 1
            leaks += [(reader.role, name)] if SECRET in response.text else []
    assert not leaks and read > 500


def test_who_is_of_another_store_is_no_more_than_that(everywhere, client_of, colleague, owner):
    page = everywhere.get_absolute_url()
    assert "另一门店的客户" in client_of(colleague).get(page).text
    assert "另一门店的客户" not in client_of(owner).get(page).text


@pytest.mark.parametrize("text", ["价格1288000", "6楼1202", "面积128平", "喜欢茶"])
def test_a_price_a_floor_and_an_area_stay_as_typed(text, customer, colleague):
    assert Reader(colleague).words(customer, text) == text


def test_seven_or_eight_digits_are_a_number_where_they_are_somebodys(store, customer, colleague, assistant):
    make_customer(store, phones=["0371-62345678"])
    make_member(customer, phone="88889999")
    reader = Reader(colleague)
    assert (
        reader.words(customer, "公司 62345678，家里 8888-9999，合同 62345679")
        == "公司 ****5678，家里 ****9999，合同 62345679"
    )
    assert Reader(assistant).words(customer, "公司 62345678") == "公司 62345678"


def test_the_row_itself_stays_as_it_is(customer, colleague):
    customer.notes = f"打 {SECRET}"
    shown = Reader(colleague).show(customer)
    assert (shown.notes, customer.notes) == (f"打 {mask(SECRET)}", f"打 {SECRET}")
    assert shown == customer and shown.pk == customer.pk and str(shown) == customer.name


def test_a_text_about_a_child_is_read_by_keeper_and_managers_until_it_is_settled(
    store, customer, assistant, manager, owner, care, colleague
):
    told = "女儿2021年3月3日生"
    for staff in (assistant, manager, owner):
        assert Reader(staff, today=TODAY).words(customer, told) == told, staff.role
    for staff in (care, colleague):
        assert "2021" not in Reader(staff, today=TODAY).words(customer, told), staff.role
    MarkedText.objects.create(
        customer=customer, model="customers.customer", row_id=customer.pk, field="notes", words=["2021年3月3日生"],
        at=NOW, settled_at=NOW, how="consent", guardian="韩梅",
    )  # fmt: skip
    assert Reader(colleague, today=TODAY).words(customer, told) == told
