"""Files and photos of a customer or of their home: kept, named, taken away, put back (AR-4, AR-19)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import facts
from customers.actions.homes import change_home, home_of
from customers.activity import record
from customers.models import Attachment, Customer, Home, Order
from dealercrm.lib.errors import Refused
from dealercrm.lib.uploads import Ready, ready
from stores.models import Staff

FOLDER = "attachments"


@dataclass(frozen=True)
class Kept:
    """What has become of an upload: the Attachment `rows`, and [(name, sentence)] of what was `refused`."""

    rows: list
    refused: list


def add_files(
    customer: Customer,
    uploads: list[UploadedFile],
    *,
    by: Staff,
    home: Home | None = None,
    at_home: bool = False,
    order: Order | None = None,
    shows_home: bool = True,
    caption: str = "",
    allowed_by: str = "",
    allowed_on: date | None = None,
    now: datetime | None = None,
) -> Kept:
    """Keep what can be kept of some uploaded Django Files, each looked into on its own; returns Kept.

    They belong to the customer, to one `home` or `order` of theirs, or `at_home` to the home the family lives in. A
    photo that shows people or the inside of a home needs permission, whatever it is filed under: the one that stands
    in the home, else `allowed_by` and `allowed_on`, which are written there. Refused as a whole where the archive or
    the home is gone meanwhile.
    """
    now = now or timezone.now()
    found, refused = _looked_into(uploads)
    if not found:
        return Kept([], refused)
    with _nothing_left_behind() as written, transaction.atomic():
        customer = _lock(customer.pk)
        if at_home and home is None:
            home = home_of(customer)
        elif home is not None:
            home = _home(customer, home)
        if shows_home and any(each.is_picture for each in found):
            shown = home or customer.homes.first() or (home_of(customer) if allowed_by and allowed_on else Home())
            found, unallowed = _allowed(shown, found, by, allowed_by, allowed_on)
            refused += unallowed
        about = {"customer": customer, "home": home, "order": order and _order(customer, order)}
        rows = [
            _row(each, written, **about, shows_home=shows_home and each.is_picture, caption=caption, by=by, at=now)
            for each in found
        ]
        if rows:
            Attachment.objects.bulk_create(rows)
            told = {"names": [row.name for row in rows], "home": str(home or "")}
            record(facts.FILES_ADDED, customer=customer, by=by, at=now, subject=rows[0], data=told)
    return Kept(rows, refused)


@transaction.atomic
def name_file(file: Attachment, caption: str, *, by: Staff) -> bool:
    """Write another caption under it; true if it is another one."""
    customer, row = _find(file)
    if row.caption == caption:
        return False
    row.caption = caption
    row.save(update_fields=["caption"])
    record(facts.FILE_CHANGED, customer=customer, by=by, subject=row, data={"name": row.name, "caption": caption})
    return True


@transaction.atomic
def remove_file(file: Attachment, *, by: Staff, now: datetime | None = None) -> None:
    """Out of sight at once; for a month it can be put back, then the night takes it off the disk."""
    customer, row = _find(file)
    row.removed_at, row.removed_by = now or timezone.now(), by
    row.save(update_fields=["removed_at", "removed_by"])
    record(facts.FILE_REMOVED, customer=customer, by=by, at=row.removed_at, subject=row, data={"name": str(row)})


@transaction.atomic
def put_back_file(file: Attachment, *, by: Staff) -> None:
    """Undo a removal. Refused for a photo of a home whose family allows none any more."""
    customer, row = _find(file, removed=True)
    home = row.home or customer.homes.first()
    if row.shows_home and not (home and home.photo_permission_on):
        raise Refused(_without_permission())
    row.removed_at = row.removed_by = None
    row.save(update_fields=["removed_at", "removed_by"])
    record(facts.FILE_PUT_BACK, customer=customer, by=by, subject=row, data={"name": str(row)})


def _looked_into(uploads: list[UploadedFile]) -> tuple[list[Ready], list[tuple[str, str]]]:
    found, refused = [], []
    for upload in uploads:
        try:
            found.append(ready(upload))
        except Refused as refusal:
            refused.append((upload.name, str(refusal)))
    return found, refused


def _allowed(
    home: Home, found: list[Ready], by: Staff, allowed_by: str, allowed_on: date | None
) -> tuple[list[Ready], list[tuple[str, str]]]:
    """(what may be kept of a home, [(name, sentence)] of photos nobody allowed)."""
    photos = [each for each in found if each.is_picture]
    if not photos or home.photo_permission_on:
        return found, []
    if allowed_by and allowed_on:
        change_home(home, by=by, photo_permission_by=allowed_by, photo_permission_on=allowed_on)
        return found, []
    return [each for each in found if not each.is_picture], [(each.name, _without_permission()) for each in photos]


def _row(each: Ready, written: list[tuple[Storage, str]], **fields: Any) -> Attachment:
    """An unsaved Attachment, its files on the disk under a name that says nothing and is never given twice."""
    storage = Attachment._meta.get_field("file").storage
    stem = f"{FOLDER}/{timezone.localtime(fields['at']):%Y/%m}/{uuid4().hex}"
    row = Attachment(name=each.name, content_type=each.content_type, size=each.size, **fields)
    for field, content, ending in (("file", each.file, each.ending), ("thumbnail", each.thumbnail, "-small.jpg")):
        if content is not None:
            name = storage.save(f"{stem}{ending}", content)
            written.append((storage, name))
            setattr(row, field, name)
    return row


@contextmanager
def _nothing_left_behind() -> Iterator[list]:
    """Collects (storage, name) of what is written; takes it off the disk again if the database says no."""
    written = []
    try:
        yield written
    except BaseException:
        for storage, name in written:
            storage.delete(name)
        raise


def _lock(customer_id: int) -> Customer:
    customers = Customer.objects.select_for_update(no_key=True, of=("self",)).select_related("store")
    customer = customers.filter(pk=customer_id).first()
    if customer is None:
        raise Refused(_("This archive has been merged with another one meanwhile. Look it up again."))
    if customer.is_erased:
        raise Refused(_("This archive has been erased: nothing is kept about the person any more."))
    return customer


def _home(customer: Customer, home: Home) -> Home:
    row = Home.objects.filter(pk=home.pk, customer=customer).first()
    if row is None:
        raise Refused(_("A colleague has taken this home out meanwhile."))
    return row


def _order(customer: Customer, order: Order) -> Order:
    row = Order.objects.filter(pk=order.pk, customer=customer).first()
    if row is None:
        raise Refused(_("This order belongs to another archive meanwhile."))
    return row


def _find(file: Attachment, *, removed: bool = False) -> tuple[Customer, Attachment]:
    """(customer, Attachment) as they are now, locked. Refused where a colleague or the night was faster."""
    customer = _lock(file.customer_id)
    rows = Attachment.objects.removed() if removed else Attachment.objects.kept()
    row = rows.select_related("home").filter(pk=file.pk, customer=customer).first()
    if row is None:
        gone = _("It has been taken off for good."), _("A colleague has removed this file already.")
        raise Refused(gone[0] if removed else gone[1])
    return customer, row


def _without_permission() -> str:
    return _(
        "Photos of people or of a home are kept only with the family's permission: write down who allowed it, and when."
    )
