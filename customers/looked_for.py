"""Saved lists and exports by which somebody looked for a person who is erased (AR-16).

What finds or says the person goes; a name is looked for as a whole, for 王 is in 王府花园 too.
"""

from dataclasses import replace
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from django.db.models import Q

from customers import facts
from customers.models import Activity, Customer, ExportJob, SavedView
from dealercrm.lib.pinyin import pinyin_sort_key

OF_VIEWS = (facts.VIEW_SAVED, facts.VIEW_CHANGED, facts.VIEW_REMOVED)
WECHAT_FROM = 6  # characters; what is shorter is no WeChat id, and may be any word of a list


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
            kept = [(key, text) for key, text in parse_qsl(job.query) if not _tells(text, who.names, who.all_numbers)]
            job.words, job.query = known.strike_from(job.words), urlencode(kept)
            job.save(update_fields=["words", "query"])
        for fact in Activity.objects.filter(kind=facts.CUSTOMERS_EXPORTED, data__words__contains=word):
            Activity.objects.filter(pk=fact.pk).update(data=known.strike_from(fact.data))


def forget_views(who):
    """A list that somebody saved to find this very person goes with them; one that finds a namesake too stays."""
    names = [who.customer.wechat] if len(who.customer.wechat) >= WECHAT_FROM else []
    for name in who.names:
        called = Customer.objects.filter(pinyin=pinyin_sort_key(name)[:120], name=name)
        names += [] if called.exclude(pk__in=who.ids).exists() else [name]
    for view in SavedView.objects.all():
        said = [view.name, *(text for _key, text in parse_qsl(view.query))]
        if _named_after(view.name, names) or any(_tells(text, names, who.all_numbers) for text in said):
            view.delete()
    for word in (*names, *who.all_numbers):
        called = {"data__name__contains": word} if len(word) > 1 else {"data__name": word}
        Activity.objects.filter(kind__in=OF_VIEWS, **called).update(data={})


def _named_after(title, names):
    return any(name in title for name in names if len(name) > 1)


def _tells(text, names, numbers):
    """Does one of the names stand in it between blanks, or one of the numbers, however spaced?"""
    words = text.lower().split()
    is_named = any(f" {name.lower()} " in f" {' '.join(words)} " for name in names)
    return is_named or any(number in "".join(words) for number in numbers)
