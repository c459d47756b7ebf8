import pytest
from django.urls import reverse

from customers.models import Customer, HouseholdMember
from customers.phone_access import OPENING
from customers.reader import Reader
from dealercrm.lib.birthdays import parse_birthday
from dealercrm.lib.texts import LONGEST_TEXT
from tests.customers.typed import NEW, editing, filled
from tests.factories import TODAY, make_customer, make_staff


def test_an_assistant_writes_a_visitor_down_and_becomes_the_keeper(assistant, client_of):
    response = client_of(assistant).post(NEW, filled(phones="199 1111 5678，0371-62345678", birthday_0="农历八月十五"))
    customer = Customer.objects.get()
    assert response.url == customer.get_absolute_url()
    assert (customer.store, customer.keeper) == (assistant.store, assistant)
    assert [phone.number for phone in customer.phones.all()] == ["19911115678", "0371-62345678"]
    assert customer.birthday == parse_birthday("农历八月十五", today=TODAY)


def test_a_leader_chooses_the_keeper(manager, assistant, client_of):
    client_of(manager).post(NEW, filled(keeper=assistant.pk))
    assert Customer.objects.get().keeper == assistant


def test_the_owner_chooses_the_store_and_a_keeper_of_that_store(owner, store, outsider, client_of):
    client = client_of(owner)
    assert client.post(NEW, filled()).status_code == 422
    assert client.post(NEW, filled(store=store.pk, keeper=outsider.pk)).status_code == 422
    assert client.post(NEW, filled(store=store.pk)).status_code == 302
    assert Customer.objects.get().store == store


def test_a_landline_is_completed_by_the_stores_area_code(assistant, client_of):
    client_of(assistant).post(NEW, filled(phones="62345678"))
    assert Customer.objects.get().phones.get().number == "0371-62345678"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"phones": ""},
        {"phones": "12345"},
        {"phones": "19911115678 李姐"},
        {"birthday_0": "2021.13.45"},
        {"birthday_0": "3000-01-01"},
        {"kind": "alien"},
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(assistant, client_of, wrong):
    response = client_of(assistant).post(NEW, filled(notes="喜欢猫") | wrong)
    assert response.status_code == 422
    assert "喜欢猫" in response.content.decode() and "invalid-feedback" in response.content.decode()
    assert not Customer.objects.exists()


def test_notes_have_an_end_that_is_said_before_anything_is_lost(assistant, client_of):
    client = client_of(assistant)
    response = client.post(NEW, filled(notes="长" * (LONGEST_TEXT + 1)))
    assert response.status_code == 422 and "10000" in response.text and not Customer.objects.exists()
    assert client.post(NEW, filled(notes="长" * LONGEST_TEXT)).status_code == 302


def test_a_number_that_is_known_leads_to_its_archive_and_must_be_confirmed(store, assistant, client_of):
    known = make_customer(store, name="李萍", phones=["19911115678"])
    client = client_of(assistant)
    response = client.post(NEW, filled())
    page = response.content.decode()
    assert response.status_code == 422
    assert known.get_absolute_url() in page and "duplicate_ok" in page
    assert client.post(NEW, filled(duplicate_ok="on")).status_code == 302
    assert Customer.objects.count() == 2


def test_a_wechat_id_that_is_known_leads_to_its_archive_and_must_be_confirmed(store, assistant, client_of):
    client, visitor = client_of(assistant), filled(phones="", wechat="wx_7897")
    assert client.post(NEW, visitor).status_code == 302
    response = client.post(NEW, visitor)  # the back button, or a second click on a slow line
    page = response.content.decode()
    assert response.status_code == 422
    assert Customer.objects.get().get_absolute_url() in page and "duplicate_ok" in page
    assert client.post(NEW, visitor | {"duplicate_ok": "on"}).status_code == 302
    assert Customer.objects.count() == 2


def test_an_archive_keeps_its_own_wechat_id_and_is_asked_about_anothers(store, assistant, client_of):
    make_customer(store, wechat="wx_7897")
    customer, client = make_customer(store, wechat="wx_1", keeper=assistant), client_of(assistant)
    assert editing(client, customer, notes="来过").status_code == 302
    assert editing(client, customer, wechat="wx_7897").status_code == 422
    assert editing(client, customer, wechat="wx_7897", duplicate_ok="on").status_code == 302
    assert editing(client, customer, notes="又来过").status_code == 302


