"""Tables that stand side by side in one sheet, as they are typed to fill a printed page: each becomes a sheet."""

from itertools import count, islice

from workbooks.reading.headers import HEADER_WITHIN, find_header, squeeze
from workbooks.reading.sheets import Sheet
from workbooks.reading.words import known_field


def apart(sheets):
    """The sheets, those with the same table two or more times beside each other taken apart from left to right."""
    sheets = list(sheets)
    taken = {sheet.name for sheet in sheets}
    return [part for sheet in sheets for part in _parts(sheet, taken)]


def _parts(sheet, taken):
    found = find_header(list(islice(sheet.rows(), HEADER_WITHIN + 1)))
    starts = _starts([squeeze(header) for header in found[2]]) if found else []
    if len(starts) < 2:
        return [sheet]
    edges = list(zip(starts, [*starts[1:], None], strict=True))
    names = [sheet.name, *(_free_name(sheet.name, number, taken) for number in range(2, len(edges) + 1))]
    return [_part(sheet, name, len(edges), *edge) for name, edge in zip(names, edges, strict=True)]


def _free_name(name, number, taken):
    """“客户 2”, or the next that no sheet has: a layout belongs to a name. It is `taken` from now on."""
    free = next(free for n in count(number) if (free := f"{name[:56]} {n}") not in taken)
    taken.add(free)
    return free


def _starts(words):
    """The first columns of the tables; fewer than two where one table has all the columns."""
    names = [column for column, word in enumerate(words) if word and known_field(word)[0] == "name"]
    names = [column for column in names if words[column] == words[names[0]]]
    if len(names) < 2:
        return []
    first = next(column for column, word in enumerate(words) if word)
    starts = [column - names[0] + first for column in names]
    tables = [
        [word for word in words[start:end] if word] for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]
    reaches_somebody = any(known_field(word)[0] in ("phone", "wechat") for word in tables[0])
    return starts if reaches_somebody and all(table == tables[0] for table in tables) else []


def _part(sheet, name, tables, start, end):
    def rows():
        for row in sheet.rows():
            columns = range(start, end or len(row.cells))
            here = [
                frozenset(column - start for column in found if column in columns)
                for found in (row.below, row.beside, row.unsaved)
            ]
            yield row._replace(cells=row.cells[start:end], below=here[0], beside=here[1], unsaved=here[2])

    return Sheet(name, -(-sheet.height // tables), rows, sheet.epoch_1904)
