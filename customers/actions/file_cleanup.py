"""What the night takes off the disk: files removed a month ago, and files that no row knows (AR-4, AR-19).

The second are what is left when a program is killed between the disk and the database, and the photos of a home that
was taken out. What was written within a week is left alone: a file comes a moment before its row, and after an older
backup of the database was put back there is time to put back a newer one.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from customers.actions.files import FOLDER
from customers.models import Attachment

PUT_BACK_WITHIN = timedelta(days=30)
UNKNOWN_FOR = timedelta(days=7)


def clean_up(day: date) -> int:
    """Both, as of the beginning of `day`; returns the number of files taken off the disk."""
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    return purge(midnight - PUT_BACK_WITHIN) + sweep(midnight - UNKNOWN_FOR)


@transaction.atomic
def purge(before: datetime) -> int:
    """Take what was removed before the moment out of the database and then off the disk.

    Removed photos of a home whose family allows none any more need not wait: they cannot be put back.
    """
    unallowed = Q(home__isnull=False, home__photo_permission_on__isnull=True) & ~Q(thumbnail="")
    rows = Attachment.objects.removed().filter(Q(removed_at__lt=before) | unallowed)
    rows = rows.select_for_update(skip_locked=True, of=("self",))
    files = [file for row in rows for file in (row.file, row.thumbnail) if file]
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])
    return len(files)


def sweep(before: datetime) -> int:
    """Take off the disk what was written before the moment and belongs to no row, one month's folder at a time."""
    storage = Attachment._meta.get_field("file").storage
    unknown = [
        name
        for folder in _months(storage)
        for name in _written(storage, folder) - _known(folder)
        if storage.get_modified_time(name) < before
    ]
    for name in unknown:
        storage.delete(name)
    return len(unknown)


def _months(storage: Storage) -> Iterator[str]:
    """attachments/2026/11 and so on; none where nothing has been kept yet."""
    if not storage.exists(FOLDER):
        return
    for year in storage.listdir(FOLDER)[0]:
        for month in storage.listdir(f"{FOLDER}/{year}")[0]:
            yield f"{FOLDER}/{year}/{month}"


def _written(storage: Storage, folder: str) -> set[str]:
    return {f"{folder}/{name}" for name in storage.listdir(folder)[1]}


def _known(folder: str) -> set[str]:
    rows = Attachment.objects.filter(file__startswith=f"{folder}/").values_list("file", "thumbnail")
    return {name for names in rows.iterator(chunk_size=5000) for name in names}
