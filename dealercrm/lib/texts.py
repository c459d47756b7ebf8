"""What a text for people may be, how long one without a length of its own may become, and what a field is called."""

from django.db.models import Field
from django.utils.functional import Promise

# Also one that is put into the reader's language only when it is shown.
Words = str | Promise

# A cell of Excel holds 32,767 characters and drops the rest: longer notes would come back from our own export cut off.
LONGEST_TEXT = 10_000
# Characters of a cell or a field that may be a day, a sum, a door, and of one that may be names or goods with remarks.
# A longer one is words: taking it apart may cost the square of its length.
LONGEST_VALUE, LONGEST_NAMES = 300, 2_000


def label_of(field: Field) -> str:
    """What people call a field of a model; a key without a name of its own is called like what it points to."""
    named = field if getattr(field, "_verbose_name", None) or not field.is_relation else field.related_model._meta
    return str(named.verbose_name)
