"""Distributors and designers with what is known of them, who brought whom, and the smaller facts of a person."""

import pytest
from django.urls import reverse

from customers import facts
from customers.actions.profiles import keep_profile, profile_of
from customers.models import Activity, Customer, DesignerProfile, DistributorProfile
from customers.templatetags.archive import changes_in_words
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.errors import Refused
from tests.customers.typed import NEW, editing, filled
from tests.factories import make_customer

PICK = reverse("customers:customer-pick")


def test_a_distributor_is_written_down_with_what_they_sell(assistant, client_of):
    sent = filled(kind="distributor") | {"distributor-sells": "木门、橱柜", "distributor-stock": "木门约30樘"}
    response = client_of(assistant).post(NEW, sent | {"designer-studio": "不该保存"}, follow=True)
    assert DistributorProfile.objects.get().sells == "木门、橱柜"
    assert not DesignerProfile.objects.exists()
    page = response.content.decode()
    assert "木门、橱柜" in page and "木门约30樘" in page and "不该保存" not in page


def test_a_designers_profile_is_changed_on_the_form_and_told(store, assistant, client_of):
    customer = make_customer(store, keeper=assistant, kind="designer")
    client = client_of(assistant)
    assert editing(client, customer, **{"designer-studio": "木石空间", "designer-style": "新中式"}).status_code == 302
    told = Activity.objects.get(kind=facts.PROFILE_CHANGED)
    assert told.data == {"kind": "designer", "fields": ["studio", "style"]}
    page = client.get(customer.get_absolute_url()).content.decode()
    assert "木石空间" in page and "新中式" in page
    editing(client, customer, **{"designer-studio": "木石空间", "designer-style": "新中式"})
    assert Activity.objects.filter(kind=facts.PROFILE_CHANGED).count() == 1


@pytest.mark.parametrize("wrong", [{"distributor-stock_checked_on": "2031-01-01"}, {"distributor-sells": "长" * 201}])
def test_a_wrong_profile_saves_nothing_and_says_why(assistant, client_of, wrong):
    response = client_of(assistant).post(NEW, filled(kind="distributor") | wrong)
    assert response.status_code == 422 and "invalid-feedback" in response.content.decode()
    assert not Customer.objects.exists()


def test_a_consumer_has_no_profile_and_a_changed_kind_keeps_the_old_one(store, assistant):
    customer = make_customer(store, kind="designer")
    keep_profile(customer, by=assistant, studio="木石空间")
    Customer.objects.update(kind="consumer")
    customer.refresh_from_db()
    assert profile_of(customer) is None
    with pytest.raises(Refused):
        keep_profile(customer, by=assistant, studio="x")
    Customer.objects.update(kind="designer")
    customer.refresh_from_db()
    assert profile_of(customer).studio == "木石空间"


def test_who_introduced_them_is_picked_among_the_customers_and_leads_to_their_page(store, assistant, client_of):
    designer = make_customer(store, name="林设计", kind="designer")
    client = client_of(assistant)
    client.post(NEW, filled(introduced_by=designer.pk))
    customer = Customer.objects.get(name="仇国莉")
    assert customer.introduced_by == designer
    assert designer.get_absolute_url() in client.get(customer.get_absolute_url()).content.decode()
    assert customer.get_absolute_url() in client.get(designer.get_absolute_url()).content.decode()
    form = client.get(reverse("customers:customer-update", args=[customer.pk])).content.decode()
    assert f'value="{designer.pk}" checked' in form


def test_nobody_introduces_themselves_nor_is_of_another_store(store, other_store, assistant, client_of):
    customer, stranger = make_customer(store, keeper=assistant), make_customer(other_store)
    client = client_of(assistant)
    for wrong in (customer.pk, stranger.pk, "x", 10**12):
        assert editing(client, customer, introduced_by=wrong).status_code == 422


def test_an_introducer_of_another_store_stays_when_the_rest_is_changed(store, other_store, assistant, client_of):
    stranger = make_customer(other_store)
    customer = make_customer(store, keeper=assistant, introduced_by=stranger)
    assert editing(client_of(assistant), customer, notes="新").status_code == 302
    customer.refresh_from_db()
    assert customer.introduced_by == stranger


