import pytest
from django.urls import reverse
from django.utils import timezone

from customers import facts
from customers.actions.customers import change_customer
from customers.actions.tiers import recompute_tiers
from customers.activity import record
from customers.models import Activity, Consent
from customers.phone_access import OPENING
from dealercrm.lib.birthdays import parse_birthday
from tests.factories import NOW, TODAY, make_customer, make_signed_order, make_staff


def url(name, customer, **query):
    return reverse(f"customers:{name}", args=[customer.pk], query=query or None)


@pytest.fixture
def kept(store, assistant):
    customer = make_customer(
        store,
        name="仇国莉",
        phones=["19911115678", "19922225678"],
        keeper=assistant,
        birthday=parse_birthday("1979年农历八月十五", today=TODAY),
        community="万科城",
        room="1191",
        customer_since=TODAY,
    )
    make_signed_order(customer, amount=45700, lines=("仿古砖", "床垫"))
    recompute_tiers(TODAY)
    return customer


def test_the_page_says_who_this_is_and_why_the_tier(kept, assistant, client_of):
    client = client_of(assistant)
    page = client.get(url("customer-detail", kept)).text + client.get(url("customer-tier", kept)).text
    for fact in ("仇国莉", "A1", "万科城 1191", "八月十五", "45,700", "小刘"):
        assert fact in page, fact


def test_the_age_of_today_stands_beside_what_was_told(store, assistant, client_of):
    def shown(told):
        customer = make_customer(store, birthday=parse_birthday(told, today=timezone.localdate()))
        age = customer.birthday.age_on(timezone.localdate())
        return age, client_of(assistant).get(url("customer-detail", customer)).content.decode()

    age, page = shown("42岁(2021-05-01)")
    assert f'约42岁(2021-05-01)<span class="soft">（如今约{age}岁）' in page
    age, page = shown("1971-05-03")
    assert f'1971年5月3日<span class="soft">（{age} 岁）' in page
    assert "岁）" not in shown("5月3日")[1]
    age, page = shown(f"42岁({timezone.localdate()})")
    assert "如今" not in page


def test_the_keeper_calls_and_a_colleague_sees_masked_numbers(kept, assistant, store, client_of):
    assert 'href="tel:19911115678"' in client_of(assistant).get(url("customer-detail", kept)).content.decode()
    colleague = client_of(make_staff(store)).get(url("customer-detail", kept)).content.decode()
    assert "199****5678" in colleague
    assert "19911115678" not in colleague


def test_a_colleague_reveals_the_number_and_the_timeline_tells(kept, store, client_of):
    colleague = make_staff(store, name="小孙")
    client = client_of(colleague)
    shown = client.post(url("customer-reveal-phone", kept), headers={"HX-Request": "true"}).content.decode()
    assert "19911115678" in shown and "19922225678" in shown
    assert Activity.objects.get(kind=facts.PHONE_REVEALED).by == colleague
    assert "小孙" in client.get(url("customer-timeline", kept)).content.decode()


def test_who_wants_no_contact_is_marked_with_their_words(kept, assistant, client_of):
    detail = url("customer-detail", kept)
    offer = reverse("referrals:referral-create", args=[kept.pk])
    assert offer in client_of(assistant).get(detail).text
    said = {"is_given": False, "how": "phone", "wording": "别再打了", "at": NOW, "by": assistant}
    Consent.objects.create(customer=kept, channel="all", **said)
    page = client_of(assistant).get(detail).text
    assert "除售后服务外请勿联系" in page and "别再打了" in page and offer not in page


def test_looking_needs_a_post(kept, assistant, client_of):
    assert client_of(assistant).get(url("customer-reveal-phone", kept)).status_code == 405


@pytest.mark.parametrize("name", ["customer-detail", "customer-update", "customer-orders", "customer-timeline"])
def test_somebody_elses_customer_is_not_there(kept, outsider, client_of, name):
    assert client_of(outsider).get(url(name, kept)).status_code == 404


@pytest.mark.parametrize("name", ["customer-reveal-phone", "customer-give-keeper"])
def test_nor_can_anything_be_done_to_them(kept, other_store, client_of, name):
    manager = make_staff(other_store, "manager")
    assert client_of(manager).post(url(name, kept), {"keeper": manager.pk}).status_code == 404


