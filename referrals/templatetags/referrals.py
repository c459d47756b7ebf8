from django import template

from referrals.models import Referral

register = template.Library()


@register.filter
def state_in_words(state):
    """The label of a referral's state, for facts that kept only its code."""
    return dict(Referral.State.choices).get(state, state)
