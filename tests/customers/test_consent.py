from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from campaigns.actions.contacts import postpone
from campaigns.models import Contact
from campaigns.planning import plan_store
from customers.actions.consent import record_consent
from customers.actions.customers import add_customer, change_customer
from customers.consent import hash_of, standing, withdrawn
from customers.models import Activity, Consent, Customer, Suppression
from dealercrm.lib.birthdays import parse_birthday
from dealercrm.lib.errors import Refused
from referrals.actions.record import record_referral
from tests.factories import NOW, TODAY, make_customer, make_rule, make_signed_order

PHONE = "13812345678"


@pytest.fixture
def regular(store, assistant):
    """An old customer with a birthday call and a WeChat message ahead, and a care call after installation."""
    birthday = parse_birthday((TODAY + timedelta(days=20)).strftime("1980-%m-%d"), today=TODAY)
    customer = make_customer(store, keeper=assistant, birthday=birthday)
    make_signed_order(customer, signed_on=TODAY - timedelta(days=20), installed_on=TODAY - timedelta(days=10))
    make_rule(store, code="call", trigger="birthday", way="call")
    make_rule(store, code="wechat", trigger="birthday", way="wechat")
    make_rule(store, code="care", trigger="after_install", after_days=30, way="call")
    plan_store(store, today=TODAY)
    return customer


def planned(customer):
    return sorted(customer.touchpoints.planned().values_list("rule__code", flat=True))


def say(customer, channel, is_given, by, **fields):
    said = {"how": "phone", "wording": "别再打了", "at": NOW, "now": NOW} | fields
    return record_consent(customer, channel=channel, is_given=is_given, by=by, **said)


def test_who_wants_no_contact_is_only_called_about_what_they_bought(regular, assistant, store):
    assert planned(regular) == ["call", "care", "wechat"]
    say(regular, "all", False, assistant)
    assert planned(regular) == ["care"]
    plan_store(store, today=TODAY)
    assert planned(regular) == ["care"]


def test_a_channel_that_is_withdrawn_falls_silent_for_service_too(regular, assistant):
    say(regular, "call", False, assistant)
    assert planned(regular) == ["wechat"]


def test_whoever_agrees_again_is_planned_for_again(regular, assistant):
    say(regular, "all", False, assistant)
    say(regular, "all", True, assistant, at=NOW + timedelta(hours=1), now=NOW + timedelta(hours=2))
    assert planned(regular) == ["call", "care", "wechat"]
    assert withdrawn(regular) == {}
    assert regular.consents.count() == 2


def test_an_older_word_written_down_later_does_not_hold(regular, assistant):
    say(regular, "wechat", False, assistant)
    say(regular, "wechat", True, assistant, at=NOW - timedelta(days=3))
    assert not standing(regular)["wechat"].is_given
    assert planned(regular) == ["call", "care"]


def test_what_a_person_put_off_is_left_out_with_the_reason(regular, assistant, store):
    store.rules.filter(code="care").update(is_active=False)  # a care call of the same day would keep the contact
    plan_store(store, today=TODAY)
    row = regular.contacts.planned().get(touchpoints__rule__code="call")
    postpone(row, by=assistant, to=TODAY + timedelta(days=5), now=NOW)
    say(regular, "all", False, assistant)
    row.refresh_from_db()
    assert (row.state, bool(row.closed_why)) == (Contact.State.SKIPPED, True)


def test_a_contact_a_person_put_off_stays_for_the_service_it_is_about_too(regular, assistant):
    row = regular.contacts.get(touchpoints__rule__code="call")
    postpone(row, by=assistant, to=TODAY + timedelta(days=5), now=NOW)
    say(regular, "all", False, assistant)
    row.refresh_from_db()
    assert row.state == Contact.State.PLANNED and planned(regular) == ["care"]


