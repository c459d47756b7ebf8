import pytest
from django.urls import reverse

from stores.models import Store
from tests.pages import seen

LIST, CREATE = reverse("stores:store-list"), reverse("stores:store-create")
ENTERED = {
    "name": "南区店", "code": "south", "city": "郑州", "area_code": "0371", "address": "", "digest_at": "08:30",
    "checks_a_month": "10",
}  # fmt: skip


def test_the_owner_opens_and_renames_a_store(client_of, owner):
    client = client_of(owner)
    assert client.post(CREATE, ENTERED)["Location"] == LIST
    south = Store.objects.get(code="south")
    url = reverse("stores:store-update", args=[south.pk])
    client.post(url, ENTERED | {"name": "南区旗舰店", "digest_at": "09:00"} | seen(client, url))
    south.refresh_from_db()
    assert (south.name, south.digest_at.hour) == ("南区旗舰店", 9)
    assert "南区旗舰店" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "mistake", [{"code": "east"}, {"code": "南"}, {"area_code": "abc"}, {"digest_at": "25:00"}, {"name": ""}], ids=str
)
def test_a_mistake_in_a_store_is_shown(client_of, owner, store, mistake):
    response = client_of(owner).post(CREATE, ENTERED | mistake)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == mistake.keys()
    assert Store.objects.count() == 1


def test_what_the_form_does_not_send_stays_and_what_it_sends_empty_is_asked_for(client_of, owner, store):
    client = client_of(owner)
    client.post(CREATE, ENTERED)
    assert Store.objects.get(code="south").calling_hours == "10-12, 15-20"
    Store.objects.filter(pk=store.pk).update(calling_hours="9-11", contacts_a_day=12)
    url = reverse("stores:store-update", args=[store.pk])
    client.post(url, ENTERED | {"name": "东区旗舰店", "code": "east"} | seen(client, url))
    store.refresh_from_db()
    assert (store.name, store.calling_hours, store.contacts_a_day) == ("东区旗舰店", "9-11", 12)
    assert client.post(CREATE, ENTERED | {"code": "west", "calling_hours": ""}).status_code == 422


def test_what_a_code_may_be_is_said_plainly(client_of, owner):
    page = client_of(owner).post(CREATE, ENTERED | {"code": "东 区"}).content.decode()
    assert "编号只能用字母、数字" in page


def test_without_a_store_the_page_says_what_to_do(client_of, owner):
    page = client_of(owner).get(LIST).content.decode()
    assert 'class="empty"' in page
    assert CREATE in page


def test_the_list_of_stores_asks_the_same_of_the_database_however_many_there_are(
    client_of, owner, store, other_store, django_assert_num_queries
):
    client = client_of(owner)
    with django_assert_num_queries(4):  # session, person, top of the page, stores
        client.get(LIST)
