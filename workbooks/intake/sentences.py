"""What the import says about a row, in the reader's language."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from customers.models import Customer, HouseholdMember, Order
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.punctuation import listed
from workbooks.intake.as_read import in_words
from workbooks.reading.messages import SENTENCES


def sentence(message):
    """The sentence of a stored message [code, facts]."""
    code, facts = message
    if code == "as_read":
        return in_words(facts)
    shown = dict(facts)
    if "field" in facts:
        shown["field"] = field_name(facts["field"])
        shown |= {key: _value(facts["field"], facts[key]) for key in ("before", "after")}
    if reason := facts.get("reason"):
        shown["reason"] = _(reason)
    if "own" in facts:
        shown["field"] = facts["own"]
    if "relation" in facts:
        relation = dict(HouseholdMember.Relation.choices).get(facts["relation"], facts["relation"])
        shown["name"] = f"{relation} {facts['name']}".strip()
    if "members" in facts:
        shown["fields"] = listed(str(HouseholdMember._meta.get_field(name).verbose_name) for name in facts["members"])
    if "names" in facts:
        shown["names"] = listed(facts["names"])
    if "fields" in facts:
        shown["fields"] = listed(field_name(name) for name in facts["fields"])
    return SENTENCES[code] % shown if shown else str(SENTENCES[code])


def plain(value):
    """A value of the archive as the facts of a message hold it."""
    return "" if value is None else str(getattr(value, "text", value))


def field_name(name):
    """What a field of a customer or an order is called."""
    if name in ("lines", "phones"):
        return _("products") if name == "lines" else _("phone")
    for model in (Customer, Order):
        try:
            return str(model._meta.get_field(name.removesuffix("_name") if model is Order else name).verbose_name)
        except FieldDoesNotExist:
            continue
    return name


def _value(name, text):
    if name in ("birthday", "wedding_day") and text:
        return str(Birthday.from_text(text))
    if name in ("source", "kind"):
        return str(dict(Customer._meta.get_field(name).choices).get(text, text))
    return text
