"""Where somebody who was erased still stands in other archives' words: marked for the owner, who settles it (AR-16).

What is looked for is forgotten with the erasure: a mark keeps where in the text it stands and nothing of what it says.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import JSONField, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from customers import facts
from customers.actions.customers import derive
from customers.actions.marked_texts import unsettled_row
from customers.activity import record
from customers.erasure import NOBODY, Person, struck
from customers.free_texts import Text, path_to_customer, texts_of, texts_that_say
from customers.models import Activity, Customer, CustomerPhone, MarkedText, Merge, OwnValues
from customers.search import keep_search
from dealercrm.lib.errors import Refused
from dealercrm.lib.masking import written
from stores.models import Staff

How = MarkedText.How
STRIKE = "strike"
OF_STAFF = {"salesperson_name", "crew_name", "by_name"}  # whoever is called so there is a colleague
LONGEST_NAME = 4  # signs; a longer one may say whose friend somebody is, a shorter one is somebody's own
TITLED = re.compile(r"..?(?:先生|女士|小姐|太太|夫人|老师|阿姨|叔叔|[哥姐总叔姨])")  # 王先生 is anybody


def mark_places(who: Person, *, by: Staff, now: datetime) -> int:
    """Mark every text of other archives in which the person stands by name, number or WeChat id; returns how many.

    A text of an archive that carries the number or the name itself says it of its own.
    """
    names = [_name(name) for name in who.names if len(name) > 1 and not TITLED.fullmatch(name)]
    ids = [*map(written, (*who.numbers, *who.earlier)), *map(_wechat, who.wechats)]
    if not names and not ids:
        return 0
    namesakes = set(Customer.objects.filter(name__in=who.names).values_list("pk", flat=True))
    theirs = set(CustomerPhone.objects.filter(number__in=who.known_by).values_list("customer", flat=True))
    found = {}
    for text in texts_that_say("|".join([*names, *ids]), but=who.customer.pk):
        called = [] if text.customer_id in namesakes or text.field in OF_STAFF else names
        if spans := _spans(text, [*called, *([] if text.customer_id in theirs else ids)]):
            found[text.place] = text, spans
    return _mark(found, by=by, now=now)


def words_marked(customer_ids: Iterable[int]) -> list[str]:
    """What the marks of these archives point to in texts of which an archive has but one: merging joins those."""
    marks = {mark.place: mark for mark in _open_of(customer_ids)}
    told = [(text, marks[text.place]) for text in texts_of(customer_ids) if text.place in marks] if marks else []
    return sorted({word for text, mark in told for word in _words(mark, text.words)})


def mark_merged(customer: Customer, words: list[str], *, by: Staff, now: datetime) -> None:
    """Find the same words again after the texts of two archives were joined."""
    _open_of([customer.pk]).delete()
    sought = [re.escape(word) for word in words]
    told = [text for text in texts_of([customer.pk]) if sought and _has_one(text.model)]
    _mark({text.place: (text, spans) for text in told if (spans := _spans(text, sought))}, by=by, now=now)


@transaction.atomic
def settle_place(mark: MarkedText, *, how: str, by: Staff, now: datetime | None = None) -> None:
    """Say what is true of a text that seems to name somebody who was erased.

    `how`: 'strike' takes the words out of it, 'changed' means a person has, 'other' that it is somebody else. Unless it
    is, they go from the history of the archive too. Refused as changed while it says the same, and to be struck once
    it does not.
    """
    now, row = now or timezone.now(), unsettled_row(mark)
    text = text_at(row)
    is_same = says_the_same(row, text)
    if how not in (STRIKE, How.CHANGED, How.OTHER) or row.kind != MarkedText.Kind.ERASED:
        raise Refused(_("Say what is true of the text."))
    if how == STRIKE and not is_same:
        raise Refused(_("The text was changed since: read what it says now."))
    if how == How.CHANGED and is_same:
        raise Refused(_("The text still says the same: change it first."))
    if how != How.OTHER:
        kept = list(_kept_of(row))
        words = _words(row, text.words if is_same else _as_it_was(row, kept))
        if how == STRIKE:
            _write(row, text, struck(text.words, words))
        _forget(words, _kept_of(row))
    row.how, row.settled_at, row.settled_by = How.OTHER if how == How.OTHER else How.CHANGED, now, by
    row.save(update_fields=["how", "settled_at", "settled_by"])
    record(facts.PLACE_SETTLED, customer=row.customer, by=by, subject=row, data={"how": row.how})


def text_at(mark: MarkedText) -> Text | None:
    """The text a mark points to as it is now; None where it is gone."""
    return next((text for text in texts_of([mark.customer_id]) if text.place == mark.place), None)


def says_the_same(mark: MarkedText, text: Text | None) -> bool:
    return text is not None and _digest(text.words) == mark.digest


def pieces(mark: MarkedText, text: Text | None) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether a mark points to it; as one where it was changed since, none where it is
    gone."""
    if not says_the_same(mark, text):
        return [(text.words, False)] if text else []
    pattern = "|".join(map(re.escape, _words(mark, text.words)))
    return [(piece, bool(number % 2)) for number, piece in enumerate(re.split(f"({pattern})", text.words)) if piece]