def test_the_manager_gives_another_keeper(kept, manager, assistant, store, client_of):
    colleague = make_staff(store, name="小孙")
    response = client_of(manager).post(url("customer-give-keeper", kept), {"keeper": colleague.pk}, follow=True)
    kept.refresh_from_db()
    assert kept.keeper == colleague
    assert "小孙" in response.content.decode()
    assert client_of(assistant).post(url("customer-give-keeper", kept), {"keeper": assistant.pk}).status_code == 403


def test_a_keeper_of_another_store_cannot_be_chosen(kept, manager, assistant, outsider, client_of):
    client_of(manager).post(url("customer-give-keeper", kept), {"keeper": outsider.pk})
    kept.refresh_from_db()
    assert kept.keeper == assistant


def test_the_orders_tab_lists_what_was_bought(kept, assistant, client_of):
    fragment = client_of(assistant).get(url("customer-orders", kept)).content.decode()
    assert "仿古砖" in fragment and "¥45,700" in fragment and "<html" not in fragment


def test_every_fact_of_the_archive_has_a_sentence(kept, assistant, client_of, monkeypatch):
    monkeypatch.setattr("customers.views.tabs.ENTRIES", 200)
    order = kept.orders.get()
    told = [kind for kind in facts.WORDS if kind not in (*OF_A_STORE, *OPENING)]
    for kind in told:
        record(kind, customer=kept, by=assistant, subject=order, data=SAMPLES.get(kind, {}), imported=True)
    client, page, before = client_of(assistant), "", {}
    while shown := client.get(url("customer-timeline", kept, **before)):
        page += shown.content.decode()
        if not shown.context["more"]:
            break
        before = {"before": shown.context["activities"][-1].pk}
    assert not [kind for kind in told if kind in page], "a fact told by its bare name"
    assert page.count("<li") >= len(told)
    for words in ("换了别家", "张小美", "小孙"):
        assert words in page


OF_A_STORE = {  # or of the dealer
    facts.ORPHANS_SHARED, facts.ARCHIVES_ADDED, facts.TAG_ADDED, facts.TAG_RENAMED, facts.TAG_REMOVED,
    facts.OWN_FIELD_ADDED, facts.OWN_FIELD_CHANGED, facts.KEEPERS_GIVEN, facts.SOURCES_CHANGED,
    facts.VIEW_SAVED, facts.VIEW_CHANGED,
    facts.VIEW_REMOVED, facts.CUSTOMERS_EXPORTED, facts.UNUSUAL_READING, facts.UNUSUAL_READING_SEEN,
}  # fmt: skip
SAMPLES = {
    facts.CUSTOMER_CHANGED: {"changed": {"name": ["张小美", "张晓美"]}},
    facts.KEEPER_GIVEN: {"from": "小刘", "to": "小孙"},
    facts.ORDER_CANCELLED: {"reason": "换了别家", "on": "2026-11-20"},
    facts.ORDER_SIGNED: {"amount": "45700.00", "on": "2026-11-20"},
    facts.ORDER_CHANGED: {"amount": ["1.00", "2.00"]},
}


def test_a_change_is_told_in_words_and_never_with_a_full_number(kept, assistant, client_of):
    birthday = parse_birthday("3月5日", today=TODAY)
    change_customer(kept, by=assistant, phones=["19933335678"], birthday=birthday, source="walk_in")
    page = client_of(assistant).get(url("customer-timeline", kept)).content.decode()
    assert "199****5678" in page and "19933335678" not in page
    assert "3月5日" in page and "solar-03-05" not in page and "walk_in" not in page


def test_the_timeline_goes_on_where_it_stopped(kept, assistant, client_of):
    for n in range(45):
        record(facts.CUSTOMER_CHANGED, customer=kept, by=assistant, data={"changed": {"notes": ["", f"第{n}次"]}})
    client = client_of(assistant)
    first = client.get(url("customer-timeline", kept))
    last = first.context["activities"][-1]
    second = client.get(url("customer-timeline", kept, before=last.pk))
    assert len(first.context["activities"]) == 30
    assert len(second.context["activities"]) == 15
    told = {activity.pk for page in (first, second) for activity in page.context["activities"]}
    assert len(told) == 45
    assert "hx-get" not in second.content.decode()


def test_the_statements_do_not_grow_with_the_history(kept, manager, client_of, django_assert_max_num_queries):
    for __ in range(30):
        make_signed_order(kept, lines=("仿古砖", "床垫"))
        record(facts.CUSTOMER_ADDED, customer=kept, by=manager)
    client = client_of(manager)
    for name, most in (("customer-detail", 12), ("customer-orders", 6), ("customer-timeline", 6)):
        with django_assert_max_num_queries(most):
            client.get(url(name, kept))
