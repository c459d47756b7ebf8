"""How complete an archive is, what is missing, and when it was last brought up to date (AR-10)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from customers.actions.customers import add_customer, change_customer
from customers.actions.erase import erase
from customers.actions.homes import add_home, remove_home
from customers.actions.household import add_member, remove_member
from customers.actions.merge import merge, undo_merge
from customers.actions.orders import install_order
from customers.actions.profiles import keep_profile
from customers.completeness import COLUMNS, CONTENTS, judged, keep_all, known_rows, less_than
from customers.freshness import brought_up_to_date, known_days
from customers.models import ArchiveCheck, Completeness, Customer, DesignerProfile, Home, HouseholdMember, RowChange
from customers.quality import quality_of
from dealercrm.lib.birthdays import parse_birthday
from stores.signing import signed_by
from tests.factories import NOW, TODAY, make_customer, make_member, make_signed_order


def completeness(customer):
    return judged(Customer.objects.values("kind", *COLUMNS, **known_rows()).get(pk=customer.pk))


def last_brought_up_to_date(customer):
    return brought_up_to_date(Customer.objects.values("updated_at", **known_days()).get(pk=customer.pk))


def outlook_page(customer):
    return reverse("customers:customer-outlook", args=[customer.pk])


def names(contents):
    return [content.name for content in contents]


def age(customer, days):
    """As if written down that long ago."""
    Customer.objects.filter(pk=customer.pk).update(updated_at=NOW - timedelta(days=days))
    RowChange.objects.update(at=NOW - timedelta(days=days))
    customer.refresh_from_db()


@pytest.fixture
def whole(store, assistant):
    customer = make_customer(
        store, keeper=assistant, birthday=parse_birthday("1979-08-16", today=TODAY), community="万科城", room="1191",
        occupation="教师", salutation="张姐", wechat="zhang", source="walk_in", best_time="晚上",
    )  # fmt: skip
    make_member(customer)
    Home.objects.create(customer=customer)
    return customer


@pytest.mark.parametrize("kind", Customer.Kind.values)
def test_the_weights_of_every_kind_add_up_to_a_hundred(kind):
    assert sum(content.weight for content in CONTENTS if kind in content.kinds) == 100


def test_an_archive_with_everything_is_complete(whole):
    assert completeness(whole) == (100, [])


def test_what_is_missing_is_named_the_heaviest_first(store):
    percent, missing = completeness(make_customer(store, salutation="张姐"))
    assert percent == 25
    assert names(missing) == [
        "place", "birthday", "occupation", "household", "home", "wechat", "source", "talk"
    ]  # fmt: skip


def test_each_part_counts_when_it_is_there(whole):
    empty = {"wechat": "", "salutation": "", "birthday": None, "occupation": "", "source": "", "best_time": ""}
    lost = {"wechat": 5, "salutation": 5, "birthday": 15, "occupation": 10, "source": 5, "best_time": 5}
    for field, value in empty.items():
        before = getattr(whole, field)
        Customer.objects.filter(pk=whole.pk).update(**{field: value})
        assert completeness(whole)[0] == 100 - lost[field], field
        Customer.objects.filter(pk=whole.pk).update(**{field: before})
    whole.members.all().delete()
    assert names(completeness(whole)[1]) == ["household"]
    Customer.objects.filter(pk=whole.pk).update(household="夫妻俩和一个女儿", community="", room="")
    assert names(completeness(whole)[1]) == ["place"]


def test_a_designer_is_asked_for_a_profile_and_not_for_a_home(store):
    designer = make_customer(store, kind="designer")
    assert "profile" in names(completeness(designer)[1]) and "home" not in names(completeness(designer)[1])
    DesignerProfile.objects.create(customer=designer, studio="木作")
    assert "profile" not in names(completeness(designer)[1])


def test_the_set_and_the_single_archive_agree(store, whole):
    others = [make_customer(store, **fields) for fields in ({}, {"address": "万科城"}, {"wechat": "a", "notes": "b"})]
    keep_all(TODAY)
    for customer in (whole, *others):
        percent = completeness(customer)[0]
        one = Customer.objects.filter(pk=customer.pk)
        assert not less_than(one, percent).exists() and less_than(one, percent + 1).exists()


def test_every_verb_keeps_what_lists_narrow_by(store, manager, owner):
    def is_kept():
        rows = Customer.objects.filter(erased_at=None).values("pk", "kind", *COLUMNS, **known_rows())
        return dict(Completeness.objects.values_list("pk", "percent")) == {row["pk"]: judged(row)[0] for row in rows}

    customer = add_customer(Customer(store=store, name="张小美", kind="designer"), phones=["13800000001"], by=manager)
    other = add_customer(Customer(store=store, name="李雷", address="万科城"), phones=["13800000002"], by=owner)
    assert is_kept()
    change_customer(customer, by=manager, wechat="zhang", occupation="教师")
    keep_profile(customer, by=manager, studio="木作")
    assert is_kept()
    change_customer(customer, by=manager, kind="consumer")
    assert is_kept()
    member = add_member(HouseholdMember(customer=customer, relation="parent", name="王桂英"), by=manager)
    assert is_kept()
    remove_member(member, by=manager)
    home = add_home(Home(customer=customer), by=manager)
    assert is_kept()
    remove_home(home, by=manager)
    assert is_kept()
    order = make_signed_order(other, signed_on=TODAY)
    install_order(order, by=manager, on=TODAY, today=TODAY)
    assert other.homes.exists() and is_kept()
    merged = merge(customer, other, by=manager, choices={})
    assert is_kept()
    undo_merge(merged, by=manager)
    assert is_kept()
    erase(other, why="本人要求", by=owner)
    assert is_kept() and Completeness.objects.count() == 1


def test_the_night_puts_right_what_was_written_past_every_verb(store, whole):
    Customer.objects.filter(pk=whole.pk).update(wechat="")
    keep_all(TODAY)
    Customer.objects.filter(pk=whole.pk).update(salutation="")
    assert keep_all(TODAY) == 1 and Completeness.objects.get(pk=whole.pk).percent == 90
    assert keep_all(TODAY) == 0


def test_after_an_upgrade_no_list_waits_for_the_night(store, whole, manager, client_of):
    make_customer(store, name="空空")
    Completeness.objects.all().delete()
    call_command("load_reference", verbosity=0)
    assert "空空" in client_of(manager).get(reverse("customers:customer-list"), {"below": "60"}).content.decode()
    Completeness.objects.filter(pk=whole.pk).update(percent=1)
    call_command("load_reference", verbosity=0)
    assert Completeness.objects.get(pk=whole.pk).percent == 1  # the night's to put right


def test_the_list_shows_who_is_less_complete(store, whole, manager, client_of):
    make_customer(store, name="空空")
    client = client_of(manager)
    html = client.get(reverse("customers:customer-list"), {"below": "60"}).content.decode()
    assert "空空" in html and whole.get_absolute_url() not in html
    senseless = client.get(reverse("customers:customer-list"), {"below": "61'"}).content.decode()
    assert whole.get_absolute_url() in senseless


def test_the_page_says_what_is_missing_and_where_to_add_it(store, assistant, client_of):
    customer = make_customer(store, keeper=assistant)
    html = client_of(assistant).get(outlook_page(customer)).content.decode()
    assert 'value="20"' in html and "完整度 20%" in html
    assert reverse("customers:member-create", args=[customer.pk]) in html
    assert reverse("customers:customer-update", args=[customer.pk]) + "#id_birthday_0" in html


def test_every_link_leads_to_a_field_that_is_there(store, manager, client_of):
    customer = make_customer(store, phones=[])
    html = client_of(manager).get(reverse("customers:customer-update", args=[customer.pk])).content.decode()
    for content in CONTENTS:
        assert not content.at or f'id="{content.at}"' in html, content.name


def test_a_change_of_what_belongs_to_them_brings_the_archive_up_to_date(customer, assistant):
    age(customer, 400)
    assert last_brought_up_to_date(customer) == NOW - timedelta(days=400)
    Customer.objects.filter(pk=customer.pk).update(keeper=None)  # the system's, and none of the archive's facts
    assert last_brought_up_to_date(customer) == NOW - timedelta(days=400)
    with signed_by(assistant):
        make_member(customer)
    assert last_brought_up_to_date(customer) > NOW - timedelta(days=1)


def test_a_call_that_found_it_true_counts_and_one_that_reached_nobody_does_not(customer, manager):
    age(customer, 400)
    fields = {"customer": customer, "store": customer.store, "month": TODAY.replace(day=1), "drawn_at": NOW}
    check = ArchiveCheck.objects.create(**fields, result="unreachable", checked_by=manager, checked_at=NOW)
    assert last_brought_up_to_date(customer) == NOW - timedelta(days=400)
    ArchiveCheck.objects.filter(pk=check.pk).update(result="true")
    assert last_brought_up_to_date(customer) == NOW


def test_an_old_archive_is_said_to_be_old(customer, assistant, client_of):
    age(customer, 4000)
    assert "再问问有什么变化" in client_of(assistant).get(outlook_page(customer)).content.decode()


def test_its_state_costs_three_statements_whatever_the_archive_holds(whole, manager, django_assert_num_queries):
    for _n in range(5):
        make_member(whole)
    with django_assert_num_queries(3):
        quality_of(whole, reader=manager, today=TODAY)