def test_a_change_writes_what_was_typed_over_and_tells_it(customer, assistant, client_of):
    response = editing(client_of(assistant), customer, salutation="张姐", birthday_0="8.16", birthday_1="lunar")
    assert response.status_code == 302
    customer.refresh_from_db()
    assert (customer.salutation, customer.birthday.text) == ("张姐", "lunar-08-16/")
    changed = customer.activities.exclude(kind__in=OPENING).get()  # that the form was opened is noted too
    assert set(changed.data["changed"]) == {"salutation", "birthday"}


def test_saving_without_a_change_tells_nothing(customer, assistant, client_of):
    assert editing(client_of(assistant), customer).status_code == 302
    assert not customer.activities.exclude(kind__in=OPENING).exists()


def test_two_people_do_not_undo_each_other_unseen(customer, assistant, manager, client_of):
    client, seen = client_of(assistant), customer.updated_at.isoformat()
    editing(client_of(manager), customer, notes="店长写的")
    late = editing(client, customer, notes="小刘写的", seen=seen)
    assert late.status_code == 422
    assert "小刘写的" in late.content.decode()
    customer.refresh_from_db()
    assert customer.notes == "店长写的"
    again = editing(client, customer, notes="小刘写的", seen=late.context["form"]["seen"].value())
    assert again.status_code == 302


def test_a_colleague_adds_a_number_without_reading_those_there_are(store, customer, client_of):
    known = customer.phones.get().number
    colleague = client_of(make_staff(store))
    page = colleague.get(reverse("customers:customer-update", args=[customer.pk])).content.decode()
    assert known not in page
    assert editing(colleague, customer, phones="19933335678").status_code == 302
    assert [phone.number for phone in customer.phones.all()] == [known, "19933335678"]
    assert editing(colleague, customer, notes="来过").status_code == 302
    assert customer.phones.count() == 2


def test_the_statements_of_saving_are_few(assistant, client_of, customer, django_assert_max_num_queries):
    client = client_of(assistant)
    with django_assert_max_num_queries(30):
        client.post(NEW, filled(phones="19944445678"))


def test_a_child_is_written_down_with_the_visitor(assistant, client_of):
    client, child = client_of(assistant), {"child-name": "豆豆", "child-birthday_0": f"{TODAY.year - 5}-06-01"}
    client.post(NEW, filled(**child))
    member = HouseholdMember.objects.get()
    assert (member.relation, member.age_band, member.birthday) == ("child", "3-6", None), "no guardian has consented"
    client.post(NEW, filled(phones="13912345679", **child, **{"child-guardian_name": "李晓梅"}))
    kept = HouseholdMember.objects.latest("pk")
    assert kept.birthday and (kept.guardian_name, kept.guardian_consent_by) == ("李晓梅", assistant)
    client.post(NEW, filled(phones="13912345670"))
    assert HouseholdMember.objects.count() == 2


def test_a_child_of_unknown_age_is_asked_about_and_nothing_is_saved(assistant, client_of):
    response = client_of(assistant).post(NEW, filled(**{"child-birthday_0": "6月1日"}))
    assert response.status_code == 422 and not Customer.objects.exists()
    assert 'class="rest">' in response.content.decode(), "what is wrong is not in what is folded"


def test_what_is_asked_later_is_folded_until_something_in_it_is_wrong(assistant, client_of):
    client = client_of(assistant)
    assert 'class="rest">' in client.get(NEW).content.decode()
    assert 'class="rest" open>' in client.post(NEW, filled(birthday_0="2021.13.45")).content.decode()


def test_an_e_mail_is_typed_checked_and_masked_where_it_is_a_number(store, assistant, client_of):
    sent = filled(email="13812345678@139.com")
    client = client_of(assistant)
    assert client.post(NEW, sent | {"email": "nobody"}).status_code == 422
    client.post(NEW, sent)
    customer = Customer.objects.get()
    assert customer.email == "13812345678@139.com"
    assert Reader(make_staff(store)).show(customer).email == "138****5678@139.com"
