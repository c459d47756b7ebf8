"""The template library `static_files`, for pages that must stand when something else has fallen."""

from django import template
from django.templatetags.static import PrefixNode, static

register = template.Library()


@register.simple_tag
def static_anyway(path: str) -> str:
    """The address of a static file; under its plain name where the manifest does not know it, instead of an error."""
    try:
        return static(path)
    except ValueError:
        return PrefixNode.handle_simple("STATIC_URL") + path
