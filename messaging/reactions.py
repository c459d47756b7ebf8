"""What people are told when something happens in the archive."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.models import Activity
from messaging.actions.put import tell
from stores.models import Role, Staff


def tell_owners(activity: Activity) -> None:
    """Somebody reads far more numbers than usual: every owner is told, in the app and as they chose, once for person
    and day (ST-5)."""
    data, day = activity.data, activity.data["day"]
    with override(settings.LANGUAGE_CODE):
        subject = _("%(name)s reads far more numbers than usual") % {"name": activity.by_name}
        if "cap" in data:
            body = _("On %(day)s %(name)s asked for the numbers of more than %(cap)d customers, which is the limit.")
        else:
            body = _("On %(day)s %(name)s read the numbers of %(count)d customers; usual is %(usual)d a day.")
        body = body % {"name": activity.by_name, **data} + " " + _("The reading log shows whose.")
    for owner in Staff.objects.active().filter(role=Role.OWNER):
        tell(
            owner, subject=subject, body=body, cause=("unusual_reading", activity.pk), now=activity.at,
            key=f"reading:{day}:staff-{activity.by_id}",
        )  # fmt: skip
