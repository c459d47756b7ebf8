"""Every address there is, and whom it lets in."""

import re
from html import unescape

from django.urls import get_resolver, reverse

from stores.access import PUBLIC


def doors(resolver=None, namespace=""):
    """(full name, URL pattern) of every address there is."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from doors(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield f"{namespace}{pattern.name}", pattern


DOORS = dict(doors())
GUARDED = {name: pattern for name, pattern in DOORS.items() if getattr(pattern.callback, "access", None) != PUBLIC}


def undo_of(response):
    """The address that a page's notice offers to take back what was just done."""
    return unescape(re.search(r'<form class="undo" method="post" action="([^"]+)"', response.content.decode())[1])


def address(name, rows):
    """The address of a name, with the sample row for each argument."""
    sample = next((row for prefix, row in rows.items() if name.startswith(prefix)), None)
    arguments = {}
    for argument in DOORS[name].pattern.converters:
        row = rows.get(argument, sample)
        assert row is not None, f"{name} needs a sample for <{argument}>: add one to `rows`"
        arguments[argument] = row.pk
    return reverse(name, kwargs=arguments)
