"""Photos and files on a customer and their home: kept, shown to whom, taken away and brought back (AR-4, AR-19)."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from customers import facts
from customers.actions.erase import erase
from customers.actions.file_cleanup import clean_up
from customers.actions.files import add_files, name_file, put_back_file, remove_file
from customers.actions.homes import change_home, remove_home
from customers.actions.merge import merge
from customers.everything import everything_about
from customers.models import Activity, Attachment, Customer, Erasure, Home, RowChange
from dealercrm.lib.errors import Refused
from stores.models import Role
from tests.factories import NOW, TODAY, make_customer, make_file, make_order, make_signed_order, make_staff
from tests.lib.photos import PDF, office, photo, taken_by_phone, upload

HTMX = {"HX-Request": "true"}
ALLOWED = {"photo_permission_by": "张姐", "photo_permission_on": TODAY}


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    """A media folder of the test's own; every file that lies there."""
    settings.MEDIA_ROOT = tmp_path
    return lambda: sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def home(customer):
    return Home.objects.create(customer=customer, community="万科城", door="23-2-1191", **ALLOWED)


@pytest.fixture
def kept(customer, assistant):
    """A photo of the customer."""
    return add_files(customer, [upload(photo(), "客厅.jpg")], by=assistant, caption="新客厅").rows[0]


def url(name, pk, **query):
    return reverse(f"customers:{name}", args=[pk], query=query or None)


def page(client, name, pk, **headers):
    return client.get(url(name, pk), headers=headers or HTMX).content.decode()


def got(client, row):
    """The whole answer to who asks for a file."""
    response = client.get(url("file-content", row.pk))
    response.content_bytes = b"".join(response.streaming_content)
    return response


def test_several_at_once_are_kept_and_the_bad_one_is_named(customer, assistant, client_of, disk):
    sent = {"一.jpg": photo(), "坏.jpg": b"<html>", "合同.pdf": PDF, "方案.docx": office()}
    files = {"files": [upload(content, name) for name, content in sent.items()]}
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
    row = add_files(customer, [upload(photo(exif=taken_by_phone()))], by=assistant).rows[0]
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


