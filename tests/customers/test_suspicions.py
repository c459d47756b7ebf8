"""What looks made up is found each night and cleared by a person with a reason (AR-9)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers import facts
from customers.actions.suspicions import clear_suspicion, scan
from customers.activity import record
from customers.models import Activity, Customer, CustomerPhone, Suspicion
from dealercrm.lib.errors import Refused
from stores.models import Role
from tests.factories import NOW, make_customer, make_staff, make_suspicion


def entered(store, by, *, phone=None, at=NOW, imported=False, **fields):
    customer = make_customer(store, keeper=by, **fields, **({"phones": [phone]} if phone else {}))
    record(facts.CUSTOMER_ADDED, customer=customer, by=by, at=at, imported=imported)
    return customer


def apart(n):
    """Hours enough between two entries that they are no burst."""
    return NOW + timedelta(hours=n)


def suspected(reason):
    return set(Suspicion.objects.filter(reason=reason).values_list("customer", flat=True))


def ids(customers):
    return {customer.pk for customer in customers}


def test_one_phone_on_three_archives_even_of_several_stores(store, other_store):
    three = [make_customer(where, phones=["13812345678"]) for where in (store, store, other_store)]
    couple = [make_customer(store, phones=["13912345678"]) for _n in range(2)]
    scan()
    assert suspected("shared_phone") == ids(three) and not suspected("shared_phone") & ids(couple)
    evidence = Suspicion.objects.get(customer=three[0]).evidence
    assert evidence == {"size": 3, "others": [three[1].pk, three[2].pk]}


def test_running_numbers_of_one_person(store, assistant, care):
    running = [entered(store, assistant, phone=f"1380013800{n}", at=apart(n)) for n in (7, 8, 9)]
    running.append(entered(store, assistant, phone="13800138010", at=apart(20)))
    entered(store, care, phone="13800138011", at=apart(30))
    entered(store, assistant, phone="13800138013", at=apart(40))
    scan()
    assert suspected("running") == ids(running)
    assert Suspicion.objects.filter(reason="running").first().evidence["by"] == assistant.pk


def test_two_numbers_of_one_person_next_to_each_other_are_none(store, assistant):
    one = entered(store, assistant, phone="13800138001")
    CustomerPhone.objects.create(customer=one, number="13800138002", position=1)
    entered(store, assistant, phone="13800138003", at=apart(2))
    scan()
    assert not suspected("running")


def test_many_entries_within_a_minute(store, assistant, care):
    burst = [entered(store, assistant, at=NOW + timedelta(seconds=12 * n)) for n in range(6)]
    entered(store, assistant, at=NOW + timedelta(minutes=5))
    entered(store, care, at=NOW)
    scan()
    assert suspected("burst") == ids(burst)
    assert Suspicion.objects.filter(reason="burst").first().evidence["size"] == 6


def test_what_an_import_brought_is_nobodys_typing(store, assistant):
    for n in range(6):
        entered(store, assistant, phone=f"1380013800{n}", imported=True)
    scan()
    assert not Suspicion.objects.exists()


def test_an_address_used_over_and_over_however_it_is_spaced(store, other_store):
    same = [make_customer(store, community="万科城", building="23", unit="2", room=room) for room in ("1191", " 1191")]
    same += [
        make_customer(store, community=name, building="23", unit="2", room="1191") for name in ("万科城", "万 科城")
    ]
    make_customer(other_store, community="万科城", building="23", unit="2", room="1191")
    for n in range(5):
        make_customer(store, community="万科城", building="23", unit="2", room=str(n))
        make_customer(store, community="万科城")
    scan()
    assert suspected("address") == ids(same)


def test_cleared_stays_cleared_until_the_evidence_grows(store, manager):
    three = [make_customer(store, phones=["13812345678"]) for _n in range(3)]
    scan()
    suspicion = Suspicion.objects.get(customer=three[0])
    clear_suspicion(suspicion, why="一家三口", by=manager, now=NOW)
    assert scan()["shared_phone"] == 0
    suspicion.refresh_from_db()
    assert (suspicion.cleared_by, suspicion.cleared_why) == (manager, "一家三口")
    make_customer(store, phones=["13812345678"])
    scan()
    suspicion.refresh_from_db()
    assert suspicion.cleared_at is None and suspicion.evidence["size"] == 4


def test_it_is_cleared_with_a_reason_once_and_told(customer, manager, owner):
    suspicion = make_suspicion(customer)
    with pytest.raises(Refused):
        clear_suspicion(suspicion, why="  ", by=manager, now=NOW)
    clear_suspicion(suspicion, why="门店电话", by=manager, now=NOW)
    with pytest.raises(Refused, match="店长"):
        clear_suspicion(suspicion, why="也看过", by=owner, now=NOW)
    fact = Activity.objects.get(kind=facts.SUSPICION_CLEARED)
    assert fact.data == {"reason": "shared_phone", "why": "门店电话"} and fact.customer == customer


def test_a_family_behind_one_door_is_cleared_together_and_nobody_else(store, other_store, manager, client_of):
    family = [make_customer(store) for _n in range(4)]
    other, elsewhere = make_customer(store), make_customer(other_store)
    for customer in (*family, elsewhere):
        make_suspicion(customer, reason="address", incident="door")
    make_suspicion(other, reason="address")
    make_suspicion(family[1], reason="shared_phone")
    first = Suspicion.objects.get(customer=family[0])
    page = client_of(manager).get(reverse("customers:suspicion-list"))
    assert sorted(len(together) for _one, _words, together in page.context["cases"]) == [1, 1, 4]  # a card each
    client_of(manager).post(reverse("customers:suspicion-clear", args=[first.pk]), {"why": "祖孙三代"})
    cleared = Suspicion.objects.filter(cleared_why="祖孙三代", cleared_by=manager)
    assert set(cleared.values_list("customer", "reason")) == {(customer.pk, "address") for customer in family}
    assert Activity.objects.filter(kind=facts.SUSPICION_CLEARED).count() == 4


def test_what_nobody_looked_at_is_not_cleared_with_the_others(store, manager):
    shared, other = "13812345678", "13912345678"
    a, b, c = (make_customer(store, phones=phones) for phones in ([shared], [shared, other], [shared]))
    for _n in range(3):
        make_customer(store, phones=[other])
    scan()
    first = Suspicion.objects.get(customer=a)
    assert first.evidence["others"] == [b.pk, c.pk]
    assert clear_suspicion(first, why="一家人", by=manager, now=NOW) == 2
    assert not Suspicion.objects.filter(customer=b, cleared_at__isnull=False).exists()


def test_a_crowd_is_one_incident(store, manager):
    crowd = [make_customer(store, phones=["13812345678"]) for _n in range(12)]
    scan()
    assert clear_suspicion(Suspicion.objects.get(customer=crowd[-1]), why="工地电话", by=manager, now=NOW) == 12


def test_a_burst_of_many_minutes_is_one_incident_and_the_next_another(store, assistant):
    for hour in (0, 3):
        for n in range(20):
            entered(store, assistant, at=NOW + timedelta(hours=hour, seconds=8 * n))
    scan()
    incidents = set(Suspicion.objects.filter(reason="burst").values_list("incident", flat=True))
    assert len(incidents) == 2 and len(suspected("burst")) == 40


@pytest.mark.parametrize("address", ["郑州市中原区", "河南省郑州市金水区", "万科城小区"])
def test_a_district_or_a_community_is_no_address(store, address):
    for _n in range(8):
        make_customer(store, address=address)
    scan()
    assert not Suspicion.objects.exists()


def test_an_erased_archive_is_suspected_of_nothing(store, owner):
    three = [make_customer(store, phones=["13812345678"]) for _n in range(3)]
    Customer.objects.filter(pk=three[0].pk).update(erased_at=NOW)
    scan()
    assert three[0].pk not in suspected("shared_phone")


def test_the_page_shows_evidence_and_clears(store, assistant, manager, client_of):
    people = [entered(store, assistant, phone=f"1380013800{n}", name=f"客{n}", at=apart(n)) for n in range(3)]
    scan()
    client = client_of(manager)
    html = client.get(reverse("customers:suspicion-list")).content.decode()
    for fact in ("客0", "客2", "小刘录入的 3 份档案号码相连", "号码连号"):
        assert fact in html, fact
    assert "1380013800" not in html
    assert "号码连号" in client.get(reverse("customers:customer-outlook", args=[people[0].pk])).text
    assert "号码连号" not in client_of(assistant).get(people[0].get_absolute_url()).content.decode()
    suspicion = Suspicion.objects.get(customer=people[0])
    url = reverse("customers:suspicion-clear", args=[suspicion.pk])
    assert client.post(url, {"why": ""}).status_code == 422
    client.post(url, {"why": "同事三人"})
    cleared = client.get(reverse("customers:suspicion-list"), {"cleared": "1"}).content.decode()
    assert "同事三人" in cleared and "店长" in cleared
    assert "同事三人" in client.get(reverse("customers:customer-timeline", args=[people[0].pk])).content.decode()


def test_every_reason_has_its_sentence(store, customer, owner, manager, client_of):
    for reason in Suspicion.Reason:
        make_suspicion(
            customer, reason=reason, evidence={"size": 7, "by": owner.pk, "at": NOW.isoformat(), "others": []}
        )
    html = client_of(manager).get(reverse("customers:suspicion-list"), {"reason": "nonsense"}).content.decode()
    for words in ("出现在 7 份档案里", "7 份档案号码相连", "2026-11-22 10:00", "老板"):
        assert words in html, words


def test_names_of_another_store_are_not_shown(store, other_store, manager, client_of):
    for where, name in ((store, "本店甲"), (store, "本店乙"), (other_store, "外店丙")):
        make_customer(where, name=name, phones=["13812345678"])
    scan()
    html = client_of(manager).get(reverse("customers:suspicion-list")).content.decode()
    assert "本店乙" in html and "外店丙" not in html
    stranger = client_of(make_staff(other_store, Role.MANAGER))
    other = reverse("customers:suspicion-clear", args=[Suspicion.objects.filter(store=store).first().pk])
    assert stranger.post(other, {"why": "x"}).status_code == 404


def test_the_page_costs_the_same_for_twenty(store, manager, client_of, django_assert_max_num_queries):
    for _n in range(20):
        make_customer(store, phones=["13812345678"])
    scan()
    client = client_of(manager)
    with django_assert_max_num_queries(10):
        client.get(reverse("customers:suspicion-list"))


def test_the_scan_is_four_statements(store):
    for _n in range(10):
        make_customer(store, phones=["13812345678"])
    with CaptureQueriesContext(connection) as statements:
        scan()
    assert sum("INSERT INTO customers_suspicion" in query["sql"] for query in statements) == 4
    assert len(statements) <= 12
