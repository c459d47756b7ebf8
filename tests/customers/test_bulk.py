import pytest
from django.urls import reverse

from customers import facts
from customers.actions.bulk import give_keeper_to_many, tag_many, untag_many
from customers.models import Activity, Customer, CustomerTag, RowChange, Tag
from dealercrm.lib.errors import Refused
from tests.factories import TODAY, make_contact, make_customer, make_signed_order, make_staff

BULK, TAG, UNTAG, KEEPER = (
    reverse(f"customers:customer-bulk{verb}") for verb in ("", "-tag", "-untag", "-keeper")
)  # fmt: skip


@pytest.fixture
def three(store, assistant):
    return [make_customer(store, name=name, keeper=assistant) for name in ("王伟", "王芳", "李萍")]


@pytest.fixture
def tag(db):
    return Tag.objects.create(name="老业主")


def carriers(tag):
    return set(CustomerTag.objects.filter(tag=tag).values_list("customer__name", flat=True))


def test_those_ticked_are_looked_at_again_and_then_tagged(three, tag, assistant, client_of):
    client = client_of(assistant)
    ticked = [three[0].pk, three[2].pk]
    page = client.get(BULK, {"verb": "tag", "whom": "ticked", "customer": [*ticked, "x"], "query": "sort=name"})
    assert page.context["selection"].count == 2 and not carriers(tag)
    words = page.content.decode()
    assert "王伟" in words and "李萍" in words and "王芳" not in words
    data = {"whom": "ticked", "customer": ticked, "count": 2, "target": tag.pk, "query": "sort=name"}
    assert client.post(TAG, data)["Location"].endswith("?sort=name")
    assert carriers(tag) == {"王伟", "李萍"}
    assert client.post(UNTAG, data | {"customer": ticked[:1], "count": 1}).status_code == 302
    assert carriers(tag) == {"李萍"}


def test_the_whole_list_is_what_its_filters_say(three, tag, other_store, assistant, client_of):
    make_customer(other_store, name="王外")
    client, data = client_of(assistant), {"whom": "all", "query": "q=王", "target": tag.pk}
    page = client.get(BULK, {"verb": "tag", **data})
    assert page.context["selection"].count == 2
    client.post(TAG, data | {"count": 2})
    assert carriers(tag) == {"王伟", "王芳"}


def test_a_list_that_changed_meanwhile_is_shown_again(three, tag, store, assistant, client_of):
    make_customer(store, name="王新")
    answer = client_of(assistant).post(TAG, {"whom": "all", "query": "q=王", "target": tag.pk, "count": 2})
    assert answer.status_code == 409 and answer.context["selection"].count == 3
    assert not carriers(tag)


def test_nobody_reaches_another_store(three, tag, outsider, client_of):
    data = {"whom": "ticked", "customer": [c.pk for c in three], "count": 3, "target": tag.pk}
    client_of(outsider).post(TAG, data)
    assert not carriers(tag)


def test_a_keeper_is_given_and_the_plan_follows(three, store, assistant, manager, client_of):
    colleague, touchpoint = make_staff(store, name="小孙"), make_contact(three[0])
    client, data = client_of(manager), {"whom": "all", "query": "", "count": 3, "target": colleague.pk}
    assert client.post(KEEPER, data).status_code == 302
    assert set(Customer.objects.values_list("keeper__name", flat=True)) == {"小孙"}
    touchpoint.refresh_from_db()
    assert touchpoint.assignee == colleague
    told = Activity.objects.filter(kind=facts.KEEPER_GIVEN)
    assert told.count() == 3 and told[0].data == {"from": assistant.name, "to": "小孙", "keeper": colleague.pk}
    assert RowChange.objects.filter(customer=three[1], table="customers_customer", action="update").exists()
    client.post(KEEPER, data)  # once more: nothing changes, nothing is told
    assert told.count() == 3
    assert client_of(assistant).post(KEEPER, data).status_code == 403
    assert client_of(assistant).get(BULK, {"verb": "keeper", "whom": "all"}).status_code == 403


@pytest.mark.parametrize("who", ["gone", "outsider", "crew"])
def test_only_active_keepers_of_the_store_are_given_customers(three, store, manager, outsider, crew, who):
    keeper = {"gone": make_staff(store, is_active=False), "outsider": outsider, "crew": crew}[who]
    with pytest.raises(Refused):
        give_keeper_to_many([c.pk for c in three], keeper=keeper, by=manager)


def test_customers_of_several_stores_have_no_common_keeper(three, other_store, owner, client_of):
    make_customer(other_store)
    answer = client_of(owner).get(BULK, {"verb": "keeper", "whom": "all"}, follow=True)
    assert answer.context is None or "selection" not in answer.context
    assert (
        client_of(owner).get(BULK, {"verb": "keeper", "whom": "all", "query": f"store={three[0].store_id}"}).status_code
        == 200
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"verb": "tag", "whom": "ticked"},
        {"verb": "delete", "whom": "all"},
        {"verb": "tag", "whom": "all", "query": "q=没有"},
    ],
)
def test_nothing_to_do_is_said(three, tag, assistant, client_of, wrong):
    answer = client_of(assistant).get(BULK, wrong)
    assert answer.status_code != 200 or "selection" not in (answer.context or {})


def test_a_tag_has_to_be_chosen(three, tag, assistant, client_of):
    client_of(assistant).post(TAG, {"whom": "all", "query": "", "count": 3, "target": "x"})
    assert not carriers(tag)


def test_the_statements_are_the_same_few_for_any_number(store, tag, manager, django_assert_max_num_queries):
    keeper = make_staff(store)
    for n in (2, 40):
        ids = [make_customer(store).pk for __ in range(n)]
        with django_assert_max_num_queries(22):
            assert tag_many(ids, tag=tag, by=manager) == n
            assert tag_many(ids, tag=tag, by=manager) == 0
            assert untag_many(ids, tag=tag, by=manager) == n
        with django_assert_max_num_queries(12):
            assert give_keeper_to_many(ids, keeper=keeper, by=manager) == n


def test_there_is_a_limit_to_once(three, tag, manager, monkeypatch):
    monkeypatch.setattr("customers.actions.bulk.AT_MOST", 2)
    with pytest.raises(Refused):
        tag_many([c.pk for c in three], tag=tag, by=manager)


def test_the_source_of_many_is_changed_at_once_and_old_customers_are_counted_anew(three, store, assistant, client_of):
    make_signed_order(three[0])
    Customer.objects.filter(pk=three[2].pk).update(source="online")
    client, source = client_of(assistant), reverse("customers:customer-bulk-source")
    page = client.get(BULK, {"verb": "source", "whom": "all", "query": ""})
    assert page.context["selection"].count == 3 and "中间人介绍" in page.text
    sent = {"whom": "all", "query": "", "count": 3, "target": "intermediary"}
    assert client.post(source, sent).status_code == 302
    assert set(Customer.objects.values_list("source", "customer_since")) == {("intermediary", None)}
    told = Activity.objects.filter(kind=facts.CUSTOMER_CHANGED)
    assert [fact.data for fact in told.filter(customer=three[2])] == [
        {"changed": {"source": ["online", "intermediary"]}}
    ]
    assert client.post(source, sent | {"target": "online"}).status_code == 302
    three[0].refresh_from_db()
    assert three[0].customer_since == TODAY and three[0].tier.letter
    assert client.post(source, sent | {"target": "nowhere"}, follow=True).status_code in (200, 422)
    assert Customer.objects.filter(source="online").count() == 3
