"""A gift for a customer: what would suit them, what they got, and what the year came to."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from customers.models import Activity, CustomerTier
from dealercrm.lib.errors import Refused
from rewards.actions.giving import give, take_back
from rewards.actions.stock import receive
from rewards.known import suggested_for, years_gifts
from rewards.models import Gift, GiftGiven, Stock
from rewards.suggesting import Known, Offer, keeps_a_pet, suggestions
from tests.doors import undo_of
from tests.factories import NOW, TODAY, make_customer, make_member


def offer(pk, *, for_whom="anybody", words="", cost=50, pieces=3):
    return Offer(pk, f"礼品{pk}", Decimal(cost), for_whom, words, pieces)


TEA, CAT, TOY, PEN, BOX = (
    offer(1, for_whom="taste", words="茶 喝茶"), offer(2, for_whom="pets"), offer(3, for_whom="young_child"),
    offer(4, for_whom="taste", words="教师 老师"), offer(5),
)  # fmt: skip
ALL = [TEA, CAT, TOY, PEN, BOX]


def suited(known, offers=ALL):
    return [(each.offer.pk, str(each.why)) for each in suggestions(known, offers)]


def test_a_gift_is_chosen_by_what_is_known_of_them_and_says_why():
    known = Known("每天喝茶，养了一只布偶猫", "中学教师", has=frozenset({"pets"}))
    with_reasons = suited(known)
    assert [pk for pk, _why in with_reasons] == [1, 2, 4]
    assert "茶" in with_reasons[0][1] and "中学教师" in with_reasons[2][1]
    assert [pk for pk, _why in suited(Known())] == [5]


def test_never_the_same_twice_in_a_row_nothing_they_avoid_and_nothing_that_is_not_there():
    assert 1 not in dict(suited(Known("喝茶", last=1)))
    assert 1 not in dict(suited(Known("喝茶", avoid="别送茶叶，睡不好")))
    assert suited(Known("喝茶"), [offer(1, for_whom="taste", words="茶", pieces=0)]) == []


def test_what_the_budget_bears_comes_before_what_it_does_not():
    cheap, dear, dearer = offer(1, cost=30), offer(2, cost=80), offer(3, cost=200)
    assert [pk for pk, _ in suited(Known(left=Decimal(100)), [cheap, dear, dearer])] == [2, 1, 3]


def test_a_pet_they_are_afraid_of_is_none():
    assert keeps_a_pet("养了两只猫") and keeps_a_pet("has a dog")
    assert not keeps_a_pet("怕狗，不养猫") and not keeps_a_pet("喜欢钓鱼")


@given(
    st.builds(Known, small_talk=st.text(max_size=20), avoid=st.text(max_size=8), last=st.none() | st.integers(1, 5)),
    st.lists(st.builds(offer, st.integers(1, 9), words=st.text(max_size=8), pieces=st.integers(-1, 2)), max_size=8),
)
def test_no_suggestion_is_last_years_or_out_of_stock(known, offers):
    found = suggestions(known, offers)
    assert len(found) <= 3 and all(each.offer.pieces > 0 and each.offer.pk != known.last and each.why for each in found)


@pytest.fixture
def tea(store, manager):
    gift = Gift.objects.create(name="信阳毛尖", cost=80, for_whom="taste", words="茶")
    receive(gift, store=store, pieces=2, by=manager, now=NOW)
    return gift


def test_the_archive_is_asked_for_the_household_too(store, manager, tea):
    toy = Gift.objects.create(name="积木", cost=60, for_whom="young_child")
    receive(toy, store=store, pieces=1, by=manager, now=NOW)
    customer = make_customer(store, small_talk="爱喝茶")
    assert [each.offer.pk for each in suggested_for(customer, TODAY, None)] == [tea.pk]
    make_member(customer, relation="child", age_band="3-6", age_band_on=TODAY)
    assert [each.offer.pk for each in suggested_for(customer, TODAY, None)] == [tea.pk, toy.pk]
    give(customer, gift=tea, by=manager, now=NOW)
    assert [each.offer.pk for each in suggested_for(customer, TODAY, None)] == [toy.pk]


def test_a_gift_is_told_in_the_timeline_and_taken_back_as_if_it_had_not_been(store, assistant, tea):
    customer = make_customer(store)
    before = Activity.objects.filter(customer=customer).count()
    made = give(customer, gift=tea, by=assistant, now=NOW)
    assert made.cost == 80 and Stock.objects.get(gift=tea).pieces == 1
    fact = Activity.objects.get(kind="rewards.gift_given")
    assert fact.data == {"gift": "信阳毛尖", "amount": "80"} and fact.subject_id == made.pk
    assert take_back(made.pk, by=assistant, now=NOW + timedelta(minutes=9)) == customer
    assert Stock.objects.get(gift=tea).pieces == 2 and not GiftGiven.objects.exists()
    assert [fact.kind for fact in Activity.objects.filter(customer=customer)[before:]] == ["rewards.gift_taken_back"]
    assert take_back(made.pk, by=assistant, now=NOW) is None


def test_only_who_gave_it_takes_it_back_and_only_for_ten_minutes(store, assistant, manager, tea):
    made = give(make_customer(store), words="鲜花", cost=Decimal(60), by=assistant, now=NOW)
    with pytest.raises(Refused):
        take_back(made.pk, by=manager, now=NOW)
    with pytest.raises(Refused):
        take_back(made.pk, by=assistant, now=NOW + timedelta(minutes=11))
    assert GiftGiven.objects.get().cost == 60


def test_the_years_sum_stands_beside_what_the_tier_is_entitled_to(store, assistant, tea):
    customer = make_customer(store)
    tier = {"letter": "A", "level": 1, "spent": 0, "orders": 1, "last_signed_on": TODAY}
    CustomerTier.objects.create(customer=customer, store=store, **tier)
    give(customer, words="鲜花", cost=Decimal(250), by=assistant, now=NOW)
    give(customer, words="蛋糕", cost=Decimal(99), by=assistant, now=NOW - timedelta(days=365))
    year = years_gifts(customer, TODAY)
    assert (year.spent, year.entitled, year.left, year.is_over) == (250, 300, 50, False)
    give(customer, gift=tea, by=assistant, now=NOW)
    assert years_gifts(customer, TODAY).is_over and years_gifts(customer, date(2025, 12, 31)).spent == 99


def test_an_assistant_writes_down_a_gift_and_takes_it_back_on_the_page(store, assistant, client_of, tea):
    customer, client = make_customer(store, small_talk="喜欢喝茶"), client_of(assistant)
    tab = reverse("rewards:customer-gifts", args=[customer.pk])
    assert "闲聊里提到“茶”" in client.get(tab).text and "还没送过礼品" in client.get(tab).text
    write = reverse("rewards:gift-give", args=[customer.pk])
    form = client.get(write, {"gift": tea.pk}).text
    assert f'value="{tea.pk}" selected' in form and "现有 2 件" in form
    assert "只剩 2 件" in client.post(write, {"gift": tea.pk, "pieces": "3"}).text
    assert "不能小于 0" in client.post(write, {"words": "花", "cost": "-5", "pieces": "1"}).text
    page = client.post(write, {"gift": tea.pk, "pieces": "1"}, follow=True)
    assert "信阳毛尖" in client.get(tab).text and f"{timezone.localdate().year} 年礼品：80 元" in client.get(tab).text
    client.post(undo_of(page))
    assert "还没送过礼品" in client.get(tab).text and Stock.objects.get(gift=tea).pieces == 2
