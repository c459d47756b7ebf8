"""The guard in front of every view: deny unless the view says who may come in.

`@needs("customers.view")` names an action of stores/permissions.py, `@public` opens a page to everybody.
A view with neither is refused: forgetting to think about access must not open a door.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dealercrm.lib.referer import local_referer

PUBLIC = "public"


def needs(action: str) -> Callable:
    """Mark a view with the action it needs."""

    def mark(view: Any) -> Callable:
        view.access = action
        return view

    return mark


def public(view: Any) -> Callable:
    """Mark a view that needs no login."""
    view.access = PUBLIC
    return view


class AccessMiddleware:
    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple[()], kwargs: dict[str, Any]
    ) -> HttpResponse | JsonResponse | None:
        access = getattr(view, "access", None)
        if access is None:
            raise ImproperlyConfigured(f"{view!r} does not say who may come in (stores/access.py)")
        if access == PUBLIC:
            return None
        if not request.user.is_authenticated:
            return log_in_first(request)
        if not request.user.may(access):
            raise PermissionDenied
        return None


def log_in_first(request: HttpRequest) -> HttpResponse | JsonResponse:
    """Send a person to the login page in the way their request can follow, and back afterwards.

    A fragment must not be filled with a login form, and a phone's outbox must not take a redirect for success. The
    address of a verb or a fragment shows no page: from there the way back leads to the page with the button.
    """
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": "login"}, status=401)
    is_fragment = "HX-Request" in request.headers
    if request.method not in ("GET", "HEAD"):
        messages.warning(request, _("You had been logged out: what you just sent was not saved. Send it once more."))
    if is_fragment or request.method not in ("GET", "HEAD"):
        to_login = redirect_to_login(local_referer(request) or reverse("home"))
    else:
        to_login = redirect_to_login(request.get_full_path())
    if not is_fragment:
        return to_login
    response = JsonResponse({"error": "login"}, status=401)
    response["HX-Redirect"] = to_login["Location"]
    return response
