"""What a person sends from a form is saved whole and once, however often the button is pressed or the line drops."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from hashlib import sha256

from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from dealercrm.lib.referer import local_referer
from stores.models import SentForm

View = Callable[..., HttpResponse]
# The second of two at once waits here for the first; nothing comes back if that one was saved.
FIRST = "INSERT INTO stores_sentform (key, leads_to, at) VALUES (%s, '', now()) ON CONFLICT DO NOTHING RETURNING key"


def whole(view: View) -> View:
    """What is sent is looked at and saved in one transaction: a form compares the row it changes under the row's lock
    (dealercrm.lib.stale_edit)."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    answer.__dict__["is_whole"] = True  # for the test that walks all forms
    return answer


def once(view: View) -> View:
    """Of a view whose form makes something: the same form, sent again as it is, leads to what it made the first time.

    The second of two at once waits for the first. What was refused has made nothing, and may be sent again.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        key = key_of(request)
        if key is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            form = SentForm.objects.filter(key=key)
            if not _is_first(key):
                return _again(request, form.get())
            response = view(request, *args, **kwargs)
            if leads_to := _leads_to(request, response)[:500]:
                form.update(leads_to=leads_to)
            else:
                form.delete()
            return response

    answer.__dict__["is_once"] = True
    return answer


def key_of(request: HttpRequest) -> str | None:
    """Of one drawing of a form with one content. Every form carries Django's token against forgery, which is drawn anew
    with each page and cannot be guessed; who goes back and types something else means something else.

    None where nothing is sent, and for a form that carries a `key` of its own: its action knows the entry by that.
    """
    token = request.POST.get("csrfmiddlewaretoken") if request.method == "POST" else None
    if not token or request.POST.get("key"):
        return None
    files = [(name, file.name, file.size) for name, found in request.FILES.lists() for file in found]
    sent = [request.user.pk, request.path, sorted(request.POST.lists()), files]
    return sha256(repr(sent).encode()).hexdigest()


def _is_first(key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(FIRST, [key])
        return cursor.fetchone() is not None


def forget_sent(today: date) -> int:
    """Forms sent more than a day ago; returns how many. `today` is the clock's."""
    return SentForm.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()[0]


def _leads_to(request: HttpRequest, response: HttpResponse) -> str:
    """The page that shows what was made; empty where the form came back instead."""
    if response.status_code >= 400:
        return ""
    if shown := response.get("Location") or response.get("HX-Redirect"):
        return shown
    return local_referer(request) or request.path if "HX-Request" in request.headers else ""


def _again(request: HttpRequest, form: SentForm) -> HttpResponse:
    messages.info(request, _("This was sent twice and saved once."))
    if "HX-Request" in request.headers:
        return HttpResponseClientRedirect(form.leads_to)
    return redirect(form.leads_to)
