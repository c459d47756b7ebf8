"""Logging in and out, the own password, the language."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dealercrm.lib.errors import Refused
from stores.access import needs, public
from stores.actions.login import check_login
from stores.forms import LoginForm
from stores.models import Staff


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request):
    if request.user.is_authenticated:
        return redirect(next_page(request))
    if request.method != "POST" and not Staff.objects.exists():
        return redirect("stores:setup")
    form = LoginForm(request.POST or None)
    if form.is_valid():
        try:
            staff = check_login(**form.cleaned_data, address=client_address(request), now=timezone.now())
        except Refused as no:
            form.add_error(None, str(no))
        else:
            start_session(request, staff)
            return redirect(next_page(request))
    context = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "stores/login.html", context, status=422 if form.errors else 200)


@needs("own.account")
@require_POST
def logout(request):
    end_session(request)
    return redirect("stores:login")


@needs("own.account")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request):
    form = PasswordChangeForm(request.user, request.POST or None)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, _("Your password is changed."))
        return redirect("home")
    return render(request, "stores/password_change.html", {"form": form}, status=422 if form.errors else 200)


@public
@require_POST
def set_language(request):
    """Django's own switch: remembers the language in a cookie and goes back to `next`."""
    return i18n.set_language(request)


def next_page(request):
    """Where a person was going before the login page, if that is on this site."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else settings.LOGIN_REDIRECT_URL


def client_address(request):
    """The visitor's address, or None. What is forwarded is believed as far as our own proxies say it: of the addresses
    it came through, the nearest one that is none of them."""
    passed = [request.META.get("REMOTE_ADDR", ""), *reversed(request.headers.get("X-Forwarded-For", "").split(","))]
    trusted = [ip_network(network, strict=False) for network in settings.TRUSTED_PROXIES]
    found = None
    for text in passed:
        try:
            found = ip_address(text.strip())
        except ValueError:
            break
        if not any(found in network for network in trusted):
            break
    return found and str(found)
