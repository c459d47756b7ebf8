"""WeChat ids: small and capital letters are one to WeChat, and people type blanks and full-width letters."""

import unicodedata


def tidied(text: str | None) -> str:
    """As it is kept: without blanks, in ordinary letters."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def compared(text: str | None) -> str:
    """What two ways of writing one id have in common; '' for none."""
    return tidied(text).lower()
