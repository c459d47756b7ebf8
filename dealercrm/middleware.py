"""What every request passes through, beside Django's own."""

from contextlib import suppress
from errno import EDQUOT, ENOSPC

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, OperationalError
from django.http import HttpResponseNotAllowed
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import reswap, retarget, trigger_client_event
from psycopg2.errors import DeadlockDetected, ForeignKeyViolation, LockNotAvailable

from customers.activity import GONE
from customers.models import Customer
from dealercrm.lib.errors import Gone, Refused
from dealercrm.lib.referer import local_referer
from dealercrm.lib.uploads import LARGEST_REQUEST, MB
from stores.signing import sign

HEARD_OUT = 500 * MB
BUSY = gettext_lazy(
    "Somebody else is working on the same data, or an import is running: nothing was saved. Wait a moment, then "
    "send it again."
)
DISK_FULL = gettext_lazy("The disk of the server is full: nothing was kept. Tell whoever looks after the server.")


class ChosenLocaleMiddleware(LocaleMiddleware):
    """Chinese unless the person chose English: a browser set to English is no choice (OP-3)."""

    def process_request(self, request):
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return super().process_request(request)


def pages_are_not_kept(get_response):
    """Shops share a computer: who presses Back after a colleague has logged out sees nothing of theirs (ST-5)."""

    def middleware(request):
        response = get_response(request)
        if "Cookie" in response.get("Vary", ""):  # it was made for one person
            response.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def requests_are_heard_out(get_response):
    """What a person sent is read to its end, also where the answer is no.

    A server that answers and closes while a browser still sends resets the connection: the person would see no answer
    but a broken page. Of more than LARGEST_REQUEST, or a form without files beyond what Django reads, nothing is kept
    and a sentence says so; from HEARD_OUT on the connection is left to break.
    """

    def middleware(request):
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        has_files = request.content_type == "multipart/form-data"
        limit = LARGEST_REQUEST if has_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        response = too_much(request, limit) if length > limit else get_response(request)
        if length <= HEARD_OUT:
            if connection := request.META.get("gunicorn.socket"):
                connection.settimeout(1)  # who is silent now was so already when it was read in earnest
            with suppress(OSError):  # who has hung up hears nothing anyway
                while request.read(2**16):
                    pass
        return response

    return middleware


def words_can_be_kept(get_response):
    """The database keeps no text with a zero byte in it; nobody types one, but programs and broken pastes send it."""

    def middleware(request):
        sent = (request.GET, request.POST) if request.method == "POST" else (request.GET,)
        if any("\0" in text for values in sent for _name, texts in values.lists() for text in texts):
            return refused(request, _("A character in it cannot be kept: nothing was saved. Type it anew."), status=400)
        return get_response(request)

    return middleware


def too_much(request, limit):
    sentence = _("That is more than %(limit)s at once: nothing of it was kept. Send it in parts.")
    return refused(request, sentence % {"limit": filesizeformat(limit)}, status=413)


class refusals_as_sentences:  # noqa: N801 - read as a function in settings
    """A rule that says no (`Refused`) becomes a notice, never a stack trace.

    A full page goes back where the person came from with the sentence on top; an htmx request gets the
    sentence as a 422 fragment for the notices, so that what was being edited stays; anything else a plain 422 page.
    So does an archive that a merge, or the undoing of an import, took away while somebody sent something to it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":  # Django leaves the page empty
            page = refused(request, _("This address is no page: what it does is done by a button."), status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request, exception):
        if is_busy(exception):
            return refused(request, BUSY, status=409, send_again=True)
        if isinstance(exception, OSError) and exception.errno in (ENOSPC, EDQUOT):
            return refused(request, DISK_FULL, status=507)
        if request.method == "POST" and (isinstance(exception, Gone) or found_gone(exception)):
            return refused(request, GONE)
        if not isinstance(exception, Refused):
            return None
        if not getattr(request, "htmx", False) and request.method == "POST" and (back := local_referer(request)):
            messages.error(request, str(exception))
            return redirect(back)
        return refused(request, exception)


def is_busy(exception):
    """Was a row wanted that somebody else went on holding, or two of us each what the other held?"""
    waited = LockNotAvailable | DeadlockDetected
    return isinstance(exception, OperationalError) and isinstance(exception.__cause__, waited)


def found_gone(exception):
    """Did a verb wait for a colleague's hand on an archive, and then find the archive gone?"""
    cause = exception.__cause__ if isinstance(exception, IntegrityError) else None
    if not isinstance(cause, ForeignKeyViolation):
        return isinstance(exception, Customer.DoesNotExist)
    table = Customer._meta.db_table
    return f'"{table}"' in (cause.diag.message_detail or "") and cause.diag.table_name != table


def refused(request, sentence, *, status=422, send_again=False):
    """The sentence as a page, or for htmx as a fragment for the notices: there what was typed stays where it stands.

    `send_again`: the page keeps it behind a button; files, which no page can keep, are still chosen one step back.
    """
    if "HX-Request" not in request.headers:
        may_keep = send_again and not request.FILES and "password" not in request.POST
        typed = request.POST.lists() if may_keep else ()
        typed = [(name, value) for name, values in typed if name != "csrfmiddlewaretoken" for value in values]
        return render(request, "refused.html", {"sentence": sentence, "typed": typed}, status=status)
    response = render(request, "_refused.html", {"sentence": sentence}, status=422)
    return reswap(retarget(response, "#notices"), "innerHTML show:window:top")


def changes_are_signed(get_response):
    """What a request changes in the archive bears the person's name in its history (ST-6), or nobody's.

    To ask who it is loads and so signs them (customers/signing.py); reading changes nothing.
    """

    def middleware(request):
        if request.method not in ("GET", "HEAD", "OPTIONS") and not request.user.is_authenticated:
            sign(None)
        return get_response(request)

    return middleware


def messages_for_fragments(get_response):
    """`messages.success(...)` of a view reaches the person also when only a fragment is swapped: as toasts (app.js).

    Its `extra_tags` are the address that takes back what it tells of, if anything does.
    """

    def middleware(request):
        response = get_response(request)
        shown_elsewhere = "HX-Redirect" in response or "HX-Refresh" in response or "HX-Location" in response
        if getattr(request, "htmx", False) and response.status_code in (200, 201, 422) and not shown_elsewhere:
            told = messages.get_messages(request)
            notices = [{"text": str(each), "level": each.level_tag, "undo": each.extra_tags or ""} for each in told]
            if notices:
                trigger_client_event(response, "notices", notices)
        return response

    return middleware
