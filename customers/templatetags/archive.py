"""What templates of all floors need to speak of customers: sums, masked numbers, facts in words."""

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.template.loader import select_template
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from customers.models import Customer
from dealercrm.lib import money
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.marks import listed
from dealercrm.lib.phones import mask, normalise

register = template.Library()


@register.filter
def yuan(amount):
    """45,700 — empty where nothing is known."""
    return "" if amount is None else money.yuan(amount)


@register.filter
def masked(number):
    return mask(str(number)) if number else ""


@register.simple_tag
def activity_in_words(activity):
    """The sentence of a fact: templates/activity/<kind>.html, written by the app that announces it.

    The template sees `activity` and its `data`; a kind without one is told by default.html.
    """
    found = select_template([f"activity/{activity.kind}.html", "activity/default.html"])
    return found.render({"activity": activity, "data": activity.data})


@register.filter
def fact_in_words(kind):
    """What a fact is called, as the app says that announces it: 'customers.order_signed' is in customers/facts.py."""
    try:
        words = import_string(f"{kind.partition('.')[0]}.facts.WORDS")
    except ImportError:  # a fact outlives the app that announced it
        return kind
    return words.get(kind, kind)


@register.simple_tag
def changes_in_words(activity):
    """[(what, before, after)] of a CUSTOMER_CHANGED fact, for people: labels, choices by name, phones masked."""
    return [_change(field, *values) for field, values in activity.data.get("changed", {}).items()]


def _change(name, before, after):
    if name == "phones":
        return (_("phone"), *(listed(mask(number) for number in normalise(text)) for text in (before, after)))
    try:
        field = Customer._meta.get_field(name)
    except FieldDoesNotExist:  # a fact outlives a field
        return name, before, after
    return field.verbose_name, _shown(field, before), _shown(field, after)


def _shown(field, text):
    if field.name == "birthday" and text:
        return str(Birthday.from_text(text))
    return dict(field.flatchoices).get(text, text)
