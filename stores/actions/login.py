"""Letting a person in, and slowing down whoever guesses."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from stores.models import LoginAttempt, Staff

WINDOW = timedelta(minutes=15)
FAILURES_PER_NAME = 5  # from one address; somebody elsewhere cannot lock a person out
FAILURES_PER_ADDRESS = 20  # a whole shop shares one


def check_login(username: str, password: str, *, address: str | None, now: datetime) -> Staff:
    """The member of staff with this name and password, else Refused; the sentence never tells whether the name exists.

    The attempt is written down before the password is looked at, so that guesses sent side by side count too.
    """
    return _slowed(username, password, address, now, why_not)


def check_password(staff: Staff, password: str, *, address: str | None, now: datetime) -> None:
    """That it is `staff` who sits there, before something grave; Refused for a wrong one, guesses count as above."""
    _slowed(staff.username, password, address, now, lambda _name, _word: _("The password is not right."))


def _slowed(username: str, password: str, address: str | None, now: datetime, sentence: Callable) -> Staff:
    LoginAttempt.objects.filter(at__lte=now - WINDOW).delete()
    attempt = LoginAttempt.objects.create(username=username, address=address, at=now)
    from_here = LoginAttempt.objects.filter(address=address)
    earlier = list(from_here.exclude(pk=attempt.pk).order_by("-at"))
    until = blocked_until([failure for failure in earlier if failure.username == username], FAILURES_PER_NAME)
    until = until or blocked_until(earlier, FAILURES_PER_ADDRESS)
    if until:
        attempt.delete()  # or waiting would never end for somebody who keeps trying
        moment = time_format(timezone.localtime(until + timedelta(minutes=1)), "H:i")
        raise Refused(_("Too many failed attempts. Please try again at %(time)s.") % {"time": moment})
    staff = authenticate(username=username, password=password)
    if staff is None:
        raise Refused(sentence(username, password))
    from_here.filter(username=username).delete()
    return staff


def blocked_until(failures: list[LoginAttempt], limit: int) -> datetime | None:
    """When the failure that fills the limit is forgotten, or None while there is room; `failures` newest first."""
    return failures[limit - 1].at + WINDOW if len(failures) >= limit else None


def why_not(username: str, password: str) -> str:
    """Only somebody who knows the password learns that the account is closed."""
    closed = Staff.objects.filter(username=username, is_active=False).first()
    if closed and closed.check_password(password):
        return _("This account is closed. Ask your store manager or the owner.")
    return _("Login name or password is not right. Mind capital letters.")