def test_one_customers_silence_is_nobody_elses(regular, assistant, store):
    other = make_customer(store, birthday=regular.birthday, customer_since=TODAY)
    say(regular, "all", False, assistant)
    plan_store(store, today=TODAY)
    assert planned(other) == ["call", "wechat"]


def test_consent_needs_the_words_and_a_time_that_has_come(regular, assistant):
    with pytest.raises(Refused):
        say(regular, "all", False, assistant, wording="  ")
    with pytest.raises(Refused):
        say(regular, "all", False, assistant, at=NOW + timedelta(days=1))
    assert not Consent.objects.exists()


def test_the_tab_shows_what_holds_and_the_form_writes_it_down(regular, assistant, client_of):
    client, tab = client_of(assistant), reverse("customers:customer-consents", args=[regular.pk])
    url = reverse("customers:consent-create", args=[regular.pk])
    form = {"channel": "all", "is_given": "0", "how": "phone", "on": TODAY.isoformat(), "wording": "请不要再联系我"}
    assert "请不要再联系我" not in client.get(tab).text
    assert client.post(url, form | {"wording": ""}).status_code == 422
    assert client.post(url, form | {"on": "2999-01-01"}).status_code == 422
    assert client.post(url, form | {"how": "erasure"}).status_code == 422
    assert client.post(url, form).status_code == 302
    consent = regular.consents.get()
    assert (consent.by, consent.how, consent.is_given) == (assistant, "phone", False)
    assert "请不要再联系我" in client.get(tab).text
    assert "请不要再联系我" in client.get(reverse("customers:customer-timeline", args=[regular.pk])).text
    assert "badge text-bg-danger" in client.get(regular.get_absolute_url()).text
    assert Activity.objects.filter(kind="customers.consent_withdrawn", by=assistant, customer=regular).count() == 1


def test_the_tab_asks_few_questions(regular, assistant, client_of, django_assert_max_num_queries):
    for _n in range(5):
        say(regular, "all", False, assistant)
    client = client_of(assistant)
    with django_assert_max_num_queries(8):
        client.get(reverse("customers:customer-consents", args=[regular.pk]))


def test_a_number_to_be_left_alone_makes_its_new_archive_one_without_contact(store, assistant):
    Suppression.objects.create(phone_hash=hash_of(PHONE), at=NOW)
    customer = add_customer(Customer(store=store, name="张小美"), phones=[PHONE], by=assistant)
    assert set(withdrawn(customer)) == {"all"}
    other = make_customer(store)
    change_customer(other, by=assistant, phones=[PHONE])
    assert set(withdrawn(other)) == {"all"}


def test_who_came_back_and_agreed_is_not_silenced_by_a_second_number(store, assistant):
    Suppression.objects.create(phone_hash=hash_of(PHONE), at=NOW)
    customer = add_customer(Customer(store=store, name="张小美"), phones=[PHONE], by=assistant)
    say(customer, "all", True, assistant, at=customer.consents.get().at, now=customer.consents.get().at)
    change_customer(customer, by=assistant, phones=[PHONE, "13812345679"])
    assert withdrawn(customer) == {}


@pytest.mark.parametrize("kept", ["ZhangSan88", "zhangsan88"])
def test_a_wechat_id_kept_as_it_was_once_written_is_known_again(kept, store, assistant):
    kept = salted_hmac("customers.suppression", f"wechat:{kept}", algorithm="sha256").hexdigest()
    Suppression.objects.create(phone_hash=kept, at=NOW)
    customer = add_customer(Customer(store=store, name="张三", wechat="ZhangSan88"), phones=[PHONE], by=assistant)
    assert set(withdrawn(customer)) == {"all"}


def test_a_number_to_be_left_alone_is_no_referral(regular, assistant):
    Suppression.objects.create(phone_hash=hash_of(PHONE), at=NOW)
    with pytest.raises(Refused):
        record_referral(regular, by=assistant, name="李四", phone=PHONE, relation="friend", now=NOW)
