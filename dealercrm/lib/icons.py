"""The template library `lucide` with a memory.

The package takes an icon apart and puts it together again each time it is shown, and a page shows twenty: a tenth of
the time it takes to render a list. There are a few dozen icons in a few sizes; each is drawn once.
"""

from functools import lru_cache
from typing import Any

from django import template
from lucide.templatetags.lucide import lucide as draw

register = template.Library()


@register.simple_tag
def lucide(name: str, *, size: int = 24, **attributes: Any) -> str:
    return _drawn(name, size, tuple(attributes.items()))


@lru_cache(maxsize=512)
def _drawn(name: str, size: int, attributes: tuple[tuple[str, Any], ...]) -> str:
    return draw(name, size=size, **dict(attributes))
