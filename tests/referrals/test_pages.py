"""The list, the form and the tab, as each person finds them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dealercrm.lib.phones import mask
from referrals.models import Referral
from tests.factories import NOW, TODAY, make_customer, make_referral, make_signed_order, make_staff

FRIEND = {"name": "李四", "phone": "139 1234 5678", "relation": "friend", "need": "新房要装门"}


@pytest.fixture
def referrer(store, assistant):
    return make_customer(store, name="刘美兰", keeper=assistant, customer_since=TODAY - timedelta(days=200))


@pytest.fixture
def referral(referrer):
    return make_referral(referrer, name="李四", phone="13912345678")


def create(referrer):
    return reverse("referrals:referral-create", args=[referrer.pk])


def test_one_friend_is_written_down_and_the_next_is_asked_for(referrer, assistant, client_of):
    client = client_of(assistant)
    response = client.post(create(referrer), FRIEND | {"another": "1"}, follow=True)
    assert response.redirect_chain[-1][0] == create(referrer)
    page = response.content.decode()
    assert "李四" in page and "新房要装门" in page
    response = client.post(create(referrer), FRIEND | {"name": "王五", "phone": "13812345678"})
    written = Referral.objects.get(name="王五")
    assert response["Location"] == f"{referrer.get_absolute_url()}?tab=referrals#referral-{written.pk}"
    assert list(Referral.objects.order_by("pk").values_list("name", "recorded_by")) == [
        ("李四", assistant.pk),
        ("王五", assistant.pk),
    ]


def test_a_refusal_is_a_sentence_and_what_was_typed_stays(referrer, assistant, client_of):
    response = client_of(assistant).post(create(referrer), FRIEND | {"phone": "abc"})
    assert response.status_code == 422
    assert 'value="abc"' in response.content.decode() and "新房要装门" in response.content.decode()
    assert not Referral.objects.exists()


@pytest.mark.parametrize("field", ["name", "phone", "relation"])
def test_what_is_missing_is_asked_for(referrer, assistant, client_of, field):
    response = client_of(assistant).post(create(referrer), FRIEND | {field: ""})
    assert response.status_code == 422 and not Referral.objects.exists()


def test_recording_takes_few_statements(referrer, assistant, client_of, django_assert_max_num_queries):
    client = client_of(assistant)
    with django_assert_max_num_queries(16):
        assert client.post(create(referrer), FRIEND).status_code == 302


def test_the_list_shows_open_referrals_of_the_own_store_newest_first(
    referrer, referral, assistant, other_store, client_of
):
    make_referral(referrer, name="丢了", state="lost", lost_reason="买了别家")
    make_referral(make_customer(other_store), name="别店的")
    make_referral(referrer, name="后来的", recorded_at=NOW + timedelta(hours=1))
    page = client_of(assistant).get(reverse("referrals:referral-list")).content.decode()
    assert page.index("后来的") < page.index("李四")
    assert "丢了" not in page and "别店的" not in page


@pytest.mark.parametrize(
    ("words", "found"),
    [("李", True), ("美兰", True), ("5678", True), ("13912345678", True), ("王", False), ("5679", False)],
)
def test_who_sent_you_is_answered_by_part_of_a_name_or_last_digits(referral, assistant, client_of, words, found):
    page = client_of(assistant).get(reverse("referrals:referral-list"), {"q": words}).content.decode()
    assert (referral.get_relation_display() in page and "李四" in page) == found


def test_states_and_stores_can_be_chosen_and_nonsense_gets_a_sentence(referral, owner, other_store, client_of):
    client, url = client_of(owner), reverse("referrals:referral-list")
    assert "李四" in client.get(url, {"state": "all", "store": referral.store_id}).content.decode()
    assert "李四" not in client.get(url, {"store": other_store.pk}).content.decode()
    assert "李四" not in client.get(url, {"state": "signed"}).content.decode()
    response = client.get(url, {"state": "nonsense", "store": "x"})
    assert response.status_code == 200 and "李四" in response.content.decode()


def test_the_number_is_masked_for_colleagues_and_readable_for_the_keeper(referral, assistant, store, client_of):
    colleague = client_of(make_staff(store))
    url = reverse("referrals:referral-list")
    assert "13912345678" not in colleague.get(url).content.decode()
    assert mask("13912345678") in colleague.get(url).content.decode()
    assert "tel:13912345678" in client_of(assistant).get(url).content.decode()


def test_the_list_takes_the_same_few_statements_for_one_row_and_a_full_page(
    referrer, referral, owner, client_of, django_assert_max_num_queries
):
    client = client_of(owner)
    for n in range(40):
        friend = make_customer(referrer.store)
        order = make_signed_order(friend)
        make_referral(referrer, state="signed", referee=friend, order=order, recorded_at=NOW - timedelta(days=n))
    with django_assert_max_num_queries(10):
        assert client.get(reverse("referrals:referral-list"), {"state": "all"}).status_code == 200


def test_a_button_takes_the_referral_one_step_on_and_answers_with_its_row(referral, assistant, client_of):
    client, url = client_of(assistant), reverse("referrals:referral-advance", args=[referral.pk])
    row = client.post(url, {"to": "contacted"}, headers={"HX-Request": "true"})
    assert row.status_code == 200 and row.content.decode().lstrip().startswith("<tr ")
    assert client.post(url, {"to": "visited"})["Location"] == reverse("referrals:referral-list")
    refused = client.post(url, {"to": "signed"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    referral.refresh_from_db()
    assert referral.state == "visited"


def test_losing_needs_a_reason(referral, assistant, client_of):
    client, url = client_of(assistant), reverse("referrals:referral-lose", args=[referral.pk])
    assert client.post(url, {}, headers={"HX-Request": "true"}).status_code == 422
    row = client.post(url, {"reason": "买了别家"}, headers={"HX-Request": "true"})
    assert "买了别家" in row.content.decode()


def test_opening_the_archive_leads_to_it(referral, assistant, client_of):
    response = client_of(assistant).post(reverse("referrals:referral-archive", args=[referral.pk]))
    referral.refresh_from_db()
    assert response["Location"] == referral.referee.get_absolute_url()


@pytest.mark.parametrize("verb", ["advance", "lose", "archive"])
def test_a_referral_of_another_store_is_not_there(referral, outsider, client_of, verb):
    url = reverse(f"referrals:referral-{verb}", args=[referral.pk])
    assert client_of(outsider).post(url, {"to": "contacted", "reason": "x"}).status_code == 404
    referral.refresh_from_db()
    assert referral.state == "submitted" and referral.referee is None


def test_the_tab_tells_whom_they_brought_and_who_brought_them(
    referrer, referral, assistant, client_of, django_assert_max_num_queries
):
    sender = make_customer(referrer.store, name="介绍人老周")
    make_referral(sender, referee=referrer, state="signed")
    for n in range(12):
        make_referral(referrer, name=f"朋友{n}")
    client = client_of(assistant)
    with django_assert_max_num_queries(6):
        tab = client.get(reverse("referrals:customer-referrals", args=[referrer.pk])).content.decode()
    assert "介绍人老周" in tab and "李四" in tab and "朋友11" in tab and "<html" not in tab


def test_the_empty_tab_of_an_old_customer_leads_to_the_form(referrer, assistant, client_of):
    tab = client_of(assistant).get(reverse("referrals:customer-referrals", args=[referrer.pk])).content.decode()
    assert create(referrer) in tab
