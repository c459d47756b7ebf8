"""What the cells of a column say of it, where its header is odd or missing.

A `sample` is a list of Rows, `columns` {column: field} is changed, `ranked` {column: (field, how sure, 99 the least)}.
"""

import re

from dealercrm.lib.dates import parse_date
from dealercrm.lib.phones import find_phones
from workbooks.reading.rooms import Place, parse_address
from workbooks.reading.sheets import as_text

_LONGEST_REMARK = 12  # beside a phone number: its owner's name
_HAN_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")


def values_of(sample, column):
    return [
        row.cells[column]
        for row in sample
        if column < len(row.cells) and row.cells[column] is not None and column not in row.below
    ]


def share(values, test):
    return sum(1 for value in values if test(value)) / len(values) if values else 0


def share_of_days(sample, column, today):
    return share(values_of(sample, column), lambda value: _is_day(value, today))


def _is_day(value, today):
    try:
        return bool(parse_date(value, today=today))
    except ValueError:
        return False


def share_of_phones(sample, column):
    return share(values_of(sample, column), _is_phone)


def _is_phone(value):
    """A number, perhaps with whose it is; not a sentence with a number in it."""
    phones, rest = find_phones(value)
    return bool(phones) and len(rest) <= _LONGEST_REMARK


def counts_up(values):
    return all(isinstance(value, int) for value in values) and values == list(range(values[0], values[0] + len(values)))


def find_phone_columns(columns, ranked, headers, sample):
    named = [column for column, known in columns.items() if known == "phone"]
    if any(share_of_phones(sample, column) > 0.3 for column in named):
        return
    for column in range(len(headers)):
        unclear = column not in ranked or ranked[column][1] == 99 or columns.get(column) in ("name", "wechat")
        if unclear and share_of_phones(sample, column) >= 0.6:
            columns[column] = "phone"


def find_name_column(columns, ranked, headers, sample):
    if {"name", "given_name"} & set(columns.values()) or "phone" not in columns.values():
        return
    for column in range(len(headers)):
        values = [as_text(value).replace(" ", "") for value in values_of(sample, column)]
        unclear = (column not in ranked or ranked[column][1] == 99) and columns.get(column) != "phone"
        unclear = unclear and share(values_of(sample, column), _is_address) < 0.5
        varied = len(set(values)) > 0.6 * len(values)
        if unclear and varied and share(values, lambda value: bool(_HAN_NAME.match(value))) >= 0.7:
            columns[column] = "name"
            return


def find_address_column(columns, headers, sample):
    """Without a header 万科城3栋2单元501 says itself what it is."""
    if {"address", "community"} & set(columns.values()):
        return
    for column, header in enumerate(headers):
        values = values_of(sample, column)
        if not header and columns.get(column) == "notes" and share(values, _is_address) >= 0.6:
            columns[column] = "address"
            return


def _is_address(value):
    place = parse_address(value) if isinstance(value, str) else Place()
    return bool(place.community and place.building)
