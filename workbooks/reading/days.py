"""What the cell of a day says, before anybody reads it as a birthday or the day of a sale."""

from datetime import date, timedelta

from dealercrm.lib.dates import EXCEL_EPOCH
from dealercrm.lib.moments import is_no_day, serial_of
from workbooks.reading.relatives import is_age

_YEARLY = {"birthday", "birthday_lunar", "member_birthday", "wedding_day"}
_DAYS = _YEARLY | {"signed", "delivered", "installed", "planned_install", "contact_on"}
_FIRST_OF_1904 = date(1904, 1, 1)


def day_columns(reading):
    """The columns of a dealer's sheet that hold whole days; of our own export every word is meant."""
    if reading.is_own_export:
        return set()
    whole = _DAYS - {"signed"} if reading.has_day_parts else _DAYS
    return {column for column, name, header, _is_key in reading.in_order if name in whole and not is_age(header)}


def day_as_seen(value, name, reading, is_yearless):
    """What the cell shows: None where it is no day, no year where its format hides it.

    Whoever writes 3月5日 means no year, though the program adds that of writing. Of a sale it is the right one.
    """
    if is_no_day(value) or (reading.epoch_1904 and value == _FIRST_OF_1904):
        return None
    if not is_yearless or name not in _YEARLY:
        return value
    if isinstance(value, (int, float)):
        value = EXCEL_EPOCH + timedelta(days=serial_of(reading.day_number(value)))
    return f"{value.month}月{value.day}日" if isinstance(value, date) else value
