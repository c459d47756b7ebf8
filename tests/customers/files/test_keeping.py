"""Files are named, taken away and put back; the night takes them off the disk, and they go where their owner goes."""

import os
from datetime import timedelta

import pytest

from customers.actions.erase import erase
from customers.actions.file_cleanup import clean_up
from customers.actions.files import add_files, name_file, put_back_file, remove_file
from customers.actions.homes import remove_home
from customers.actions.merge import merge
from customers.forms.files import CaptionForm
from customers.models import Attachment, RowChange
from customers.subject_access import everything_about
from dealercrm.lib.errors import Refused
from tests.customers.files.pages import HTMX, got, page, url
from tests.factories import NOW, TODAY, make_customer
from tests.lib.photos import PDF, photo, upload


def test_a_file_is_named_removed_and_put_back_and_the_timeline_tells(kept, customer, assistant, client_of, disk):
    client = client_of(assistant)
    seen = CaptionForm(instance=kept, reader=None).initial["seen"]
    client.post(url("file-update", kept.pk), {"caption": "旧客厅", "seen": seen}, headers=HTMX)
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
