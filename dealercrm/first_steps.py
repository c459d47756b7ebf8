"""What a new dealer does first, from the owner account to the first customers; each step ticks itself off."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from campaigns.models import TouchpointRule
from customers.models import Customer
from stores.models import Role, Staff


@dataclass(frozen=True)
class Step:
    """One step: `url` opens it, or does it where `in_one_click`; an optional one does not hold up the rest."""

    title: str
    why: str
    button: str
    url: str
    is_done: bool
    in_one_click: bool = False
    is_optional: bool = False


def first_steps():
    """The steps of this database, three cheap questions."""
    return [
        Step(
            _("Lay out the schedule"),
            _("Festivals, birthdays and care after installation, with what to say. You can change every rule later."),
            _("Use the ready-made schedule"),
            "campaigns:rule-setup",
            is_done=TouchpointRule.objects.exists(),
            in_one_click=True,
        ),
        Step(
            _("Bring in your customers"),
            _("Upload the workbook you keep now. You see row by row what will happen before anything is saved."),
            _("Import a workbook"),
            "workbooks:import-new",
            is_done=Customer.objects.exists(),
        ),
        Step(
            _("Add your staff"),
            _("Each person logs in with an own name and sees what is to be done today."),
            _("Add a person"),
            "stores:staff-create",
            is_done=Staff.objects.exclude(role=Role.OWNER).exists(),
            is_optional=True,
        ),
    ]


def are_finished(steps):
    return all(step.is_done or step.is_optional for step in steps)
