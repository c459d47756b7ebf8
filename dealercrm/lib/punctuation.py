"""The template library `marks`: punctuation as the reader's language sets it.

Chinese sets its marks full-width and without spaces; a template that types them itself is right in one language only.
"""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.translation import pgettext

register = template.Library()


@register.simple_tag
def colon() -> str:
    """Between what it is and what is said of it."""
    return pgettext("mark", ": ")


@register.simple_tag
def comma() -> str:
    """Between two parts of a sentence."""
    return pgettext("mark", ", ")


@register.filter
def in_brackets(text: str) -> str:
    """'(text)', set off from what stands before it; empty where there is no text."""
    return format_html(pgettext("mark", " ({})"), text) if text else ""


@register.filter
def listed(items: Iterable[int | str]) -> str:
    """'one, two, three' of texts, for enumerations."""
    return pgettext("between items", ", ").join(str(item) for item in items)
