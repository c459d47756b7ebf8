"""What somebody has just taken out of an archive or changed is put back as it was."""

import json
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from customers.models import Home, HomeItem, HouseholdMember, RowChange
from tests.doors import undo_of
from tests.factories import NOW, TODAY, make_file, make_item, make_member, make_staff
from tests.pages import seen

HTMX = {"HX-Request": "true"}


def url(name, pk):
    return reverse(f"customers:{name}", args=[pk])


def values(model):
    return list(model.objects.order_by("pk").values())


def test_a_home_comes_back_with_all_that_stood_in_it(customer, assistant, client_of):
    home = Home.objects.create(customer=customer, label="海边", area=Decimal("88.50"), handed_over_on=TODAY)
    make_item(customer, home=home, product="餐桌", state="worn", bought_on=TODAY)
    make_item(customer, home=home, product="窗帘", state="missing")
    before, client = (values(Home), values(HomeItem)), client_of(assistant)
    gone = client.post(url("home-remove", home.pk), follow=True)
    assert not Home.objects.exists()
    back = client.post(undo_of(gone))
    assert back["Location"] == f"{customer.get_absolute_url()}?tab=homes#home-{home.pk}"
    assert (values(Home), values(HomeItem)) == before


def test_a_member_and_a_thing_come_back_as_they_were(customer, assistant, client_of):
    member, item = make_member(customer, name="王桂英", phone="13912340000", notes="腰不好"), make_item(customer)
    before, client = (values(HouseholdMember), values(HomeItem)), client_of(assistant)
    for name, row in (("member-remove", member), ("item-remove", item)):
        told = json.loads(client.post(url(name, row.pk), headers=HTMX)["HX-Trigger"])
        (notice,) = told["notices"]
        back = client.post(notice["undo"], headers=HTMX)
        assert f'id="{type(row)._meta.model_name}-{row.pk}"' in back.content.decode()
        assert json.loads(back["HX-Trigger-After-Settle"]) == {"made": {"id": f"{row._meta.model_name}-{row.pk}"}}
    assert (values(HouseholdMember), values(HomeItem)) == before


def test_a_change_is_taken_back_unless_it_went_on_since(customer, assistant, client_of):
    item, client = make_item(customer, product="餐桌", bought_on=TODAY), client_of(assistant)
    change = url("item-update", item.pk)

    def write(**typed):
        sent = {"product": "餐桌", "state": "good"} | typed | seen(client, change)
        return undo_of(client.post(change, sent, follow=True))

    first = write(state="worn", bought_on="")
    client.post(first)
    item.refresh_from_db()
    assert (item.state, item.bought_on) == ("good", TODAY)
    second = write(state="broken", bought_on=TODAY)
    write(state="missing", bought_on=TODAY)
    assert "再次改动" in client.post(second, follow=True).content.decode()
    item.refresh_from_db()
    assert item.state == "missing"


def test_a_child_is_not_kept_for_an_undo_and_a_home_does_not_come_back_without_its_photos(
    customer, assistant, client_of
):
    child = make_member(
        customer, relation="child", birthday="solar-05-01/2020", guardian_name="李晓梅", guardian_consent_at=NOW
    )
    home = Home.objects.create(customer=customer)
    make_file(customer, home=home, by=assistant)
    for name, row in (("member-remove", child), ("home-remove", home)):
        page = client_of(assistant).post(url(name, row.pk), follow=True).content.decode()
        assert 'role="status"' in page and 'class="undo"' not in page


def test_only_who_did_it_takes_it_back_and_only_for_an_hour(store, customer, assistant, client_of):
    item, colleague = make_item(customer), make_staff(store)
    undo = undo_of(client_of(assistant).post(url("item-remove", item.pk), follow=True))
    assert client_of(colleague).post(undo).status_code == 404
    RowChange.objects.update(at=RowChange.objects.first().at - timedelta(hours=2))
    assert client_of(assistant).post(undo).status_code == 404
    assert not HomeItem.objects.exists()


def test_what_is_back_is_not_put_back_twice(customer, assistant, client_of):
    member, client = make_member(customer), client_of(assistant)
    undo = undo_of(client.post(url("member-remove", member.pk), follow=True))
    for _time in range(2):
        client.post(undo)
    assert HouseholdMember.objects.count() == 1
