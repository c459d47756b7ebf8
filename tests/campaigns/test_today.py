"""Today on the phone: who, why, what to say, what was said last; logged in three taps."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import cards
from campaigns.cards import relative
from campaigns.models import Contact, Revisit
from customers.models import Consent, CustomerTier
from dealercrm.lib.birthdays import Birthday
from tests.factories import TODAY, make_contact, make_customer, make_member, make_rule, make_signed_order

HTMX = {"HX-Request": "true"}
PAGE = reverse("campaigns:today")


@pytest.fixture
def today():
    return timezone.localdate()


def card_of(touchpoint, staff, day=TODAY):
    row = cards.queued(Contact.objects.filter(pk=touchpoint.pk)).get()
    return cards.card_of(row, staff=staff, today=day)


def test_a_card_says_who_why_how_what_to_say_and_what_was_said_last(store, assistant, client_of, today):
    customer = make_customer(store, name="王桂兰", salutation="王姨", keeper=assistant, phones=["19900000001"],
                             avoid="别提装修贷款", community="万科城", building="3")  # fmt: skip
    make_signed_order(customer, lines=("仿古砖", "木门"))
    rule = make_rule(store, name="生日问候", guide="{salutation}，{产品}用着好吗？", avoid="不问年龄")
    make_contact(customer, rule=rule, on=today, occasion_on=today + timedelta(days=1))
    Revisit.objects.create(
        customer=customer, store=store, by=assistant, at=timezone.now(), way="call", note="孙子要结婚"
    )
    page = client_of(assistant).get(PAGE).content.decode()
    for words in (
        "王桂兰",
        "万科城 3",
        "生日问候",
        "王姨，仿古砖",
        "不问年龄",
        "别提装修贷款",
        "孙子要结婚",
        'href="tel:19900000001"',
    ):
        assert words in page


def test_the_most_urgent_comes_first(store, assistant):
    def touchpoint(letter, late):
        customer = make_customer(store, keeper=assistant)
        if letter:
            CustomerTier.objects.create(customer=customer, store=store, letter=letter, level=1, spent=1, orders=1,
                                        last_signed_on=TODAY)  # fmt: skip
        return make_contact(customer, on=TODAY - timedelta(days=late))

    a_today, b_late, nobody, a_late = (touchpoint(*x) for x in [("A", 0), ("B", 5), ("", 9), ("A", 2)])
    todo = Contact.objects.todo_of(assistant).due(TODAY).most_urgent_first(TODAY)
    assert list(todo) == [a_late, b_late, nobody, a_today]


def test_why_today_is_said_in_words(store, assistant):
    customer = make_customer(store, keeper=assistant, birthday=Birthday("lunar", None, 8, 15))
    order = make_signed_order(customer, lines=("床垫", "餐桌"))
    birthday = make_contact(customer, rule=make_rule(store), occasion_on=TODAY + timedelta(days=1))
    care = make_rule(store, trigger="after_install", after_days=30)
    call = make_contact(customer, rule=care, occurrence=f"order-{order.pk}", occasion_on=TODAY)
    festival = make_contact(customer, rule=make_rule(store, trigger="festival", day_code="new_year"),
                               occasion_on=date(2027, 1, 1))  # fmt: skip
    assert card_of(birthday, assistant).why == "农历八月十五 · 明天"
    assert card_of(call, assistant).why.startswith("床垫、餐桌 · ") and "10" in card_of(call, assistant).why
    assert "40" in card_of(festival, assistant).why


def test_a_parents_birthday_is_told_by_who_and_put_into_the_words(store, assistant):
    customer = make_customer(store, keeper=assistant)
    mother = make_member(customer, name="王桂英", birthday=Birthday("lunar", 1950, 8, 15))
    rule = make_rule(store, trigger="household_birthday", day_code="parent", guide="替我给{member}问好")
    touchpoint = make_contact(customer, rule=rule, member=mother, occasion_on=TODAY)
    card = card_of(touchpoint, assistant)
    assert "王桂英" in card.why and card.why.count(" · ") == 2
    assert card.say == f"替我给{mother.get_relation_display()}问好"
    mother.delete()  # what is done stays readable
    assert "{member}" not in card_of(touchpoint, assistant).say


def test_days_are_seen_from_today():
    seen = [relative(TODAY + timedelta(days=n), TODAY) for n in (-3, -1, 0, 1, 2, 5)]
    assert len(set(seen)) == 6 and "3" in seen[0] and "5" in seen[5]


def test_a_colleagues_number_is_masked_and_no_call_button(store, assistant, manager):
    customer = make_customer(store, phones=["19900000001"])
    touchpoint = make_contact(customer)
    assert card_of(touchpoint, manager).numbers == ["19900000001"]
    assert card_of(touchpoint, assistant).numbers == ["199****0001"]


def entry_on(page):
    """The address of the card's entry, and what its hidden inputs hold."""
    form = page.split('class="entry"')[1]
    return re.search(r'hx-post="([^"]*)"', form)[1], dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    )


