"""Finding a sheet's header: below titles and remarks, in one row or in two."""

import re
import unicodedata
from functools import lru_cache

from dealercrm.lib.phones import find_phones
from workbooks.reading.cells import is_nothing
from workbooks.reading.roles import is_word_of_a_role
from workbooks.reading.sheets import as_text
from workbooks.reading.systems import system_of
from workbooks.reading.words import exact_fields, known_field

HEADER_WITHIN = 15  # titles, who filled it in, the unit of money: a header further down is none
_LONGEST = 200  # characters of a heading that are read
_REACHES = {"phone", "wechat"}
_PERSON = _REACHES | {"name", "given_name"}
_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")


def find_header(rows):
    """(first row, last row, headers) of the header among the first rows, or None; it may take two rows."""
    for row in rows[:HEADER_WITHIN]:
        if _is_of_our_export(row) or system_of(squeeze(cell) for cell in row.cells if isinstance(cell, str)):
            return row.number, row.number, [as_text(cell) for cell in row.cells]
    best = _best(rows, _names)
    best = _best(rows, _names_in_some_role) if best is None else best
    if best is None:
        return None
    row = rows[best]
    above = rows[best - 1] if best else None
    below = rows[best + 1] if best + 1 < len(rows) else None
    if above and _is_upper_half(above, row):
        return above.number, row.number, _joined(above, row)
    if below and _is_upper_half(row, below) and not _is_data(below):
        return row.number, below.number, _joined(row, below)
    return row.number, row.number, [as_text(cell) for cell in row.cells]


def says_itself_again(headers):
    """Do two tables or more stand side by side, each of people with the same headers?"""
    words = [word for header in headers if (word := squeeze(header))]
    parts = (words[: len(words) // tables] for tables in (2, 3, 4) if len(words) % tables == 0)
    return any(
        part * (len(words) // len(part)) == words and "name" in (found := set(map(_names, part))) and _REACHES & found
        for part in parts
        if len(part) > 1
    )


def squeeze(header):
    """A header as `known_field` compares it: half-width, lower case, without spaces, marks and brackets.

    A bracket that says which calendar is meant stays.
    """
    return _squeeze(as_text(header)[:_LONGEST])


@lru_cache(maxsize=4096)
def _squeeze(text):
    text = unicodedata.normalize("NFKC", text).lower()
    without = _BRACKETS.sub("", text)
    if re.search("[农阴阳公]历|lunar", text) and "历" not in without and "lunar" not in without:
        without = text
    return re.sub(r"[^\w?#]|_", "", without or text)


def _is_of_our_export(row):
    filled = [cell for cell in row.cells if cell is not None]
    known = [exact_fields()[cell] for cell in filled if isinstance(cell, str) and cell in exact_fields()]
    return "id" in known and len(known) * 2 >= len(filled)


def _best(rows, names):
    """The row with the most words of a header, more than one of them."""
    best, most = None, 1
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        score = _score(row, names)
        if score > most:
            best, most = index, score
    return best


def _score(row, names):
    """How many different things the row's words name; 0 for what cannot be a header.

    In a short row a third of the words must be known; a wide one, of another system, has many that nobody needs.
    """
    own = [cell for column, cell in enumerate(row.cells) if cell is not None and column not in row.beside]
    if not own or _is_data(row):
        return 0
    found = {names(squeeze(cell)) for cell in own if isinstance(cell, str) and _is_heading(cell)} - {None}
    is_wide = len(found) > 2 and found & _PERSON and len(set(own)) == len(own) and all(map(_is_short, own))
    return len(found) if len(found) * 3 >= len(own) or is_wide else 0


def _names(word):
    return known_field(word)[0]


def _names_in_some_role(word):
    found = _names(word)
    return word if found is None and is_word_of_a_role(word) else found


def _is_short(cell):
    return isinstance(cell, str) and len(cell) <= 40


def _is_heading(cell):
    """Short, and no cell that fills itself in: 电话:0371, but Phone : mobile is one of a phone's export."""
    return len(cell) <= 24 and not re.search(r"(?<! )[:：]\s*\S", cell)


def _is_word_of_a_header(cell):
    """电话 and 电话1 head columns; 3栋2单元501 and 无 are data."""
    if not isinstance(cell, str) or re.search(r"\d.", cell) or is_nothing(cell):
        return False
    return _is_heading(cell) and known_field(squeeze(cell))[0] is not None


def _is_data(row):
    """Rows with days, sums or phone numbers are no headers."""
    return any(
        not isinstance(cell, str) or find_phones(cell)[0] or re.fullmatch(r"[\d.,/\-年月日￥¥]{4,}", cell)
        for cell in row.cells
        if cell is not None
    )


def _is_upper_half(upper, lower):
    """Do the two rows make one header: groups above (merged across), their columns below?"""
    own = [cell for column, cell in enumerate(lower.cells) if cell is not None and column not in lower.below]
    if _is_data(upper) or not own or sum(_is_word_of_a_header(cell) for cell in own) < 0.6 * len(own):
        return False
    groups = {upper.cells[column] for column in upper.beside}
    if len({cell for cell in upper.cells if cell is not None}) < 2:
        return False  # a title across the whole width
    if lower.below or (groups and len(upper.beside) < len(upper.cells) - 2):
        return True
    # Text files know no merges: above and below complete each other.
    filled_above = {column for column, cell in enumerate(upper.cells) if cell is not None}
    filled_below = {column for column, cell in enumerate(lower.cells) if cell is not None}
    only_above = filled_above - filled_below
    return bool(only_above) and all(
        isinstance(upper.cells[column], str)
        and _is_heading(upper.cells[column])
        and known_field(squeeze(upper.cells[column]))[0] is not None
        for column in only_above
    )


def _joined(upper, lower):
    """One header a column; a group's word goes before its columns' unless these are clear by themselves."""
    headers, group = [], ""
    for column in range(max(len(upper.cells), len(lower.cells))):
        above = as_text(upper.cells[column]) if column < len(upper.cells) else ""
        below = as_text(lower.cells[column]) if column < len(lower.cells) else ""
        group = above or (group if below else "")
        if column in lower.below or not below or below == group:
            headers.append(group or below)
            continue
        joined = group + below
        clear, _rank = known_field(squeeze(below))
        together, _rank = known_field(squeeze(joined))
        # 介绍人 + 电话 is not the customer's phone; 客户信息 + 电话 is.
        says_more = clear is None or (
            together in ("introducer", "salesperson", "crew", "installed", "delivered", "signed", "birthday_lunar")
            or (together == "notes" and clear in ("phone", "name", "birthday", "wechat"))
        )
        headers.append(joined if together != clear and says_more else below)
    return headers
