from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Revisit
from customers.actions.tiers import recompute_tiers
from customers.models import Activity, Customer
from stores.models import Role
from tests.customers.lists import names
from tests.factories import TODAY, make_contact, make_customer, make_signed_order, make_staff

URL = reverse("customers:customer-list")


@pytest.fixture
def shop(store, other_store, assistant):
    """Three people worth telling apart, and one of another store."""
    zhang = make_customer(
        store, name="张小美", phones=["19911115678"], community="万科城", keeper=assistant, customer_since=TODAY
    )
    make_signed_order(zhang)
    wang = make_customer(store, name="王伟", community="融创观澜府", customer_since=TODAY)
    li = make_customer(store, name="李萍", kind=Customer.Kind.DESIGNER)
    elsewhere = make_customer(other_store, name="王伟", customer_since=TODAY)
    recompute_tiers(TODAY)
    return zhang, wang, li, elsewhere


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["王伟", "张小美", "李萍"]),
        ("sort=newest", ["李萍", "王伟", "张小美"]),
        ("q=小美", ["张小美"]),
        ("q=zxm", ["张小美"]),
        ("q=5678", ["张小美"]),
        ("q=万科", ["张小美"]),
        ("q=王伟", ["王伟"]),
        ("q=!!", []),
        ("status=old", ["王伟", "张小美"]),
        ("status=lead", ["李萍"]),
        ("kind=designer", ["李萍"]),
        ("kind=consumer", ["王伟", "张小美"]),
        ("tier=A", ["张小美"]),
        ("tier=A1", ["张小美"]),
        ("tier=B", []),
        ("keeper=me", ["张小美"]),
        ("keeper=none", ["王伟", "李萍"]),
        ("keeper=none&status=old", ["王伟"]),
        ("community=万科城", ["张小美"]),
        ("sort=name", ["李萍", "王伟", "张小美"]),
        ("q=王&status=lead", []),
        ("status=nonsense&tier=Z9&keeper=x&sort=up&older=abc&store=1", ["王伟", "张小美", "李萍"]),
    ],
)
def test_filters_combine_and_nobody_sees_another_store(shop, assistant, client_of, query, expected):
    assert names(client_of(assistant).get(f"{URL}?{query}")) == expected


def test_the_owner_sees_all_stores_or_the_one_chosen(shop, owner, store, other_store, client_of):
    client = client_of(owner)
    assert len(names(client.get(URL))) == 4
    assert names(client.get(URL, {"store": other_store.pk})) == ["王伟"]
    assert names(client.get(URL, {"store": store.pk, "q": "ww"})) == ["王伟"]
    assert names(client.get(URL, {"q": "ww"})) == ["王伟", "王伟"]


def test_numbers_are_masked_even_for_those_found_by_them(shop, owner, client_of):
    page = client_of(owner).get(URL, {"q": "19911115678"}).content.decode()
    assert "199****5678" in page
    assert "19911115678" not in page.replace('value="19911115678"', "").replace("q=19911115678", "")


@pytest.mark.parametrize("asked", ["1991", "9111", "5678", "15678", "张小美 9111", "19911115678", "199 1111 5678"])
def test_a_masked_number_cannot_be_guessed_piece_by_piece(asked, store, assistant, manager, client_of):
    """Its last four digits and the whole are what people are told; of one's own customers any piece will do."""
    customer, colleague = make_customer(store, phones=["19911115678"], keeper=assistant), make_staff(store)
    pick = reverse("customers:customer-pick")
    for who, is_found in ((assistant, True), (manager, True), (colleague, asked[-4:] == "5678" != asked[1:])):
        assert bool(names(client_of(who).get(URL, {"q": asked}))) is is_found
        picked = client_of(who).get(pick, {"name": "a", "a_words": asked}).text
        assert (f'value="{customer.pk}"' in picked) is is_found


@pytest.mark.parametrize("sort", ["newest", "name", "old_first", "touched", "next"])
def test_pages_lead_to_every_customer_once_and_back(store, assistant, client_of, sort):
    days = [None, TODAY, TODAY - timedelta(days=3)]  # some are leads
    made = [make_customer(store, name=f"王{'伟芳娜'[i % 3]}", customer_since=days[i % 3]) for i in range(60)]
    for customer in made[::3]:
        make_contact(customer, on=TODAY + timedelta(days=customer.pk % 4))
        at = timezone.now() - timedelta(days=customer.pk % 3)
        Revisit.objects.create(customer=customer, store=store, at=at, way="call")
    client = client_of(assistant)
    seen, url, sizes, last = [], f"{URL}?sort={sort}", [], None
    while url:
        response = client.get(url)
        shown = [customer.pk for customer in response.context["list"].rows]
        seen, last = seen + shown, response
        sizes.append(len(shown))
        url = f"{URL}?{response.context['list'].older}" if response.context["list"].older else ""
    assert sizes == [25, 25, 10]
    assert sorted(seen) == sorted(customer.pk for customer in made)
    back = client.get(f"{URL}?{last.context['list'].newer}").context["list"]
    assert [customer.pk for customer in back.rows] == seen[25:50]
    assert back.newer and back.older


