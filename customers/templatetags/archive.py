"""What templates of all floors need to speak of customers: sums, masked numbers, facts in words."""

from datetime import datetime
from html import escape

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.template.loader import select_template
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.actions.profiles import PROFILES
from customers.archive_facts.fact import Kind, Section
from customers.archive_facts.table import facts_of
from customers.chances import Likelihood
from customers.contacts import WAYS
from customers.models import (
    ArchiveCheck,
    Consent,
    Customer,
    Home,
    HomeItem,
    HouseholdMember,
    Order,
    SoftRating,
    Suspicion,
    Tie,
)
from customers.needs import Why
from dealercrm.lib import money
from dealercrm.lib.birthday_field import BirthdayField
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.phones import mask
from dealercrm.lib.punctuation import listed
from dealercrm.lib.relative_days import relative

register = template.Library()
NEEDS = {
    Why.MISSING: gettext_lazy("%(what)s: missing in the home."),
    Why.BROKEN: gettext_lazy("%(what)s: broken."),
    Why.WORN: gettext_lazy("%(what)s: worn."),
    Why.AGE: gettext_lazy("%(what)s: in use for %(years)s years; this kind is usually replaced after %(lives)s years."),
    Why.SECOND_HOME: gettext_lazy("%(what)s: a further home, handed over in %(since)s, with nothing in it yet."),
    Why.RENOVATION: gettext_lazy("%(what)s: handed over in %(since)s, usually renovated from %(from)s to %(to)s."),
}
LIKELY = {
    Likelihood.HIGH: gettext_lazy("likely to buy again within a year: %(percent)d %%"),
    Likelihood.MEDIUM: gettext_lazy("may buy again within a year: %(percent)d %%"),
    Likelihood.LOW: gettext_lazy("hardly buys again within a year: %(percent)d %%"),
}


@register.filter
def yuan(amount):
    """45,700 — empty where nothing is known."""
    return "" if amount is None else money.yuan(amount)


@register.simple_tag
def options(choices, chosen):
    """The choices of a select, [(value, label)]; a long one would cost a template more than the page's rows."""
    marks = {True: " selected", False: ""}
    rows = (
        f'<option value="{escape(str(value))}"{marks[value == chosen]}>{escape(str(label))}</option>'
        for value, label in choices
    )
    return mark_safe("".join(rows))


@register.simple_tag
def store_options(stores, chosen):
    """The choices of a select of stores; `chosen` is a Store or None."""
    return options([(store.pk, store.name) for store in stores], chosen and chosen.pk)


@register.filter
def seen_from(day, today):
    """'tomorrow', 'in 3 days', '17 days ago' of a day or a moment; '' of none."""
    return relative(localdate(day) if isinstance(day, datetime) else day, today) if day else ""


@register.filter
def masked(number):
    return mask(str(number)) if number else ""


@register.filter
def age_on(birthday, day):
    """'54 years old', of an age told years ago 'about 47 by now'; '' where nobody knows, or it says so itself."""
    age = birthday.age_on(day)
    if age is None or age == birthday.age:
        return ""
    return (_("about %(age)s by now") if birthday.age is not None else _("%(age)s years old")) % {"age": age}


@register.filter
def check_result(code):
    return dict(ArchiveCheck.Result.choices).get(code, code)


@register.filter
def channel(code):
    return dict(Consent.Channel.choices).get(code, code)


@register.filter
def old_way(code):
    return WAYS.get(code, code)


@register.filter
def suspicion_reason(code):
    return dict(Suspicion.Reason.choices).get(code, code)


@register.filter
def relation(code):
    """'parent' -> Parent, in the reader's language."""
    return dict(HouseholdMember.Relation.choices).get(code, code)


@register.simple_tag
def tie_relation(code):
    return dict(Tie.Relation.choices).get(code, code)


@register.filter
def member_fields(names):
    return labels(HouseholdMember, names)


@register.filter
def home_fields(names):
    return labels(Home, names)


@register.filter
def item_fields(names):
    return labels(HomeItem, names)


@register.filter
def order_field(name):
    return labels(Order, [name])


@register.filter
def profile_fields(names):
    known = {field.name: str(field.verbose_name) for model in PROFILES.values() for field in model._meta.fields}
    return _(", ").join(known.get(name, name) for name in names)


@register.filter
def filled(row):
    """[(label, value)] of the fields of a row that say something."""
    if row is None:
        return []
    fields = [field for field in row._meta.fields if not field.primary_key]
    return [(field.verbose_name, getattr(row, field.name)) for field in fields if getattr(row, field.name)]


@register.filter
def item_state(code):
    return dict(HomeItem.State.choices).get(code, code)


@register.simple_tag
def need_in_words(need):
    """A Need as a sentence: what, why, and about when (AR-7)."""
    return NEEDS[need.why] % {
        "what": need.what,
        "years": need.since and max(round((localdate() - need.since).days / 365.25), 0),
        "lives": need.lives and "–".join(str(years) for years in dict.fromkeys(need.lives)),
        "since": need.since and date_format(need.since, "Y-m"),
        "from": need.from_on and date_format(need.from_on, "Y-m"),
        "to": need.to_on and date_format(need.to_on, "Y-m"),
    }


@register.simple_tag
def chance_in_words(chance):
    """A Chance as a badge: words before the number, and never no chance at all."""
    return LIKELY[chance.likelihood] % {"percent": max(round(chance.percent), 1)}


@register.filter
def told_facts(customer):
    """[(Fact, value)] of what is known of the person and needs no sentence of its own on their page."""
    kinds, elsewhere = (Kind.TEXT, Kind.BIRTHDAY), ("notes", "birthday")
    facts = [fact for fact in facts_of(Customer) if fact.section == Section.HOST and fact.kind in kinds]
    found = [(fact, getattr(customer, fact.name)) for fact in facts if fact.name not in elsewhere]
    return [(fact, value) for fact, value in found if value]


def labels(model, names):
    """'name, birthday' in the reader's language; a name that is no field any more stays as it is."""
    known = {field.name: str(field.verbose_name) for field in model._meta.fields}
    return _(", ").join(known.get(name, name) for name in names)


TELLING = {"on", "amount", "way", "why"}  # what an erasure leaves and a sentence is made of


@register.simple_tag
def activity_in_words(activity, is_erased=False):
    """The sentence of a fact: templates/activity/<kind>.html, written by the app that announces it.

    The template sees `activity` and its `data`; a kind without one is told by default.html, and so is what happened to
    somebody who was erased, where the words of its sentence are gone.
    """
    own = [] if is_erased and not TELLING & activity.data.keys() else [f"activity/{activity.kind}.html"]
    found = select_template([*own, "activity/default.html"])
    return found.render({"activity": activity, "data": activity.data})


@register.filter
def aspect_in_words(code):
    """What of a customer an opinion is about (SoftRating)."""
    return dict(SoftRating.Aspect.choices).get(code, code)


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
        lists = ([mask(number) for number in text.split(", ") if number] for text in (before, after))
        return (_("phone"), *map(listed, lists))
    try:
        field = Customer._meta.get_field(name)
    except FieldDoesNotExist:  # a fact outlives a field
        return name, before, after
    return field.verbose_name, _shown(field, before), _shown(field, after)


def _shown(field, text):
    if isinstance(field, BirthdayField) and text:
        return str(Birthday.from_text(text))
    return dict(field.flatchoices).get(text, text)
