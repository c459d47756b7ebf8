"""The language of the house, and sentences in it for what must be said before Django can translate (settings.py)."""

import gettext as catalogs
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE = Path(__file__).resolve().parents[2] / "locale"


def language():
    """The code in LANGUAGE_CODE, Chinese by default: of the shell, and of a page until its reader chose another one.

    A machine's LANG is no choice: most servers say English or nothing, whoever works on them.
    Raises ImproperlyConfigured for a language the house does not speak.
    """
    code = os.environ.get("LANGUAGE_CODE") or LANGUAGES[0][0]
    if code not in dict(LANGUAGES):
        known = ", ".join(code for code, _name in LANGUAGES)
        raise ImproperlyConfigured(
            _("LANGUAGE_CODE is “%(code)s”, but dealercrm speaks only: %(known)s.") % {"code": code, "known": known}
        )
    return code


def _(sentence):
    """`sentence` in the language of the house."""
    if os.environ.get("LANGUAGE_CODE") == "en":
        return sentence
    return catalogs.translation("django", LOCALE, ["zh_Hans"], fallback=True).gettext(sentence)
