"""Words for what a logged contact says in codes, also in facts that are older than today's choices."""

from django import template

from campaigns.models import Revisit, Way

register = template.Library()


@register.filter
def way(code):
    return dict(Way.choices).get(code, code)


@register.filter
def outcome(code):
    return dict(Revisit.Outcome.choices).get(code, code)


@register.filter
def mood(code):
    return dict(Revisit.Mood.choices).get(code, code)
