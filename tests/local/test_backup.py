"""Everything in one file and back: by command, every night, and nothing sent by itself afterwards (OP-2)."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from customers.models import Attachment, Customer
from dealercrm.lib.errors import Refused
from dealercrm.local.backups import archive, keeping
from messaging.models import ClockRun, Message
from tests.factories import NOW, make_customer, make_message, make_signed_order, make_staff, make_store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUP_DIR = tmp_path / "backups"
    return tmp_path


@pytest.fixture
def house(place):
    """A store with a customer, an order, a photo, and a message that waits."""
    store = make_store(code="east", name="东区店")
    keeper = make_staff(store, "assistant", name="小刘")
    customer = make_customer(store, keeper=keeper, name="韩'梅\\梅\n第二行")
    make_signed_order(customer)
    photo = Attachment(customer=customer, by=keeper, at=NOW, name="客厅.jpg", content_type="image/jpeg", size=2000)
    photo.file.save("客厅.jpg", ContentFile(os.urandom(2000)))
    make_message(keeper, channel="email", state="waiting", expires_at=NOW + timedelta(days=1))
    return customer


def everything():
    """{table: its rows as JSON, sorted}; what a restore does to messages apart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            found[table] = sorted(text for (text,) in cursor.fetchall())
    return found


def files(root):
    return {path.relative_to(root): path.read_bytes() for path in Path(root).rglob("*") if path.is_file()}


def destroy(settings):
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    shutil.rmtree(settings.MEDIA_ROOT)


def test_what_was_destroyed_is_back_as_it_was(house, place, settings):
    target = place / "all.backup"
    tables, kept = everything(), files(settings.MEDIA_ROOT)
    call_command("backup", target)
    assert target.stat().st_mode & 0o777 == 0o600
    destroy(settings)
    call_command("restore", target, "--yes")
    found = everything()
    messages = tables.pop("messaging_message"), found.pop("messaging_message")
    assert found == tables and files(settings.MEDIA_ROOT) == kept and len(kept) == 1
    assert [len(rows) for rows in messages] == [1, 1]


def test_what_came_later_is_gone_after_it_and_the_history_still_works(house, place, settings):
    keeping.back_up(place / "all.backup")
    make_customer(house.store, name="后来的人")
    (Path(settings.MEDIA_ROOT) / "later.jpg").write_bytes(b"later")
    keeping.put_back(place / "all.backup")
    assert list(Customer.objects.values_list("pk", flat=True)) == [house.pk]
    assert not (Path(settings.MEDIA_ROOT) / "later.jpg").exists()
    Customer.objects.filter(pk=house.pk).update(notes="又写了")  # the triggers are back, and numbers go on
    assert make_customer(house.store, name="再来一位").pk > house.pk


def test_nothing_is_sent_by_itself_after_it(house, place):
    keeping.back_up(place / "all.backup")
    keeping.put_back(place / "all.backup")
    now = timezone.now()
    assert not Message.objects.waiting(now + timedelta(days=2)).exists()
    held = Message.objects.undecided(now).get()
    assert "备份" in held.error


@pytest.mark.parametrize("at", [700, 20_000, -1])
def test_a_damaged_file_is_refused_before_anything_is_touched(house, place, at):
    target = place / "all.backup"
    keeping.back_up(target)
    content = bytearray(target.read_bytes())
    content[at] ^= 0xFF
    target.write_bytes(content if at != -1 else content[: len(content) // 2])
    before = everything()
    with pytest.raises(CommandError, match=r"all\.backup"):
        call_command("restore", target, "--yes")
    assert everything() == before


def test_what_is_no_backup_is_refused_in_a_sentence(house, place):
    (place / "photo.jpg").write_bytes(b"\xff\xd8" * 999)
    for name in ("photo.jpg", "nowhere.backup"):
        with pytest.raises(CommandError, match=name):
            call_command("restore", place / name, "--yes")


def test_one_of_a_newer_version_is_refused(house, place, monkeypatch):
    monkeypatch.setattr(keeping, "_applied", lambda: ["customers.0999_from_the_future"])
    keeping.back_up(place / "all.backup")
    with pytest.raises(Refused, match="0999_from_the_future"):
        keeping.put_back(place / "all.backup")


def test_a_backup_overwrites_nothing_and_says_where_it_cannot_write(house, place):
    (place / "all.backup").write_bytes(b"somebody's")
    with pytest.raises(CommandError):
        call_command("backup", place / "all.backup")
    assert (place / "all.backup").read_bytes() == b"somebody's"
    with pytest.raises(CommandError, match="photo"):
        (place / "photo").write_bytes(b"")
        call_command("backup", place / "photo" / "all.backup")


def test_every_night_one_is_made_and_the_oldest_goes(house, place, settings):
    settings.BACKUPS_KEPT = 2
    keeping.folder().mkdir()
    for day in (1, 2):
        (keeping.folder() / f"dealercrm-2020010{day}-020000.backup").write_bytes(b"")
    keeping.nightly(NOW.date())
    kept = sorted(path.name for path in keeping.folder().iterdir())
    assert len(kept) == 2 and kept[0] == "dealercrm-20200102-020000.backup"
    assert archive.read(max(keeping.folder().iterdir())).members


def test_two_nights_without_one_raise_an_alarm_for_those_who_can_act(house, place, client_of):
    manager = make_staff(house.store, "manager", name="店长")
    alarm, board = "已经两夜没有备份", reverse("campaigns:board")
    now = timezone.now()
    assert alarm not in client_of(manager).get(board).text  # no night has passed yet
    run = ClockRun.objects.create(job="backup", day=now.date(), started_at=now - timedelta(hours=49))
    assert alarm not in client_of(manager).get(board).text
    ClockRun.objects.filter(pk=run.pk).update(started_at=now - timedelta(hours=51))
    assert alarm in client_of(manager).get(board).text
    assert alarm not in client_of(house.keeper).get(reverse("campaigns:today")).text
    ClockRun.objects.filter(pk=run.pk).update(finished_at=now - timedelta(hours=3))
    assert alarm not in client_of(manager).get(board).text
    assert (
        f"{timezone.localtime(now - timedelta(hours=3)):%Y-%m-%d}"
        in client_of(manager).get(reverse("messaging:clock")).text
    )


def test_restore_asks_first(house, place, monkeypatch):
    keeping.back_up(place / "all.backup")
    make_customer(house.store, name="后来的人")
    monkeypatch.setattr("builtins.input", lambda question: "no")
    with pytest.raises(CommandError):
        call_command("restore", place / "all.backup")
    assert Customer.objects.count() == 2
