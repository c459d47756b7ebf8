"""A text message: an approved template, filled in for one customer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from dealercrm.lib.errors import Refused
from messaging import sms_text
from messaging.actions.put import put
from messaging.models import Message, SmsTemplate


@transaction.atomic
def put_sms(customer: Customer, template: SmsTemplate, *, variables: dict[str, str], **planned: Any) -> Message | None:
    """`planned` as for `put`: cause, due_at, expires_at, dedupe_key, now (a datetime). Refused if the gateway would
    refuse it, or has not approved it."""
    assert isinstance(planned.get("now"), datetime)
    if template.state != SmsTemplate.State.APPROVED:
        raise Refused(
            _("The gateway has not approved this template: %(state)s.") % {"state": template.get_state_display()}
        )
    if wrong := sms_text.faults_of_variables(template.gateway, template.text, variables):
        raise Refused(" ".join(wrong))
    body = sms_text.filled(template.gateway, template.text, template.signature, variables)
    message = put(customer, channel=template.gateway, subject=template.name, body=body, **planned)
    if message:
        message.template, message.variables = template, variables
        message.save(update_fields=["template", "variables"])
    return message
