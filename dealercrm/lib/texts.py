"""What a text for people may be, and how long one without a length of its own may become."""

from django.utils.functional import Promise

# Also one that is put into the reader's language only when it is shown.
Words = str | Promise

# A cell of Excel holds 32,767 characters and drops the rest: longer notes would come back from our own export cut off.
LONGEST_TEXT = 10_000