def test_picking_finds_by_name_in_ones_own_store_with_masked_phones(store, other_store, assistant, client_of):
    make_customer(store, name="林设计", phones=["19911115678"])
    make_customer(other_store, name="林外人")
    client = client_of(assistant)
    shown = client.get(PICK, {"name": "introduced_by", "introduced_by_words": "林设"}).content.decode()
    assert "林设计" in shown and "199****5678" in shown and "19911115678" not in shown
    assert "林外人" not in client.get(PICK, {"name": "introduced_by", "introduced_by_words": "林外"}).content.decode()


def test_what_is_typed_is_kept_while_picking_and_short_words_find_nobody(store, assistant, client_of):
    designer = make_customer(store, name="林设计")
    client = client_of(assistant)
    query = {"name": "introduced_by", "introduced_by_words": "张", "introduced_by": designer.pk}
    assert f'value="{designer.pk}" checked' in client.get(PICK, query).content.decode()
    assert client.get(PICK).status_code == 200


def test_where_somebody_must_be_picked_nobody_is_no_choice(store, assistant, client_of, customer):
    make_customer(store, name="林设计")
    client, nobody = client_of(assistant), "不是本店客户"
    asked = {"name": "other", "other_words": "林设"}
    assert nobody in client.get(PICK, asked).text
    assert nobody not in client.get(PICK, asked | {"required": "1"}).text
    form = client.get(reverse("customers:tie-create", args=[customer.pk])).text
    assert "required=1" in form and "required=1" not in client.get(reverse("customers:customer-create")).text


def test_picking_costs_a_few_statements(store, assistant, client_of, django_assert_max_num_queries):
    for n in range(12):
        make_customer(store, name=f"林设计{n}")
    client = client_of(assistant)
    with django_assert_max_num_queries(6):
        client.get(PICK, {"name": "introduced_by", "introduced_by_words": "林设"})


def test_the_smaller_facts_of_a_person_are_kept_and_shown(assistant, client_of):
    sent = filled(wedding_day_0="2012-10-01", education="大专", small_talk="养了两只猫，爱聊孩子高考")
    page = client_of(assistant).post(NEW, sent, follow=True).content.decode()
    assert Customer.objects.get().wedding_day == Birthday("solar", 2012, 10, 1)
    for words in ("2012年10月1日", "大专", "养了两只猫"):
        assert words in page


@pytest.mark.parametrize("wrong", [{"wedding_day_0": "1012-10-01"}, {"wedding_day_0": "x"}, {"education": "长" * 41}])
def test_wrong_facts_are_answered_beside_their_field(assistant, client_of, wrong):
    assert client_of(assistant).post(NEW, filled(**wrong)).status_code == 422


@pytest.mark.parametrize(
    ("typed", "calendar", "text", "shown"),
    [
        ("农历八月十五", "", "lunar-08-15/", "农历八月十五"),
        ("2010年八月十五", "", "lunar-08-15/2010", "2010年农历八月十五"),
        ("5月1日", "", "solar-05-01/", "5月1日"),
        ("8.16", "lunar", "lunar-08-16/", "农历八月十六"),
    ],
)
def test_a_wedding_may_be_lunar_and_without_a_year_and_comes_back_so(
    assistant, client_of, typed, calendar, text, shown
):
    client = client_of(assistant)
    page = client.post(NEW, filled(wedding_day_0=typed, wedding_day_1=calendar), follow=True).text
    customer = Customer.objects.get()
    assert customer.wedding_day.text == text and shown in page
    assert f'value="{shown}"' in client.get(reverse("customers:customer-update", args=[customer.pk])).text
    editing(client, customer, education="大专")
    customer.refresh_from_db()
    assert (customer.wedding_day.text, customer.education) == (text, "大专")
    editing(client, customer, wedding_day_0="2010-05-01", wedding_day_1="")
    (told,) = changes_in_words(Activity.objects.filter(kind=facts.CUSTOMER_CHANGED).latest("pk"))
    assert told[1:] == (shown, "2010年5月1日")


@pytest.mark.parametrize(
    ("typed", "sentence"), [("42岁", "年龄"), ("2031-01-01", "将来"), ("某天", "“某天”"), ("2010", "“2010”")]
)
def test_no_age_and_no_day_to_come_is_that_of_a_wedding_and_what_was_typed_stays(assistant, client_of, typed, sentence):
    response = client_of(assistant).post(NEW, filled(wedding_day_0=typed))
    assert response.status_code == 422 and not Customer.objects.exists()
    assert f'value="{typed}"' in response.text
    assert sentence in response.context["form"].errors["wedding_day"][0]
