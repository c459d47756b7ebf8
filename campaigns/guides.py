"""What to say, with the customer's own facts put in (RV-1)."""

import re

SLOT = re.compile(r"\{(\w+)\}")
IN_CHINESE = {"称呼": "salutation", "姓名": "name", "产品": "product", "家人": "member"}
IN_CHINESE |= {"维护人": "keeper", "门店": "store", "我": "speaker"}


def fill(text, facts):
    """The text with {salutation}, {product} ... replaced, also where they are written {称呼}, {产品} ...

    A word in braces that is no known fact stays as written.
    """
    return SLOT.sub(lambda slot: str(facts.get(IN_CHINESE.get(slot[1], slot[1]), slot[0])), text)


def left_open(text):
    """The text with dots for what the day and the speaker put in, when nobody knows any more what that was."""
    return SLOT.sub("……", text)