def test_an_entry_is_answered_with_the_next_card_and_the_counter_moved(store, assistant, client_of, today):
    first, second = (make_contact(make_customer(store, keeper=assistant), on=today) for _ in range(2))
    client = client_of(assistant)
    page = client.get(PAGE).text
    assert page.count("<article") == 1 and f'href="?at={second.pk}"' in page
    url, fields = entry_on(page)
    fields |= {"outcome": "reached"}

    answer = client.post(url, fields, headers=HTMX)

    assert answer.status_code == 200 and "<b>1</b>" in answer.text and "<html" not in answer.text
    assert entry_on(answer.text)[1]["contact"] == str(second.pk)
    revisit = Revisit.objects.get()
    assert (revisit.outcome, revisit.way, revisit.by) == ("reached", "call", assistant)
    assert revisit.key == UUID(fields["key"]) and revisit.contact == first
    # The same tap arriving again changes nothing.
    assert client.post(url, fields, headers=HTMX).status_code == 200
    assert Revisit.objects.count() == 1


def test_whoever_waits_can_be_taken_first(store, assistant, client_of, today):
    first, second = (make_contact(make_customer(store, keeper=assistant), on=today) for _ in range(2))
    for headers in ({}, HTMX):
        page = client_of(assistant).get(f"{PAGE}?at={second.pk}", headers=headers).text
        assert entry_on(page)[1]["contact"] == str(second.pk)
    strange = client_of(assistant).get(f"{PAGE}?at=abc").text
    assert entry_on(strange)[1]["contact"] == str(first.pk)


@pytest.mark.parametrize(
    ("entry", "days", "words"),
    [
        ({"outcome": "no_answer"}, 5, "没联系上，明天再找"),
        ({"outcome": "no_answer"}, 0, "这次不再提醒"),
        ({"outcome": "later", "next_on": 3}, 5, " 天后（"),
        ({"outcome": "reached", "next_on": 3}, 0, " 天后（"),
        ({"outcome": "refused", "refuses": "all"}, 0, "除了售后"),
        ({"outcome": "refused", "refuses": "way"}, 0, "不再用电话"),
        ({"outcome": "wrong"}, 0, "号码不对"),
        ({"outcome": "reached"}, 0, "已登记：王桂兰"),
    ],
)
def test_it_says_where_the_contact_went(store, assistant, client_of, today, entry, days, words):
    customer = make_customer(store, name="王桂兰", keeper=assistant)
    touchpoint = make_contact(customer, on=today, expires_on=today + timedelta(days=days))
    if "next_on" in entry:
        entry = entry | {"next_on": today + timedelta(days=entry["next_on"])}
    url = reverse("campaigns:revisit-create", args=[customer.pk])
    answer = client_of(assistant).post(url, {"contact": touchpoint.pk, "way": "call"} | entry, follow=True)
    assert words in answer.text


