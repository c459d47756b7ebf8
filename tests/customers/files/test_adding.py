"""Photos and files are added to a customer and their home, each looked into on its own (AR-4, AR-19)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone

from customers import facts
from customers.actions.file_cleanup import clean_up
from customers.actions.files import add_files, put_back_file, remove_file
from customers.actions.homes import change_home
from customers.models import Activity, Attachment, Customer, Home
from dealercrm.lib.errors import Refused
from tests.customers.files.pages import ALLOWED, HTMX, got, page, url
from tests.factories import NOW, TODAY, make_customer, make_file, make_signed_order, make_staff
from tests.lib.photos import PDF, office, photo, taken_by_phone, upload


def test_several_at_once_are_kept_and_the_bad_one_is_named(customer, assistant, client_of, disk):
    sent = {"一.jpg": photo(), "坏.jpg": b"<html>", "合同.pdf": PDF, "方案.docx": office()}
    files = {"files": [upload(content, name) for name, content in sent.items()], "shows": "goods"}
    response = client_of(assistant).post(url("file-create", customer.pk), files, headers=HTMX)
    text = response.content.decode()
    assert response.status_code == 200 and "坏.jpg" in text and "只能" in text
    rows = Attachment.objects.order_by("pk")
    assert [row.name for row in rows] == ["一.jpg", "合同.pdf", "方案.docx"]
    assert len(disk()) == 4 and all(row.by == assistant for row in rows)
    fact = Activity.objects.get(kind=facts.FILES_ADDED)
    assert len(fact.data["names"]) == 3 and fact.by == assistant
    assert "合同.pdf" in page(client_of(assistant), "customer-timeline", customer.pk)


def test_where_nothing_could_be_kept_the_form_says_why_and_keeps_what_was_chosen(customer, assistant, client_of, disk):
    client = client_of(assistant)
    for sent, words in (({}, "请选择"), ({"files": [upload(b"", "空.jpg")]}, "空.jpg：文件是空的")):
        response = client.post(url("file-create", customer.pk), sent, headers=HTMX)
        assert response.status_code == 422 and words in response.content.decode()
        assert response["HX-Retarget"] == "#about-files"
    many = {"files": [upload(PDF, f"{n}.pdf") for n in range(150)]}
    assert "一次最多 20 个" in client.post(url("file-create", customer.pk), many).content.decode()
    assert not Attachment.objects.exists() and not disk() and not Activity.objects.exists()


def test_what_a_photo_knows_of_its_place_never_reaches_the_disk(customer, assistant):
    row = add_files(customer, [upload(photo(exif=taken_by_phone()))], by=assistant, shows_home=False).rows[0]
    for field in (row.file, row.thumbnail):
        assert b"Secret Maker" not in Path(default_storage.path(field.name)).read_bytes()


def test_a_photo_of_a_home_needs_permission_and_a_floor_plan_does_not(customer, assistant, home, client_of):
    Home.objects.update(photo_permission_by="", photo_permission_on=None)
    client, create = client_of(assistant), url("file-create", customer.pk)
    sent = {"files": [upload(photo(), "客厅.jpg"), upload(PDF, "户型.pdf")], "home": home.pk}
    response = client.post(create, sent, headers=HTMX)
    assert response.status_code == 422 and "谁在哪一天同意的" in response.content.decode()
    assert not Attachment.objects.exists()
    assert client.post(create, {"files": [upload(PDF, "户型.pdf")], "home": home.pk}, headers=HTMX).status_code == 200
    kept = add_files(customer, [upload(photo(), "客厅.jpg"), upload(PDF, "图纸.pdf")], by=assistant, home=home)
    assert [name for name, _sentence in kept.refused] == ["客厅.jpg"]
    assert {row.name for row in Attachment.objects.all()} == {"户型.pdf", "图纸.pdf"}


def test_permission_that_is_given_with_the_photo_is_written_down_in_the_home(customer, assistant, home, client_of):
    Home.objects.update(photo_permission_by="", photo_permission_on=None)
    client, create = client_of(assistant), url("file-create", customer.pk)
    assert 'name="allowed_by"' in client.get(create, {"home": home.pk}, headers=HTMX).content.decode()
    late = {"allowed_by": "张姐", "allowed_on": TODAY + timedelta(days=3000), "home": home.pk}
    assert client.post(create, late | {"files": [upload(photo())]}, headers=HTMX).status_code == 422
    sent = late | {"allowed_on": TODAY - timedelta(days=1), "files": [upload(photo())], "caption": "主卧"}
    assert client.post(create, sent, headers=HTMX).status_code == 200
    home.refresh_from_db()
    assert (home.photo_permission_by, home.photo_permission_on) == ("张姐", TODAY - timedelta(days=1))
    row = Attachment.objects.get()
    assert (row.home, row.caption) == (home, "主卧")
    assert 'name="allowed_by"' not in client.get(create, {"home": home.pk}, headers=HTMX).content.decode()
    assert "张姐" in page(client, "file-detail", row.pk)


def test_permission_is_not_taken_back_while_there_are_photos(customer, assistant, home, disk, committing):
    row, plan = add_files(customer, [upload(photo()), upload(PDF)], by=assistant, home=home).rows
    nobody = {"photo_permission_by": "", "photo_permission_on": None}
    with pytest.raises(Refused):
        change_home(home, by=assistant, **nobody)
    remove_file(row, by=assistant)
    change_home(home, by=assistant, **nobody)
    with pytest.raises(Refused):
        put_back_file(row, by=assistant)
    remove_file(plan, by=assistant)
    with committing(execute=True):
        clean_up(TODAY)  # the next night
    assert disk() == [plan.file.name]


def test_the_tab_of_the_homes_leads_to_the_photos_of_each(customer, assistant, home, client_of):
    for name in ("一.jpg", "二.jpg"):
        remove = make_file(customer, home=home, name=name)
    remove_file(remove, by=assistant)
    client = client_of(assistant)
    html = page(client, "customer-homes", customer.pk)
    assert "(1)" in html and url("file-create", customer.pk, home=home.pk) in html
    form = client.get(url("file-create", customer.pk, home=home.pk)).content.decode()
    assert f'<option value="{home.pk}" selected' in form


def test_another_customers_home_is_no_choice(customer, store, assistant, client_of):
    theirs = Home.objects.create(customer=make_customer(store), **ALLOWED)
    sent = {"files": [upload(photo())], "home": theirs.pk}
    assert client_of(assistant).post(url("file-create", customer.pk), sent).status_code == 422
    with pytest.raises(Refused):
        add_files(customer, [upload(photo())], by=assistant, home=theirs)
    assert not Attachment.objects.exists()


def test_a_large_document_is_kept_byte_for_byte(customer, assistant, client_of):
    content = PDF[:-6] + b"\0" * 4_000_000 + PDF[-6:]  # too large for memory: Django hands it on as a file
    client_of(assistant).post(url("file-create", customer.pk), {"files": [upload(content, "图集.pdf")]}, headers=HTMX)
    assert got(client_of(assistant), Attachment.objects.get()).content_bytes == content


def test_an_upload_the_database_refuses_leaves_nothing_on_the_disk(customer, owner, assistant, disk):
    Customer.objects.filter(pk=customer.pk).update(erased_at=NOW)
    with pytest.raises(Refused):
        add_files(customer, [upload(photo())], by=assistant, shows_home=False)
    Customer.objects.filter(pk=customer.pk).update(erased_at=None)
    unsaved = make_staff(customer.store)
    unsaved.delete()
    with pytest.raises((IntegrityError, ValueError)):
        add_files(customer, [upload(photo()), upload(PDF)], by=unsaved, shows_home=False)
    assert not disk() and not Attachment.objects.exists()


def test_an_archive_that_is_gone_meanwhile_says_so(customer, assistant, disk):
    home = Home.objects.create(customer=customer, **ALLOWED)
    home_as_it_was = Home.objects.get(pk=home.pk)
    home.delete()
    with pytest.raises(Refused):
        add_files(customer, [upload(photo())], by=assistant, home=home_as_it_was)
    as_it_was = Customer.objects.get(pk=customer.pk)
    customer.delete()
    with pytest.raises(Refused):
        add_files(as_it_was, [upload(photo())], by=assistant, shows_home=False)
    assert not disk()


def test_many_files_come_a_screenful_at_a_time_for_as_few_statements(
    customer, assistant, client_of, django_assert_max_num_queries
):
    for n in range(50):
        make_file(customer, name=f"照片{n}.jpg", by=assistant)
    client = client_of(assistant)
    with django_assert_max_num_queries(7):
        text = page(client, "customer-files", customer.pk)
    assert "照片49.jpg" in text and "照片1.jpg" not in text
    last = text.partition("before=")[2].partition('"')[0]
    older = client.get(url("customer-files", customer.pk, before=last), headers=HTMX).content.decode()
    assert "照片1.jpg" in older and "照片0.jpg" in older and "照片49.jpg" not in older
    with django_assert_max_num_queries(7):
        page(client, "file-detail", Attachment.objects.first().pk)
    with django_assert_max_num_queries(4):
        client.get(url("file-thumbnail", Attachment.objects.first().pk))


def test_ten_files_cost_as_few_statements_as_one(customer, assistant, home, client_of, django_assert_max_num_queries):
    client = client_of(assistant)
    for count in (1, 10):
        sent = {"files": [upload(photo()) for _ in range(count)], "home": home.pk}
        with django_assert_max_num_queries(17):
            client.post(url("file-create", customer.pk), sent, headers=HTMX)
    assert Attachment.objects.count() == 11


def test_without_scripts_each_step_is_a_page(customer, assistant, kept, client_of):
    client = client_of(assistant)
    for name, pk in (("customer-files", customer.pk), ("file-detail", kept.pk), ("file-create", customer.pk)):
        assert "<!doctype html>" in client.get(url(name, pk)).content.decode().lower()
    sent = {"files": [upload(b"<svg/>", "图.svg"), upload(PDF, "合同.pdf")]}
    text = client.post(url("file-create", customer.pk), sent, follow=True).content.decode()
    assert "图.svg" in text and "合同.pdf" in text


def test_permission_is_asked_for_what_a_photo_shows_and_not_for_what_it_is_filed_under(
    customer, assistant, home, client_of
):
    Home.objects.update(photo_permission_by="", photo_permission_on=None)
    client, create = client_of(assistant), url("file-create", customer.pk)
    refused = client.post(create, {"files": [upload(photo())], "shows": "home"})
    assert refused.status_code == 422 and not Attachment.objects.exists()
    assert client.post(create, {"files": [upload(photo())], "shows": "goods", "home": home.pk}).status_code == 302
    goods = Attachment.objects.get()
    assert goods.home == home and not goods.shows_home
    told = {"shows": "home", "allowed_by": "张姐", "allowed_on": TODAY}
    assert client.post(create, {"files": [upload(photo())], **told}).status_code == 302
    family = Attachment.objects.exclude(pk=goods.pk).get()
    home.refresh_from_db()
    assert family.shows_home and family.home is None and home.photo_permission_by == "张姐"
    nobody = {"photo_permission_by": "", "photo_permission_on": None}
    with pytest.raises(Refused):
        change_home(home, by=assistant, **nobody)
    remove_file(family, by=assistant)
    change_home(home, by=assistant, **nobody)
    with pytest.raises(Refused):
        put_back_file(family, by=assistant)


def test_a_file_is_kept_with_an_order_and_served_to_who_sees_the_customer(
    customer, assistant, outsider, client_of, crew
):
    order = make_signed_order(customer, crew=crew, planned_install_on=timezone.localdate())
    client = client_of(assistant)
    page = client.get(order.get_absolute_url()).text
    create = f"{url('file-create', customer.pk)}?order={order.pk}&amp;shows=goods"
    assert create in page and f'name="order" value="{order.pk}"' in client.get(create.replace("&amp;", "&")).text
    sent = {"files": [upload(PDF, "合同.pdf")], "order": order.pk, "shows": "goods"}
    assert client.post(url("file-create", customer.pk), sent).status_code == 302
    row = Attachment.objects.get()
    assert row.order == order and "合同.pdf" in client.get(order.get_absolute_url()).text
    assert got(client, row).content_bytes == PDF
    for other in (outsider, crew):
        assert client_of(other).get(url("file-content", row.pk)).status_code == 404
    theirs = make_signed_order(make_customer(customer.store))
    assert client.post(url("file-create", customer.pk), sent | {"order": theirs.pk}).status_code == 422
