"""The person who asked to be erased in workbooks: those they came in with and those they went out in (AR-16)."""

from dataclasses import replace
from itertools import product
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from django.db.models import Q, QuerySet

from customers import facts
from customers.erased_searches import tells
from customers.erasure import Person, strike_elsewhere
from customers.models import Activity
from dealercrm.lib.parts import KEEP, STAY, Files, Part
from workbooks.models import ExportJob, ImportChange, ImportJob, ImportMapping, ImportRow
from workbooks.reading.kept_reading import files_beside


def forget_workbooks(part: Part, who: Person) -> Files:
    """The files, and the examples from its columns that were shown while they were chosen."""
    jobs = list(_jobs(who))
    for job in jobs:
        layouts = [layout | {"sample": []} for layout in job.layouts]
        ImportJob.objects.filter(pk=job.pk).update(layouts=who.strike_from(layouts))
    return [(job.file.storage, name) for job in jobs if job.file for name in files_beside(job.file.name)]


def _jobs(who: Person) -> QuerySet:
    """Imports with the person in them. One of their store that is not done, or is undone, may hold anybody."""
    mentions = Q(pk__in=_import_rows(who).values("job")) | Q(pk=who.customer.import_job_id)
    mentions |= Q(store=who.customer.store_id) & ~Q(state=ImportJob.State.DONE)
    for number in who.known_by:
        mentions |= Q(layouts__icontains=number)
    return ImportJob.objects.filter(mentions)


def empty_rows(part: Part, who: Person) -> None:
    _import_rows(who).update(name="", messages=[], raw=[])


def _import_rows(who: Person) -> QuerySet:
    nobodys = Q(customer=None, job__store=who.customer.store_id)  # of a preview, or of an import that was undone
    mentions = Q(customer=who.customer.pk) | nobodys & Q(name__in=who.names)
    for number in who.known_by:
        mentions |= Q(raw__icontains=number) | Q(messages__icontains=number)
    for number, name in product(who.passed_on, who.names):
        mentions |= Q(messages__icontains=number) & Q(messages__icontains=name)
    return ImportRow.objects.filter(mentions)


def forget_changes(part: Part, who: Person) -> None:
    part.of(*who.ids).delete()
    strike_elsewhere(who, ImportChange, ("before",))


def forget_exports(part: Part, who: Person) -> Files:
    """Files that hold the person, as a whole list may; and that somebody looked for them by name."""
    held = Q(ticked__isnull=True)
    for pk in who.ids:
        held |= Q(ticked__contains=pk)
    jobs = ExportJob.objects.exclude(file="").filter(held)
    files = [(job.file.storage, job.file.name) for job in jobs]
    jobs.update(file="", state=ExportJob.State.REMOVED)
    known = replace(who, names=tuple(name for name in who.names if len(name) > 1))
    for word in (*who.names, *who.known_by):
        asked = Q(query__contains=quote(word)) | Q(query__contains=quote_plus(word))
        for job in ExportJob.objects.filter(Q(words__contains=word) | asked):
            kept = [(key, text) for key, text in parse_qsl(job.query) if not tells(text, who.names, who.known_by)]
            job.words, job.query = known.strike_from(job.words), urlencode(kept)
            job.save(update_fields=["words", "query"])
        for fact in Activity.objects.filter(kind=facts.CUSTOMERS_EXPORTED, data__words__contains=word):
            Activity.objects.filter(pk=fact.pk).update(data=known.strike_from(fact.data))
    return files


PARTS = [
    Part(ImportJob, (), erase=forget_workbooks),
    Part(ImportRow, erase=empty_rows),
    Part(ImportChange, merge=STAY, erase=forget_changes, subject_access=False),
    Part(ImportMapping, (), erase=KEEP),
    Part(ExportJob, (), erase=forget_exports),
]
