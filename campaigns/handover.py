"""Contacts a leaver still owed (ST-4)."""

from django.utils.translation import gettext_lazy as _

from stores.handing import Part, deal
from stores.models import Role


def open_touchpoints(leaver):
    return leaver.touchpoints.planned()


def give_touchpoints(leaver, receivers, by, now):
    """They go where their customer went; those of a customer somebody else keeps, in turn."""
    return deal(
        open_touchpoints(leaver), "assignee", receivers, order_by=("due_on", "pk"), first_choice="customer__keeper_id"
    )


PARTS = [
    Part(
        "touchpoints",
        _("Open touchpoints"),
        frozenset({Role.ASSISTANT, Role.MANAGER}),
        open_touchpoints,
        give_touchpoints,
    )
]
