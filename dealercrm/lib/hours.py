"""Hours of the day to call at, as a dealer writes them: '10-12, 15-20' (TP-6)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

Hours = tuple[int, int]
FIRST, LAST = 8, 21  # nobody is called between 21 and 8
RANGE = re.compile(r"(\d{1,2})(?::?00)?\s*(?:-|–|—|~|到|至)\s*(\d{1,2})(?::?00)?")


def read_hours(text: str) -> tuple[Hours, ...]:
    """((10, 12), (15, 20)); ValueError for what is no list of hours within the day, in order."""
    parts = [part for part in re.split(r"[,，;；、\s]+(?=\d{1,2}\D)", text.strip()) if part]
    found = [RANGE.fullmatch(part.strip()) for part in parts]
    if not found or not all(found):
        raise ValueError(text)
    hours = tuple((int(match[1]), int(match[2])) for match in found)
    bounds = [hour for pair in hours for hour in pair]
    if bounds != sorted(set(bounds)) or bounds[0] < FIRST or bounds[-1] > LAST:
        raise ValueError(text)
    return hours


def check_hours(text: str) -> None:
    try:
        read_hours(text)
    except ValueError:
        words = _("Write hours such as 10-12, 15-20, in order, from 8 at the earliest to 21 at the latest.")
        raise ValidationError(words) from None
