"""Texts that tell a child's birth or age: marked where they are written, settled by a person (AR-16)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.free_texts import Text, texts_of, worth_reading
from customers.models import MarkedText
from dealercrm.lib.errors import Refused
from stores.models import Staff

How = MarkedText.How
AT_ONCE = 1000  # customers
CHANGING = ("customer", "words", "at", "by", "settled_at", "settled_by", "how", "guardian")


@transaction.atomic
def mark_texts(
    customer_ids: Iterable[int], *, by: Staff | None, guardian: str = "", now: datetime | None = None
) -> int:
    """Look through all texts of these customers: mark what tells of a child, let go of marks whose words are gone.

    A text that was settled stays so while it says the same. `guardian` is who agreed to what was written just now.
    Returns how many are marked anew and wait to be settled.
    """
    now, ids = now or timezone.now(), list(customer_ids)
    marks = MarkedText.objects.about_children().filter(customer__in=ids)
    known = {mark.place: mark for mark in marks.select_for_update()}
    told = {}
    for text in texts_of(ids):
        if words := text.child_words(timezone.localdate(now)):
            told[text.place] = text, words
    MarkedText.objects.filter(pk__in=[mark.pk for place, mark in known.items() if place not in told]).delete()
    written = []
    for place, (text, words) in told.items():
        mark = known.get(place)
        if mark is None or not set(words) <= set(mark.words) or (guardian and mark.settled_at is None):
            written.append(_marked(mark, place, text, words, by=by, guardian=guardian, now=now))
        elif mark.customer_id != text.customer_id:  # its archive was merged
            MarkedText.objects.filter(pk=mark.pk).update(customer=text.customer_id)
    MarkedText.objects.bulk_create([mark for mark in written if mark.pk is None], batch_size=1000)
    MarkedText.objects.bulk_update([mark for mark in written if mark.pk], CHANGING, batch_size=1000)
    return 0 if guardian else len(written)


def mark_all(today: date) -> int:
    """The night's: what was written before texts were marked, or by another way than a form or a workbook, is marked
    before it can leave with an export. Only who may have a child, or has a mark, is looked at; returns how many are
    marked anew."""
    ids = sorted(worth_reading() | set(MarkedText.objects.about_children().values_list("customer", flat=True)))
    now = timezone.now()
    return sum(mark_texts(ids[start : start + AT_ONCE], by=None, now=now) for start in range(0, len(ids), AT_ONCE))


def _marked(
    mark: MarkedText | None, place: tuple[str, int, str], text: Text, words: list[str], *,
    by: Staff | None, guardian: str, now: datetime,
) -> MarkedText:  # fmt: skip
    mark = mark or MarkedText(model=place[0], row_id=place[1], field=place[2])
    mark.customer_id, mark.words, mark.at, mark.by, mark.guardian = text.customer_id, words, now, by, guardian
    mark.settled_at, mark.settled_by, mark.how = (now, by, How.CONSENT) if guardian else (None, None, "")
    return mark


def unsettled_row(mark: MarkedText) -> MarkedText:
    """The mark as it is now, held; refused where it was settled meanwhile."""
    rows = MarkedText.objects.select_for_update(of=("self",)).select_related("customer")
    row = rows.filter(pk=mark.pk, settled_at=None).first()
    if row is None:
        raise Refused(_("A colleague has settled this text already."))
    return row


@transaction.atomic
def settle_text(mark: MarkedText, *, how: str, by: Staff, guardian: str = "", now: datetime | None = None) -> None:
    """Say what is true of a marked text: a guardian has consented, it was changed, or no child is meant.

    Refused as changed while it says the same, and as consented without the guardian's name.
    """
    now = now or timezone.now()
    row = unsettled_row(mark)
    if how not in (How.CONSENT, How.NO_CHILD, How.CHANGED) or row.kind != MarkedText.Kind.CHILD:
        raise Refused(_("Say what is true of the text."))
    if how == How.CONSENT and not guardian.strip():
        raise Refused(_("Write down which guardian has consented."))
    if how == How.CHANGED:
        mark_texts([row.customer_id], by=by, now=now)
        if MarkedText.objects.filter(pk=row.pk).exists():
            raise Refused(_("The text still says “%(words)s”: change it first.") % {"words": "”, “".join(row.words)})
    else:
        row.how, row.settled_at, row.settled_by, row.guardian = how, now, by, guardian.strip()
        row.save(update_fields=["how", "settled_at", "settled_by", "guardian"])
    record(facts.TEXT_SETTLED, customer=row.customer, by=by, subject=row, data={"how": how})
