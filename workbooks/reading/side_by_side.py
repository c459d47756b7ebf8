"""Tables that stand side by side in one sheet, as they are typed to fill a printed page: each becomes a sheet."""

from itertools import count

from workbooks.reading.headers import squeeze
from workbooks.reading.sheets import Row, Sheet
from workbooks.reading.words import known_field


def tables_in(name: str, headers: list[str], taken: set[str]) -> list[tuple[str, int, int | None]]:
    """[(name, first column, column behind its last)] of the tables of a sheet; [] where one table has all columns.

    `taken` are the names of all sheets; those that are made up are added.
    """
    starts = _starts([squeeze(header) for header in headers])
    names = [name, *(_free_name(name, number, taken) for number in range(2, len(starts) + 1))]
    return list(zip(names, starts, [*starts[1:], None], strict=True)) if starts else []


def part_of(sheet: Sheet, name: str, tables: int, start: int, end: int | None) -> Sheet:
    """One of the tables of a sheet, as a sheet."""
    return Sheet(
        name, -(-sheet.height // tables), lambda: (cut(row, start, end) for row in sheet.rows()), sheet.epoch_1904
    )


def cut(row: Row, start: int, end: int | None) -> Row:
    columns = range(start, end or len(row.cells))
    below, beside, unsaved, yearless = [
        frozenset(column - start for column in found if column in columns)
        for found in (row.below, row.beside, row.unsaved, row.yearless)
    ]
    cells = row.cells[start:end]
    return row._replace(cells=cells, below=below, beside=beside, unsaved=unsaved, yearless=yearless)


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
