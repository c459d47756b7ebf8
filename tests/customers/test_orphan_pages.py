from django.urls import reverse

from customers.models import Customer
from tests.factories import TODAY, make_customer, make_staff

LIST, SHARE = reverse("customers:orphan-list"), reverse("customers:orphan-share")


def orphans(store, n):
    return [make_customer(store, customer_since=TODAY) for __ in range(n)]


def test_the_manager_sees_whom_nobody_looks_after(store, other_store, manager, assistant, client_of):
    lost = orphans(store, 1)[0]
    kept, elsewhere = make_customer(store, keeper=assistant, customer_since=TODAY), orphans(other_store, 1)[0]
    page = client_of(manager).get(LIST).content.decode()
    assert lost.get_absolute_url() in page
    assert kept.get_absolute_url() not in page and elsewhere.get_absolute_url() not in page


def test_those_ticked_are_given(store, manager, assistant, client_of):
    one, other = orphans(store, 2)
    client_of(manager).post(SHARE, {"store": store.pk, "keepers": [assistant.pk], "customer": [one.pk]})
    assert {c.pk: c.keeper for c in Customer.objects.select_related("keeper")} == {one.pk: assistant, other.pk: None}


def test_all_are_shared_evenly(store, manager, assistant, client_of):
    orphans(store, 5)
    sent = {"store": store.pk, "keepers": [assistant.pk, manager.pk], "everybody": "1"}
    page = client_of(manager).post(SHARE, sent, follow=True).content.decode()
    assert sorted([assistant.kept_customers.count(), manager.kept_customers.count()]) == [2, 3]
    assert "5" in page


def test_forgetting_whom_or_to_whom_is_said(store, manager, assistant, client_of):
    orphans(store, 1)
    client = client_of(manager)
    nobody = {"keepers": [assistant.pk], "customer": ["9" * 30]}
    for sent in ({"keepers": [assistant.pk]}, {"everybody": "1"}, {"keepers": ["x"], "everybody": "1"}, nobody):
        page = client.post(SHARE, {"store": store.pk} | sent, follow=True).content.decode()
        assert "alert-danger" in page
    assert not Customer.objects.filter(keeper__isnull=False).exists()


def test_a_manager_shares_no_other_store(store, other_store, manager, outsider, client_of):
    lost = orphans(other_store, 1)[0]
    sent = {"keepers": [outsider.pk], "everybody": "1"}
    assert client_of(manager).post(SHARE, sent | {"store": other_store.pk}).status_code == 404
    client_of(manager).post(SHARE, sent | {"store": store.pk})
    lost.refresh_from_db()
    assert lost.keeper is None


def test_the_owner_chooses_the_store(store, other_store, owner, outsider, client_of):
    lost = orphans(other_store, 1)[0]
    client = client_of(owner)
    assert lost.get_absolute_url() in client.get(LIST, {"store": other_store.pk}).content.decode()
    assert lost.get_absolute_url() not in client.get(LIST, {"store": store.pk}).content.decode()
    client.post(SHARE, {"store": other_store.pk, "keepers": [outsider.pk], "customer": [lost.pk]})
    lost.refresh_from_db()
    assert lost.keeper == outsider


def test_an_owner_without_a_store_is_told_so(owner, client_of):
    assert client_of(owner).get(LIST).status_code == 200


def test_assistants_do_not_share(assistant, client_of):
    assert client_of(assistant).get(LIST).status_code == 403


def test_the_statements_do_not_grow(store, manager, client_of, django_assert_max_num_queries):
    gone = make_staff(store, is_active=False)
    for customer in orphans(store, 30):
        Customer.objects.filter(pk=customer.pk).update(keeper=gone)
    client = client_of(manager)
    with django_assert_max_num_queries(8):
        client.get(LIST)