def test_a_complaint_asks_for_a_word_of_what(store, assistant, client_of, today):
    touchpoint = make_contact(make_customer(store, keeper=assistant), on=today)
    url = reverse("campaigns:revisit-create", args=[touchpoint.customer_id])
    entry = {"contact": touchpoint.pk, "way": "call", "outcome": "reached", "mood": "complaint"}
    answer = client_of(assistant).post(url, entry, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, f"#about-{touchpoint.pk}")
    assert "投诉" in answer.text and not Revisit.objects.exists()
    assert client_of(assistant).post(url, entry | {"note": "柜门掉漆"}, headers=HTMX).status_code == 200


def test_an_entry_without_an_outcome_is_answered_with_a_sentence(store, assistant, client_of, today):
    touchpoint = make_contact(make_customer(store, keeper=assistant), on=today)
    url = reverse("campaigns:revisit-create", args=[touchpoint.customer_id])
    answer = client_of(assistant).post(url, {"contact": touchpoint.pk, "way": "call"}, headers=HTMX)
    assert answer.status_code == 422 and "alert" in answer.content.decode()
    assert client_of(assistant).post(url, {"next_on": "2021-13-45"}).status_code == 422
    assert not Revisit.objects.exists()


def test_who_wants_no_contact_is_offered_service_only(store, assistant, client_of, today):
    customer = make_customer(store, name="王桂兰", keeper=assistant, phones=["19900000001"])
    make_signed_order(customer)
    rule = make_rule(store, name="装后回访", trigger="after_install", after_days=30, guide="好用吗？")
    care = make_contact(customer, rule=rule, on=today, occasion_on=today)
    wish = make_contact(customer, rule=make_rule(store, name="生日问候", guide="生日快乐"), on=today)
    withdraw = {"customer": customer, "is_given": False, "how": "phone", "wording": "别再打了", "at": timezone.now()}
    Consent.objects.create(channel="all", **withdraw)
    service, marketing = card_of(care, assistant, today), card_of(wish, assistant, today)
    assert (service.left_alone, service.is_unwanted) == (True, False)
    assert (marketing.left_alone, marketing.is_unwanted) == (True, True)
    client = client_of(assistant)
    page = client.get(f"{PAGE}?at={care.pk}").text
    assert "除售后服务外请勿联系" in page and "好用吗？" in page and page.count('href="tel:19900000001"') == 1
    page = client.get(f"{PAGE}?at={wish.pk}").text
    assert "请勿联系：客户不希望被打扰" in page and "生日快乐" not in page and 'href="tel:' not in page
    client.post(reverse("campaigns:contact-skip", args=[wish.pk]), {"why": "客户不想"})
    assert "客户不希望被打扰" not in client.get(f"{PAGE}?at={wish.pk}").text
    Consent.objects.create(channel="call", **withdraw)
    assert card_of(care, assistant, today).is_unwanted  # not even for service on a way they withdrew
    Consent.objects.create(channel="all", **withdraw | {"is_given": True, "at": timezone.now()})
    Consent.objects.create(channel="call", **withdraw | {"is_given": True, "at": timezone.now()})
    assert not card_of(care, assistant, today).left_alone and not card_of(care, assistant, today).is_unwanted


def test_without_javascript_the_page_does_the_same(store, assistant, client_of, today):
    touchpoint = make_contact(make_customer(store, keeper=assistant), on=today)
    url = reverse("campaigns:revisit-create", args=[touchpoint.customer_id])
    assert client_of(assistant).get(f"{url}?contact={touchpoint.pk}").status_code == 200
    answer = client_of(assistant).post(url, {"contact": touchpoint.pk, "way": "visit", "outcome": "reached"})
    assert answer.headers["Location"] == PAGE
    touchpoint.refresh_from_db()
    assert touchpoint.state == "done"


def test_a_contact_out_of_turn_is_logged_from_the_customers_page(customer, assistant, client_of):
    url = reverse("campaigns:revisit-create", args=[customer.pk])
    answer = client_of(assistant).post(url, {"way": "shop", "outcome": "reached", "note": "路过坐坐"})
    assert answer.headers["Location"] == customer.get_absolute_url()
    assert Revisit.objects.get().contact is None


