"""The dealer's own days, mourning, and the days off of a year."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from campaigns.actions.days import add_day, change_day, load_off_days, pause_greetings, put_day_back, remove_day
from campaigns.day_forms import OwnDayForm
from campaigns.models import LoadedOffDay, OwnDay, Touchpoint
from campaigns.off_days import OffDay, off_days
from campaigns.planning import Changes, plan_store
from customers.models import Activity
from dealercrm.lib.errors import Refused
from tests.doors import undo_of
from tests.factories import TODAY, make_customer, make_rule

DAY = timedelta(days=1)


def own_day(store, **fields):
    return OwnDay(**{"store": store, "name": "店庆", "falls": "solar", "month": 12, "day": 8} | fields)


def form(manager, **typed):
    typed = {"name": "店庆", "store": manager.store_id, "kind": "greet", "falls": "solar"} | typed
    return OwnDayForm(typed, instance=OwnDay(), by=manager, today=TODAY)


def test_everybody_is_greeted_on_the_dealers_own_day_and_it_can_be_taken_out_and_put_back(store, manager):
    make_customer(store, customer_since=TODAY)
    day = own_day(store)
    add_day(day, by=manager, today=TODAY)
    make_rule(store, trigger="festival", day_code=day.code, lead_days=1)
    assert plan_store(store, today=TODAY).added == 1
    assert Touchpoint.objects.get().wanted_on == date(2026, 12, 7)
    assert change_day(day, by=manager, today=TODAY, day=20).moved == 1
    assert remove_day(day, by=manager, today=TODAY).withdrawn == 1
    assert put_day_back(day, by=manager, today=TODAY).added == 1
    assert put_day_back(day, by=manager, today=TODAY) == Changes()
    kinds = list(Activity.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [f"campaigns.day_{verb}" for verb in ("added", "changed", "removed", "put_back")]


def test_a_day_for_an_occupation_greets_who_has_it(store, manager):
    make_customer(store, customer_since=TODAY, occupation_code="nurse")
    make_customer(store, customer_since=TODAY, occupation_code="teacher")
    day = own_day(store, occupations=["nurse", "doctor"])
    add_day(day, by=manager, today=TODAY)
    make_rule(store, trigger="profession", day_code=day.code)
    assert plan_store(store, today=TODAY).added == 1


@pytest.mark.parametrize(
    "falls, found",
    [
        ({"falls": "nth_weekday", "month": 5, "nth": 3, "weekday": 6}, [date(2027, 5, 15)]),
        ({"falls": "nth_weekday_last", "month": 5, "weekday": 6}, [date(2027, 5, 29)]),
        ({"falls": "lunar", "month": 12, "day": 30}, [date(2027, 2, 5)]),  # that year's twelfth month has 29 days
        ({"falls": "solar", "month": 2, "day": 29}, [date(2027, 2, 28)]),
        ({"falls": "once", "month": None, "day": None, "on": date(2027, 3, 3)}, [date(2027, 3, 3)]),
    ],
)
def test_an_own_day_falls_where_its_words_say(store, falls, found):
    assert own_day(store, **falls).rule.date_in(2027) == found


@pytest.mark.parametrize(
    "typed, says",
    [
        ({"month": 2, "day": 30}, "30"),
        ({"falls": "lunar", "month": 5, "day": 31}, "31"),
        ({"falls": "once", "on": TODAY - DAY}, ""),
        ({"kind": "silence", "falls": "once", "on": TODAY + DAY, "until": TODAY}, ""),
        ({"kind": "silence", "falls": "once", "on": TODAY, "until": TODAY + 90 * DAY}, "60"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_in_a_sentence(manager, typed, says):
    (errors,) = form(manager, **typed).errors.values()
    assert says in errors[0]


def test_the_form_asks_only_what_fits_the_kind_of_day(client_of, manager):
    url = reverse("campaigns:day-create")
    assert form(manager, month=2, day=29).is_valid()
    asked = client_of(manager).get(url, {"falls": "nth_weekday"}, headers={"HX-Request": "true"}).content.decode()
    assert 'name="weekday"' in asked and 'name="nth"' in asked and 'name="day"' not in asked


def test_a_manager_writes_days_of_the_own_store_and_none_of_all(client_of, manager, store, other_store):
    assert not form(manager, month=3, day=3, store="").is_valid()
    assert not form(manager, month=3, day=3, store=other_store.pk).is_valid()
    typed = {"name": "店庆", "store": store.pk, "kind": "greet", "falls": "solar", "month": 3, "day": 3}
    page = client_of(manager).post(reverse("campaigns:day-create"), typed, follow=True)
    assert "店庆" in page.content.decode() and OwnDay.objects.get().store == store


def test_mourning_stops_greetings_at_once_and_is_taken_back_as_easily(store, manager, owner):
    nurse = make_customer(store, customer_since=TODAY, occupation_code="nurse")
    day = own_day(store, day=5)
    add_day(day, by=manager, today=TODAY)
    make_rule(store, trigger="festival", day_code=day.code, grace_days=1)
    make_rule(store, trigger="festival", day_code="dongzhi")
    plan_store(store, today=TODAY)
    assert Touchpoint.objects.planned().filter(customer=nurse).count() == 2
    paused = pause_greetings(None, first=date(2026, 12, 4), last=date(2026, 12, 6), why="", by=owner, today=TODAY)
    assert [t.wanted_on for t in Touchpoint.objects.planned()] == [date(2026, 12, 22)]
    remove_day(paused, by=owner, today=TODAY)
    assert sorted(t.wanted_on for t in Touchpoint.objects.planned()) == [date(2026, 12, 5), date(2026, 12, 22)]
    with pytest.raises(Refused):
        pause_greetings(store, first=TODAY, last=TODAY - DAY, why="", by=manager, today=TODAY)


def test_one_click_pauses_and_the_page_offers_to_take_it_back(client_of, manager, store):
    client, today = client_of(manager), date.today()
    page = client.post(
        reverse("campaigns:day-pause"), {"first": today, "last": today + DAY, "why": "哀悼日"}, follow=True
    )
    paused = OwnDay.objects.get()
    assert (paused.store, paused.kind, paused.until) == (store, "silence", today + DAY)
    client.post(undo_of(page))
    assert not OwnDay.objects.standing().exists()


OFFICIAL = """solar_date_iso,weekday_iso_1_mon,is_workday_0_1,kind,arrangement_zh
2027-02-06,6,0,off,春节
2027-02-14,7,1,makeup_workday,春节
"""


def test_a_year_is_provisional_until_its_arrangement_is_loaded(client_of, owner, manager):
    assert not off_days(2026).is_provisional and off_days(2026).days[date(2026, 2, 14)].is_workday
    by_law = off_days(2027)
    assert by_law.is_provisional and date(2027, 2, 6) in by_law.days
    assert load_off_days(OFFICIAL, by=owner) == {2027: 2}
    assert load_off_days(OFFICIAL.replace(",", "\t"), by=owner) == {2027: 2}  # pasted from a sheet, a second time
    days = [OffDay(day.date, day.is_workday, day.name) for day in LoadedOffDay.objects.all()]
    assert off_days(2027, days).days[date(2027, 2, 14)] == OffDay(date(2027, 2, 14), True, "春节")
    url = reverse("campaigns:off-days-load")
    assert client_of(manager).post(url, {"text": OFFICIAL}).status_code == 403


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "."),
        ("a,b\n1,2", "solar_date_iso"),
        (OFFICIAL + "2027-02-30,6,0,off,春节", "4"),
        (OFFICIAL + "2027-02-06,6,0,off,春节", "4"),
    ],
)
def test_an_arrangement_that_cannot_be_read_is_refused_with_its_line(owner, text, says):
    with pytest.raises(Refused, match=says):
        load_off_days(text, by=owner)
    assert not LoadedOffDay.objects.exists()
