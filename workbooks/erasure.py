"""The person who asked to be erased in workbooks: those they came in with and those they went out in (AR-16)."""

from dataclasses import replace
from itertools import product
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from django.db.models import Q

from customers import facts
from customers.erased_searches import tells
from customers.erasure import strike_elsewhere
from customers.models import Activity
from workbooks.models import ExportJob, ImportChange, ImportJob, ImportRow


def erase_from_workbooks(who):
    """Take a `Person` out of imports and exports; returns the files [(storage, name)] that must go from the disk."""
    files = [(job.file.storage, job.file.name) for job in _jobs(who) if job.file]
    files += [(job.file.storage, job.file.name) for job in exports_with(who)]
    ImportChange.objects.filter(customer__in=who.ids).delete()
    for job in _jobs(who):  # the examples from its columns, shown while they were chosen
        layouts = [layout | {"sample": []} for layout in job.layouts]
        ImportJob.objects.filter(pk=job.pk).update(layouts=who.strike_from(layouts))
    _import_rows(who).update(name="", messages=[], raw=[])
    strike_elsewhere(who, ImportChange, ("before",))
    forget_exports(who)
    return files


def _jobs(who):
    """Imports with the person in them. One of their store that is not done, or is undone, may hold anybody."""
    mentions = Q(pk__in=_import_rows(who).values("job")) | Q(pk=who.customer.import_job_id)
    mentions |= Q(store=who.customer.store_id) & ~Q(state=ImportJob.State.DONE)
    for number in who.all_numbers:
        mentions |= Q(layouts__icontains=number)
    return ImportJob.objects.filter(mentions)


def _import_rows(who):
    nobodys = Q(customer=None, job__store=who.customer.store_id)  # of a preview, or of an import that was undone
    mentions = Q(customer=who.customer.pk) | nobodys & Q(name__in=who.names)
    for number in who.all_numbers:
        mentions |= Q(raw__icontains=number) | Q(messages__icontains=number)
    for number, name in product(who.passed_on, who.names):
        mentions |= Q(messages__icontains=number) & Q(messages__icontains=name)
    return ImportRow.objects.filter(mentions)


def exports_with(who):
    """Export jobs whose file holds the Person. A whole list may hold anybody."""
    held = Q(ticked__isnull=True)
    for pk in who.ids:
        held |= Q(ticked__contains=pk)
    return ExportJob.objects.exclude(file="").filter(held)


def forget_exports(who):
    """The files go from the disk afterwards; somebody may have looked for the person by name."""
    exports_with(who).update(file="", state=ExportJob.State.REMOVED)
    known = replace(who, names=tuple(name for name in who.names if len(name) > 1))
    for word in (*who.names, *who.all_numbers):
        asked = Q(query__contains=quote(word)) | Q(query__contains=quote_plus(word))
        for job in ExportJob.objects.filter(Q(words__contains=word) | asked):
            kept = [(key, text) for key, text in parse_qsl(job.query) if not tells(text, who.names, who.all_numbers)]
            job.words, job.query = known.strike_from(job.words), urlencode(kept)
            job.save(update_fields=["words", "query"])
        for fact in Activity.objects.filter(kind=facts.CUSTOMERS_EXPORTED, data__words__contains=word):
            Activity.objects.filter(pk=fact.pk).update(data=known.strike_from(fact.data))


PARTS = [erase_from_workbooks]