def test_not_today_puts_off_or_leaves_out(store, assistant, client_of, today):
    one, two = (make_contact(make_customer(store, keeper=assistant), on=today) for _ in range(2))
    client = client_of(assistant)
    to = today + timedelta(days=4)
    postpone, skip = (
        reverse("campaigns:contact-postpone", args=[one.pk]),
        reverse("campaigns:contact-skip", args=[two.pk]),
    )
    assert client.post(postpone, {"to": to.isoformat()}, headers=HTMX).status_code == 200
    assert client.post(skip, {"why": "在外地"}, headers=HTMX).status_code == 200
    assert client.post(skip, {}, headers=HTMX).status_code == 422
    assert client.post(postpone, {"to": "soon"}, headers=HTMX).status_code == 422
    assert list(Contact.objects.order_by("pk").values_list("state", "on")) == [
        ("planned", to),
        ("skipped", today),
    ]


def test_another_stores_customer_is_not_found(customer, assistant, outsider, client_of):
    touchpoint = make_contact(customer)
    client = client_of(outsider)
    for name, pk in (("revisit-create", customer.pk), ("customer-contacts", customer.pk)):
        assert client.get(reverse(f"campaigns:{name}", args=[pk])).status_code == 404
    for name in ("contact-postpone", "contact-skip"):
        assert client.post(reverse(f"campaigns:{name}", args=[touchpoint.pk])).status_code == 404
    strange = reverse("campaigns:revisit-create", args=[customer.pk]) + "?contact=abc"
    assert client_of(assistant).get(strange).status_code == 404


def test_an_empty_day_says_what_comes_next(store, assistant, manager, owner, client_of, today):
    for staff in (assistant, manager, owner):
        assert 'class="empty"' in client_of(staff).get(PAGE).content.decode()
    make_contact(make_customer(store, keeper=assistant), on=today + timedelta(days=3))
    assert "3" in client_of(assistant).get(PAGE).content.decode().split('class="empty"')[1]


def test_the_tab_shows_what_comes_what_was_said_and_what_was_missed(customer, assistant, client_of, today):
    make_contact(customer, rule=make_rule(customer.store, name="中秋问候"), on=today + timedelta(days=3))
    make_contact(
        customer, rule=make_rule(customer.store, name="端午问安"), state="expired", closed_at=timezone.now()
    )
    Revisit.objects.create(
        customer=customer, store=customer.store, by=assistant, at=timezone.now(), way="call", note="挺好"
    )
    page = client_of(assistant).get(reverse("campaigns:customer-contacts", args=[customer.pk])).content.decode()
    assert all(words in page for words in ("中秋问候", "端午问安", "挺好"))


@pytest.mark.parametrize("many", [1, 12])
def test_today_takes_the_same_few_statements_for_any_number_of_cards(
    store, assistant, client_of, today, django_assert_max_num_queries, many
):
    for _ in range(many):
        customer = make_customer(store, keeper=assistant)
        make_signed_order(customer)
        make_contact(customer, on=today)
        Revisit.objects.create(customer=customer, store=store, by=assistant, at=timezone.now(), way="call")
    client = client_of(assistant)
    with django_assert_max_num_queries(10):  # one notes whose numbers were read
        client.get(PAGE)


def test_logging_takes_few_statements(store, assistant, client_of, today, django_assert_max_num_queries):
    customer = make_customer(store, keeper=assistant)
    touchpoint = make_contact(customer, on=today)
    for _ in range(5):
        make_contact(make_customer(store, keeper=assistant), on=today)
    client = client_of(assistant)
    url = reverse("campaigns:revisit-create", args=[customer.pk])
    entry = {"way": "call", "outcome": "reached"}
    with django_assert_max_num_queries(11):  # seven, and four that begin or end a savepoint
        client.post(url, entry | {"key": uuid4()})
    with django_assert_max_num_queries(20):  # and the next card
        client.post(url, entry | {"key": uuid4(), "contact": touchpoint.pk}, headers=HTMX)
