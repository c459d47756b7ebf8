"""Days as people speak of them."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def relative(day: date, today: date) -> str:
    """'tomorrow', 'in 3 days', '2 days ago': a day as seen from today."""
    days = (day - today).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow"), 2: _("the day after tomorrow")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}