def test_sorted_by_contact_those_come_first_who_have_waited_longest_or_are_due_soonest(store, assistant, client_of):
    long_ago, lately, never = (make_customer(store, name=name) for name in ("久未联系", "昨天联系", "从未联系"))
    for customer, days in ((lately, 1), (long_ago, 90)):
        at = timezone.now() - timedelta(days=days)
        Revisit.objects.create(customer=customer, store=store, at=at, way="call")
    for customer, days in ((lately, 5), (never, 2)):
        make_contact(customer, on=TODAY + timedelta(days=days))
    assert names(client_of(assistant).get(URL, {"sort": "touched"})) == ["久未联系", "昨天联系", "从未联系"]
    assert names(client_of(assistant).get(URL, {"sort": "next"})) == ["从未联系", "昨天联系", "久未联系"]
    assert "sort=touched" in client_of(assistant).get(URL).text
    assert names(client_of(assistant).get(URL, {"sort": "next", "status": "lead", "untouched": "30"})) == [
        "从未联系", "久未联系",
    ]  # fmt: skip


def test_typing_swaps_the_rows_only(shop, assistant, client_of):
    headers = {"HX-Request": "true", "HX-Target": "customers"}
    fragment = client_of(assistant).get(URL, {"q": "王"}, headers=headers).content.decode()
    assert "<html" not in fragment
    assert 'id="customers"' in fragment and "王伟" in fragment


def test_a_customer_whose_keeper_has_left_says_so(store, assistant, client_of):
    gone = make_staff(store, name="走了的人", is_active=False)
    make_customer(store, keeper=gone, customer_since=TODAY)
    page = client_of(assistant).get(URL, {"keeper": "none"}).content.decode()
    assert "走了的人" in page and "text-bg-warning" in page


def test_the_statements_do_not_grow_with_the_rows(store, owner, assistant, client_of, django_assert_max_num_queries):
    for who in (owner, assistant):
        client = client_of(who)
        for __ in range(2):
            for __ in range(14):
                make_signed_order(make_customer(store, keeper=assistant, customer_since=TODAY))
            with django_assert_max_num_queries(9):
                client.get(URL, {"q": "张小美"})


def test_a_row_tells_the_last_contact_and_the_next(store, assistant, client_of):
    known, fresh = make_customer(store, name="张小美"), make_customer(store, name="王伟")
    for days, outcome in ((40, "reached"), (17, "reached"), (1, "no_answer")):
        Revisit.objects.create(
            customer=known, store=store, at=timezone.now() - timedelta(days=days), way="call", outcome=outcome
        )
    long_ago = timezone.now() - timedelta(days=400)
    Activity.objects.create(kind="customers.old_contact_noted", customer=fresh, store=store, at=long_ago)
    for days, state in ((-2, "done"), (3, "planned"), (90, "planned")):
        make_contact(known, on=timezone.localdate() + timedelta(days=days), state=state)
    rows = {row.name: row for row in client_of(assistant).get(URL).context["list"].rows}
    ago = {name: row.touched_at and (timezone.now() - row.touched_at).days for name, row in rows.items()}
    assert ago == {"张小美": 17, "王伟": 400}
    assert {name: row.next_on for name, row in rows.items()} == {
        "张小美": timezone.localdate() + timedelta(days=3), "王伟": None,
    }  # fmt: skip
    page = client_of(assistant).get(URL).content.decode()
    assert "17 天前" in page and "3 天后" in page


def test_a_column_is_left_out_and_the_head_of_another_sorts(shop, assistant, client_of):
    page = client_of(assistant).get(URL, {"status": "old"}).content.decode()
    assert "199****5678" in page and "?status=old&amp;sort=name" in page
    page = client_of(assistant).get(URL, {"status": "old", "hide": "phone.nonsense"}).content.decode()
    assert "199****5678" not in page and "万科城" in page


@pytest.mark.parametrize(("typed", "begun"), [("孙悟空", "name=孙悟空"), ("139 1234 5679", "phones=13912345679")])
def test_who_is_not_found_is_written_down_with_what_was_typed(shop, assistant, client_of, typed, begun):
    page = client_of(assistant).get(URL, {"q": typed}).content.decode()
    link = f"{reverse('customers:customer-create')}?{quote(begun, safe='=')}"
    assert link in page
    name, _, value = begun.partition("=")
    assert client_of(assistant).get(link).context["form"][name].value() == value


def test_crew_do_not_read_the_archive(crew, client_of):
    assert client_of(crew).get(URL).status_code == 403


def test_an_empty_house_says_how_to_fill_it(assistant, manager, client_of):
    assert reverse("customers:customer-create") in client_of(assistant).get(URL).content.decode()
    assert manager.role == Role.MANAGER
    assert client_of(manager).get(URL).status_code == 200


def test_the_count_stops_counting(store, owner, client_of, monkeypatch):
    monkeypatch.setattr("customers.listing.CustomerList.most", 3)
    for __ in range(5):
        make_customer(store)
    listed = client_of(owner).get(URL).context["list"]
    assert (listed.count, listed.count_is_capped) == (3, True)
