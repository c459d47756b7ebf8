"""Phone numbers that stand within words: a note, a WeChat id that is the number. Masked for who may not read them."""

import re

from django.db.models import Func, TextField, Value

# Both for Python and for Postgres: the first and the last four digits of a mobile, or of a landline with its area.
WRITTEN = (r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)", r"(?<!\d)(0\d{2,3}[ -])\d{3,4}(\d{4})(?!\d)")
MASKED = r"\1****\2"


def veil(value):
    """A text with the numbers in it masked, or a dictionary or list with its texts so; anything else as it is."""
    if isinstance(value, dict):
        return {key: veil(each) for key, each in value.items()}
    if isinstance(value, list):
        return [veil(each) for each in value]
    for written in WRITTEN if isinstance(value, str) else ():
        value = re.sub(written, MASKED, value)
    return value


def veil_row(row):
    """Mask the numbers in all texts of a row, as far as it was read, and return it. For showing: it is not saved."""
    loaded = row.__dict__.keys() & {field.attname for field in row._meta.concrete_fields}
    for name in loaded:
        setattr(row, name, veil(getattr(row, name)))
    return row


def veiled(text):
    """The same of a text (an expression) in the database."""
    for written in WRITTEN:
        text = Func(
            text, Value(written), Value(MASKED), Value("g"), function="regexp_replace", output_field=TextField()
        )
    return text