def _name(name: str) -> str:
    """A name, whatever blanks stand in it; one in letters only as a whole word."""
    if re.search("[A-Za-z]", name):
        words = r"\s+".join(map(re.escape, name.split()))
        return f"(?<![A-Za-z]){words}(?![A-Za-z])"
    return r"[ \t\u3000]*".join(re.escape(sign) for sign in name if not sign.isspace())


def _wechat(wechat: str) -> str:
    return f"(?<![A-Za-z0-9_-]){re.escape(wechat)}(?![A-Za-z0-9_-])"


def _spans(text: Text, sought: list[str]) -> list[int]:
    """Begin and end, in turn, of all that is sought; none in what names somebody else, as 王伟东 does."""
    if not sought:
        return []
    found = [match.span() for match in re.finditer("|".join(sought), text.words, re.IGNORECASE)]
    if text.field == "name" or text.field.endswith("_name"):
        is_own = (text.model is Customer and text.field == "name") or (0, len(text.words)) not in found
        found = [] if is_own and len(text.words) <= LONGEST_NAME else found
    return [end for span in found for end in span]


def _words(mark: MarkedText, text: str) -> list[str]:
    """The words at the spans of a mark, the longest first."""
    pairs = zip(mark.spans[::2], mark.spans[1::2], strict=True)
    return sorted({text[begin:end] for begin, end in pairs} - {""}, key=len, reverse=True)


def _digest(words: str) -> str:
    return salted_hmac("customers.marked_text", words, algorithm="sha256").hexdigest()


def _mark(found: dict[tuple[str, int, str], tuple[Text, list[int]]], *, by: Staff, now: datetime) -> int:
    """A text in which another erased person waits already keeps that one's spans too."""
    marks = MarkedText.objects.about_erased().filter(row_id__in={row_id for _model, row_id, _field in found})
    known = {mark.place: mark for mark in marks.select_for_update()}
    for place, (text, spans) in found.items():
        at_place = dict(zip(("model", "row_id", "field"), place, strict=True))
        mark = known.get(place) or MarkedText(kind=MarkedText.Kind.ERASED, **at_place)
        waits = mark.settled_at is None and says_the_same(mark, text)
        mark.spans, mark.digest = ([*mark.spans, *spans] if waits else spans), _digest(text.words)
        mark.customer_id, mark.at, mark.by = text.customer_id, now, by
        mark.settled_at, mark.settled_by, mark.how = None, None, ""
        mark.save()
    return len(found)


def _has_one(model: Any) -> bool:
    return model is Customer or model._meta.pk.is_relation


def _open_of(customer_ids: Iterable[int]) -> QuerySet[MarkedText]:
    models = [model._meta.label_lower for model in apps.get_models() if _has_one(model)]
    return MarkedText.objects.about_erased().unsettled().filter(customer__in=customer_ids, model__in=models)


def _write(mark: MarkedText, text: Text, words: str) -> None:
    """The text without the words; a field that held nothing else is empty where it may be."""
    if text.model is OwnValues:
        row = OwnValues.objects.get(pk=text.row_id)
        row.values[text.field] = words
        row.save(update_fields=["values"])
    elif text.model is not Activity:  # its note goes with the rest of what is kept of the archive
        field = text.model._meta.get_field(text.field)
        if words == NOBODY:  # a number that may not be empty wants something of its own for each claim
            words = "" if field.blank else f"#{text.row_id}" if text.field == "phone" else NOBODY
        words = words[: field.max_length]
        text.model._base_manager.filter(pk=text.row_id).update(**{text.field: words})
        if text.model is Customer:
            row = Customer.objects.get(pk=text.row_id)
            derive(row)
            row.save()
        keep_search([mark.customer_id])


def _kept_of(mark: MarkedText) -> Iterator[tuple[Any, str]]:
    """(row, field) of all that is kept of what the archive said before: facts, history, what imports changed, also of
    archives it was merged with."""
    table = apps.get_model(mark.model)._meta.db_table
    merges = Merge.objects.filter(Q(kept=mark.customer_id) | Q(gone_id=mark.customer_id))
    once_one = {mark.customer_id, *(pk for pair in merges.values_list("kept", "gone_id") for pk in pair)}
    for model in apps.get_models():
        path = path_to_customer(model)
        fields = [field for field in model._meta.concrete_fields if type(field) is JSONField]
        if path and fields and model is not OwnValues:
            about = Q(**{f"{path}__in": once_one})
            if hasattr(model, "table"):  # a tie is told in the histories of both
                about |= Q(table=table, row_id=mark.row_id)
            yield from ((row, field.name) for row in model._base_manager.filter(about) for field in fields)


def _as_it_was(mark: MarkedText, kept: list[tuple[Any, str]]) -> str:
    """The text the mark was made of, as the history has it; '' where none is kept."""
    told = (words for row, name in kept for words in _strings(getattr(row, name)))
    return next((words for words in told if _digest(words) == mark.digest), "")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _forget(words: list[str], kept: Iterable[tuple[Any, str]]) -> None:
    for row, name in kept:
        before = getattr(row, name)
        if (after := struck(before, words)) != before:
            type(row)._base_manager.filter(pk=row.pk).update(**{name: after})
