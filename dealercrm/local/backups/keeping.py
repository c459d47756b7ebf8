"""Making backups by command and every night, keeping so many, and putting one back."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from dealercrm.local.backups import archive, database

NAME = "dealercrm-{:%Y%m%d-%H%M%S}.backup"
PATTERN = "dealercrm-*.backup"


def folder() -> Path:
    return Path(settings.BACKUP_DIR)


def nightly(today: date) -> None:
    """The night's backup, and the oldest away once there are more than settings.BACKUPS_KEPT."""
    back_up(folder() / NAME.format(timezone.localtime()))
    for old in sorted(folder().glob(PATTERN))[: -settings.BACKUPS_KEPT]:
        old.unlink()


def back_up(target: Path, *, now: datetime | None = None) -> archive.Manifest:
    """Everything in one file, as it was at one moment; returns its Manifest. Refused in a sentence.

    A row is committed after its file was written and before its file is deleted, so the files of the snapshot are
    those there before it or just after it. They are linked, not copied: that takes no time and no place.
    """
    now = now or timezone.now()
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise Refused(
            _("The backup %(file)s cannot be written: %(reason)s.") % {"file": target, "reason": problem.strerror}
        ) from None
    with TemporaryDirectory(dir=settings.VAR, prefix="backup-") as place:
        media, dump = Path(place, "media"), Path(place, archive.DUMP)
        media.mkdir()
        _link_files(media)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            _link_files(media)
            database.dump(dump, snapshot=snapshot)
            migrations = _applied()
        return archive.write(target, made_at=now, migrations=migrations, dump=dump, media=media)


def put_back(source: Path, *, now: datetime | None = None) -> archive.Manifest:
    """The house as the file has it, in the place of all that is there; returns its Manifest.

    Nothing is touched before the whole file was found as it was written, and the database changes as a whole or not
    at all. What waited to be sent is held for a person: nobody knows what went out since (settings.AFTER_RESTORE).
    """
    now = now or timezone.now()
    manifest = archive.read(source)
    _refuse_newer(manifest)
    afterwards: Callable[[datetime], str] = import_string(settings.AFTER_RESTORE)
    with TemporaryDirectory(dir=settings.VAR, prefix="restore-") as place:
        dump, media = Path(place, archive.DUMP), Path(place, "media")
        media.mkdir()
        archive.unpack(source, dump, media)
        database.restore(dump, afterwards=afterwards(now))
        _exchange_files(media)
    call_command("migrate", verbosity=0)
    return manifest


def _link_files(target: Path) -> None:
    """Each uploaded file that is not there yet; one that goes meanwhile was nobody's any more."""
    root = Path(settings.MEDIA_ROOT)
    for path in root.rglob("*") if root.exists() else ():
        place = target / path.relative_to(root)
        if not path.is_file() or place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            try:
                os.link(path, place)
            except OSError:  # another disk, or one that knows no links
                shutil.copy2(path, place)


def _exchange_files(media: Path) -> None:
    """The unpacked files into the media folder, which may be a mount: its content is exchanged, not the folder."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    before = root / ".before-restore"
    shutil.rmtree(before, ignore_errors=True)
    before.mkdir()
    for path in list(root.iterdir()):
        if path != before:
            shutil.move(path, before / path.name)
    for path in media.iterdir():
        shutil.move(path, root / path.name)
    shutil.rmtree(before)


def _applied() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def _refuse_newer(manifest: archive.Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise Refused(
            _("The backup is of a newer version of dealercrm (%(name)s). Update the program first.")
            % {"name": newer[0]}
        )
