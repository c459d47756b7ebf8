"""What to say, with the customer's own facts put in (RV-1)."""

import re

SLOT = re.compile(r"\{(\w+)\}")


def fill(text, facts):
    """The text with {salutation}, {product} ... replaced; a word in braces that is no known fact stays as written."""
    return SLOT.sub(lambda slot: str(facts.get(slot[1], slot[0])), text)
