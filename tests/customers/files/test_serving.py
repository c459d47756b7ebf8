"""Files are handed out to those who may see their owner, and can run nothing (AR-19)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.actions.files import add_files
from customers.models import Attachment
from stores.models import Role
from tests.customers.files.pages import HTMX, got, page, url
from tests.factories import TODAY, make_customer, make_file, make_order, make_signed_order, make_staff
from tests.lib.photos import PDF, photo, upload


def test_a_photo_is_shown_and_a_document_is_saved_and_neither_can_run_anything(customer, assistant, kept, client_of):
    client = client_of(assistant)
    paper = add_files(customer, [upload(PDF, "合同 #1.pdf")], by=assistant).rows[0]
    for row, shown in ((kept, "inline"), (paper, "attachment")):
        response = client.get(url("file-content", row.pk), headers={"Accept-Encoding": "gzip"})
        assert response.streaming and response["Content-Type"] == row.content_type
        assert response["Content-Disposition"].startswith(shown)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"] == "private, no-cache"
        assert int(response["Content-Length"]) == len(b"".join(response.streaming_content)) == row.size
    assert "utf-8''" in response["Content-Disposition"]
    small = client.get(url("file-thumbnail", kept.pk))
    assert b"".join(small.streaming_content)[:3] == b"\xff\xd8\xff"
    assert client.get(url("file-thumbnail", paper.pk)).status_code == 404


def test_a_browser_that_has_it_is_asked_for_each_time_and_sent_nothing_twice(kept, assistant, outsider, client_of):
    tag = got(client_of(assistant), kept)["ETag"]
    again = {"If-None-Match": tag}
    assert client_of(assistant).get(url("file-content", kept.pk), headers=again).status_code == 304
    assert client_of(outsider).get(url("file-content", kept.pk), headers=again).status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ASSISTANT, Role.CARE, Role.CREW])
def test_nobody_of_another_store_gets_near_a_file(role, kept, customer, other_store, client_of):
    client = client_of(make_staff(other_store, role))
    for name in ("file-detail", "file-content", "file-thumbnail"):
        assert client.get(url(name, kept.pk)).status_code == 404
    for name in ("file-update", "file-remove", "file-restore"):
        assert client.post(url(name, kept.pk)).status_code == 404
    assert client.get(url("customer-files", customer.pk)).status_code == 404
    assert client.post(url("file-create", customer.pk), {"files": [upload(photo())]}).status_code == 404


def test_what_the_disk_has_lost_is_not_there(customer, assistant, client_of):
    assert client_of(assistant).get(url("file-content", make_file(customer).pk)).status_code == 404


def test_the_crew_sees_the_home_and_adds_to_it_but_not_the_contract(customer, crew, assistant, home, kept, client_of):
    of_home = add_files(customer, [upload(photo(), "玄关.jpg")], by=assistant, home=home).rows[0]
    client = client_of(crew)
    assert client.get(url("file-detail", of_home.pk)).status_code == 404  # installs nothing for them
    make_signed_order(customer, crew=crew, planned_install_on=timezone.localdate())
    assert "玄关.jpg" in page(client, "customer-files", customer.pk)
    assert client.get(url("file-content", kept.pk)).status_code == 404
    assert client.post(url("file-remove", of_home.pk)).status_code == 404
    sent = {"files": [upload(photo(), "装好了.jpg")], "home": home.pk}
    assert client.post(url("file-create", customer.pk), sent, headers=HTMX).status_code == 200
    mine = Attachment.objects.get(by=crew)
    assert mine.home == home
    assert client.post(url("file-remove", mine.pk), headers=HTMX).status_code == 200


@pytest.mark.parametrize(
    ("days", "sees"),
    [
        ({}, False),
        ({"planned_install_on": -3}, True),
        ({"planned_install_on": -4}, False),
        ({"planned_install_on": 5}, True),
        ({"installed_on": 0}, True),
        ({"installed_on": 3}, True),
        ({"installed_on": 4}, False),
        ({"cancelled_on": 0}, False),
        ({"installed_on": 1, "returned_on": 0}, False),
        ({"signed_on": None}, False),
    ],
)
def test_the_crew_sees_a_home_in_the_days_of_its_installation(
    days, sees, customer, crew, assistant, home, client_of, django_assert_max_num_queries
):
    of_home = add_files(customer, [upload(photo(), "玄关.jpg")], by=assistant, home=home).rows[0]
    today = timezone.localdate()
    steps = {"signed_on": 200} | days
    steps = {step: None if ago is None else today - timedelta(days=ago) for step, ago in steps.items()}
    make_order(customer, crew=crew, **steps)
    client = client_of(crew)
    with django_assert_max_num_queries(12):
        assert (client.get(url("customer-files", customer.pk)).status_code == 200) is sees
    assert (client.get(url("file-detail", of_home.pk)).status_code == 200) is sees
    assert (client.get(url("file-create", customer.pk)).status_code == 200) is sees


def test_the_crew_finds_a_home_made_from_the_address_where_none_is_written_down(store, crew, client_of):
    customer = make_customer(store, community="翠湖苑", room="801")
    make_signed_order(customer, crew=crew, planned_install_on=timezone.localdate())
    client = client_of(crew)
    assert 'name="allowed_by"' in client.get(url("file-create", customer.pk)).content.decode()
    sent = {"photo": [upload(photo())], "allowed_by": "张姐", "allowed_on": TODAY}
    client.post(url("file-create", customer.pk), sent)
    home = customer.homes.get()
    assert str(home) == "翠湖苑 801" and home.photo_permission_by == "张姐"
    assert Attachment.objects.get().home == home


def test_a_photo_is_found_on_the_installation_of_its_crew(store, crew, client_of):
    customer = make_customer(store)
    make_signed_order(customer, crew=crew, planned_install_on=timezone.localdate())
    html = client_of(crew).get(reverse("customers:installation-list")).content.decode()
    assert url("customer-files", customer.pk) in html
