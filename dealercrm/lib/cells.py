"""Cells of files that a spreadsheet program opens."""

# What such a program takes for the beginning of a formula, full-width too.
DANGEROUS = "=+-@\t\r\n＝＋－＠"


def guarded(text: str) -> str:
    """The text as a cell that stays text."""
    return f"'{text}" if text[:1] and text[0] in DANGEROUS else text
