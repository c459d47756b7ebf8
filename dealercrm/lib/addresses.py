"""The tag `url` with a memory: an address without an id is looked up once, not for each of the menus of each page."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse
from django.urls import get_script_prefix, get_urlconf, reverse

register = template.Library()


@register.tag
def url(parser: Parser, token: Token) -> "RememberedURL":
    node = parse(parser, token)
    return RememberedURL(node.view_name, node.args, node.kwargs, node.asvar)


class RememberedURL(URLNode):
    def render(self, context: Context) -> Any:
        if self.args or self.kwargs:
            return super().render(context)
        found = _address(self.view_name.resolve(context), get_script_prefix(), get_urlconf())
        if not self.asvar:
            return found
        context[self.asvar] = found
        return ""


@lru_cache(maxsize=512)
def _address(name: str, _prefix: str, urlconf: str | None) -> str:
    return reverse(name, urlconf=urlconf)
