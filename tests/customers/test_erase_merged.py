"""Erasing a person whose archives were merged, or are two people's after all."""

from pathlib import Path

import pytest

from customers.actions.customers import add_customer
from customers.actions.erase import erase
from customers.actions.merge import merge, undo_merge
from customers.models import (
    Customer,
    RowChange,
)
from dealercrm.lib.birthdays import parse_birthday
from tests.customers.erased import PHONE, SECRETS, WECHAT
from tests.database import where
from tests.factories import NOW, TODAY, make_member
from workbooks.actions.exports import write_export
from workbooks.models import ExportJob


@pytest.fixture
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def merged_and(store, by, **fields):
    """(the archive that stays, the one that went into it, the Merge); only the second has words to hide."""
    gone = Customer(
        store=store, name="韩梅梅", wechat=WECHAT, community="翠湖苑", small_talk="爱养兰花",
        birthday=parse_birthday("1970-12-01", today=TODAY),
    )  # fmt: skip
    gone = add_customer(gone, phones=[PHONE], by=by)
    make_member(gone, name="老伴韩大山", notes="腰不好")
    keep = add_customer(Customer(store=store, **{"name": "小韩"} | fields), phones=["13800000000"], by=by)
    return keep, gone, merge(keep, gone, by=by, choices={"name": "gone"})


@pytest.mark.usefixtures("disk")
def test_the_history_of_an_archive_that_was_merged_into_it_goes_too(store, owner):
    keep, _gone, _merged = merged_and(store, owner)
    assert ("customers_rowchange", "爱养兰花") in where(SECRETS)
    erase(keep, why="本人要求", by=owner, now=NOW)
    assert where([*SECRETS, "1970-12-01"]) == set()


@pytest.mark.usefixtures("disk")
def test_what_the_other_archive_held_until_the_merge_was_undone_goes_too(store, owner):
    keep, gone, merged = merged_and(store, owner)
    gone = undo_merge(merged, by=owner)
    erase(gone, why="本人要求", by=owner, now=NOW)
    assert where([*SECRETS, "1970-12-01"]) == set()
    assert RowChange.objects.filter(customer=keep.pk, action="insert", after__name="小韩").exists()


@pytest.mark.usefixtures("disk")
@pytest.mark.parametrize("name", ["小韩", "韩梅梅"])
def test_two_people_after_all_keep_their_own_history(name, store, owner):
    keep, _gone, merged = merged_and(store, owner, name=name)
    gone = undo_merge(merged, by=owner)
    erase(Customer.objects.get(pk=keep.pk), why="本人要求", by=owner, now=NOW)
    assert RowChange.objects.filter(customer=gone.pk, after__name="韩梅梅").exists()


def test_a_file_that_went_out_before_the_merge_goes_too(store, owner, disk, django_capture_on_commit_callbacks):
    keep, gone, merged = merged_and(store, owner)
    undo_merge(merged, by=owner)
    job = ExportJob.objects.create(by=owner, format="csv", ticked=[gone.pk], language="zh-hans", count=1)
    write_export(job.pk)
    job.refresh_from_db()
    assert Path(job.file.path).exists()
    merge(keep, gone, by=owner, choices={})
    with django_capture_on_commit_callbacks(execute=True):
        erase(keep, why="本人要求", by=owner, now=NOW)
    assert [path for path in disk.rglob("*") if path.is_file()] == []