def test_a_large_document_is_kept_byte_for_byte(customer, assistant, client_of):
    content = PDF[:-6] + b"\0" * 4_000_000 + PDF[-6:]  # too large for memory: Django hands it on as a file
    client_of(assistant).post(url("file-create", customer.pk), {"files": [upload(content, "图集.pdf")]}, headers=HTMX)
    assert got(client_of(assistant), Attachment.objects.get()).content_bytes == content


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
    make_signed_order(customer, crew=crew)
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
        ({}, True),
        ({"installed_on": 0}, True),
        ({"installed_on": 90}, True),
        ({"installed_on": 91}, False),
        ({"cancelled_on": 0}, False),
        ({"installed_on": 1, "returned_on": 0}, False),
        ({"signed_on": None}, False),
    ],
)
def test_the_crew_sees_a_home_while_its_order_stands_and_a_quarter_after(
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
    make_signed_order(customer, crew=crew)
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


def test_a_file_is_named_removed_and_put_back_and_the_timeline_tells(kept, customer, assistant, client_of, disk):
    client = client_of(assistant)
    client.post(url("file-update", kept.pk), {"caption": "旧客厅"}, headers=HTMX)
    gone = client.post(url("file-remove", kept.pk), headers=HTMX).content.decode()
    assert url("file-restore", kept.pk) in gone and "旧客厅" in gone
    assert client.get(url("file-content", kept.pk)).status_code == 404
    assert len(disk()) == 2
    back = client.post(url("file-restore", kept.pk), headers=HTMX).content.decode()
    assert url("file-detail", kept.pk) in back
    assert got(client, kept).status_code == 200
    timeline = page(client, "customer-timeline", customer.pk)
    for words in ("添加了文件", "改名", "已移除", "已恢复"):
        assert words in timeline, words
    assert "<code>" not in timeline
    assert client.post(url("file-update", kept.pk), {"caption": "长" * 101}, headers=HTMX).status_code == 422


def test_a_colleague_who_was_faster_is_named_as_such(kept, assistant, disk):
    assert name_file(kept, "新客厅", by=assistant) is False  # as it stands
    remove_file(kept, by=assistant)
    for verb in (lambda: remove_file(kept, by=assistant), lambda: name_file(kept, "门", by=assistant)):
        with pytest.raises(Refused):
            verb()
    put_back_file(kept, by=assistant)
    with pytest.raises(Refused):
        put_back_file(kept, by=assistant)


def test_every_change_of_a_file_stands_in_the_history(kept, customer, assistant, client_of):
    client_of(assistant).post(url("file-remove", kept.pk))
    newest = RowChange.objects.filter(table="customers_attachment").latest("pk")
    assert newest.after.keys() == {"removed_at", "removed_by_id"} and newest.staff_id == assistant.pk
    assert "新客厅" in page(client_of(assistant), "customer-history", customer.pk)


def test_a_month_after_it_was_removed_the_night_takes_it_off_the_disk(kept, customer, assistant, disk, committing):
    other = add_files(customer, [upload(PDF)], by=assistant).rows[0]
    remove_file(kept, by=assistant, now=NOW - timedelta(days=29))
    with committing(execute=True):
        assert clean_up(TODAY) == 0
    assert len(disk()) == 3
    Attachment.objects.filter(pk=kept.pk).update(removed_at=NOW - timedelta(days=32))
    with committing(execute=True):
        assert clean_up(TODAY) == 2
    assert disk() == [other.file.name] and Attachment.objects.get() == other


def test_what_no_row_knows_goes_after_a_week_and_what_was_just_written_stays(kept, disk, tmp_path):
    folder = tmp_path / "attachments" / "2026" / "10"
    folder.mkdir(parents=True)
    for name in ("left-behind.jpg", "just-written.jpg"):
        (folder / name).write_bytes(b"x")
    long_ago = (NOW - timedelta(days=8)).timestamp()
    for path in (folder / "left-behind.jpg", tmp_path / kept.file.name):
        os.utime(path, (long_ago, long_ago))
    assert clean_up(TODAY) == 1
    assert disk() == sorted(["attachments/2026/10/just-written.jpg", kept.file.name, kept.thumbnail.name])


def test_before_the_first_file_the_night_has_nothing_to_do(db):
    assert clean_up(TODAY) == 0


def test_an_upload_the_database_refuses_leaves_nothing_on_the_disk(customer, owner, assistant, disk):
    Erasure.objects.create(customer=customer, at=NOW, by=owner, why="本人要求")
    with pytest.raises(Refused):
        add_files(customer, [upload(photo())], by=assistant)
    Erasure.objects.all().delete()
    unsaved = make_staff(customer.store)
    unsaved.delete()
    with pytest.raises((IntegrityError, ValueError)):
        add_files(customer, [upload(photo()), upload(PDF)], by=unsaved)
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
        add_files(as_it_was, [upload(photo())], by=assistant)
    assert not disk()


def test_an_erasure_takes_all_files_off_the_disk_and_removed_ones(kept, customer, owner, assistant, disk, committing):
    add_files(customer, [upload(PDF)], by=assistant)
    remove_file(kept, by=assistant)
    with committing(execute=True):
        erase(customer, why="本人要求", by=owner)
    assert disk() == [] and not Attachment.objects.exists()


def test_with_a_home_its_photos_go(customer, assistant, home, kept, disk, tmp_path):
    add_files(customer, [upload(photo())], by=assistant, home=home)
    remove_home(home, by=assistant)
    assert Attachment.objects.get() == kept
    long_ago = (NOW - timedelta(days=8)).timestamp()
    for path in tmp_path.rglob("*.jpg"):
        os.utime(path, (long_ago, long_ago))
    clean_up(TODAY)
    assert disk() == sorted([kept.file.name, kept.thumbnail.name])


def test_a_merge_moves_the_files(kept, customer, store, owner, assistant, client_of):
    stays = make_customer(store, keeper=assistant)
    merge(stays, customer, by=owner, choices={})
    kept.refresh_from_db()
    assert kept.customer == stays
    assert url("file-detail", kept.pk) in page(client_of(assistant), "customer-files", stays.pk)


def test_who_asks_what_is_known_of_them_is_told_of_each_file(kept, customer):
    told = next(table for table in everything_about(customer) if table.name == "customers.attachment")
    values = {name: value for name, _label, value in told.rows[0]}
    assert values["name"] == "客厅.jpg" and values["caption"] == "新客厅"
    assert not {"file", "thumbnail"} & values.keys()


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
