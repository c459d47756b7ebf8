from decimal import Decimal
from typing import Any

from django.forms import NumberInput


class PlainNumber(NumberInput):
    """A number as a person would write it: 23 and 4.5, whatever places its column keeps."""

    def format_value(self, value: Any) -> str | None:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else super().format_value(value)
