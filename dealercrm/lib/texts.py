"""How long a text without a length of its own may become."""

# A cell of Excel holds 32,767 characters and drops the rest: longer notes would come back from our own export cut off.
LONGEST_TEXT = 10_000
