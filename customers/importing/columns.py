"""Which column of a sheet holds what."""

import re
from dataclasses import dataclass, field

from customers.importing.cells import is_calendar
from customers.importing.fields import MANY, NUMBERED, OWN, SKIP
from customers.importing.headers import HEADER_WITHIN, find_header, squeeze
from customers.importing.ours import is_ours, layout_of_ours
from customers.importing.roles import CUSTOMERS, LEFT_OUT, LINKS
from customers.importing.rooms import Place, parse_address
from customers.importing.sheets import as_text
from customers.importing.words import known_field
from dealercrm.lib.dates import parse_date
from dealercrm.lib.phones import find_phones

SAMPLE, SHOWN = 60, 4
_LONGEST_REMARK = 12  # beside a phone number: its owner's name
_NUMBER = re.compile(r"[\d一二三四五六七八九十]+$")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_OF_MEMBERS = {"member_name", "member_birthday", "member_phone", "member_occupation"}
# Where nothing else tells of an order these may be the day of a visit.
_A_DAY = {"日期", "时间", "年月日", "date"}
# Headers that only their content explains: a day, or a person or sum.
_BARE = {
    "安装": ("installed", "crew"),
    "送货": ("delivered", "notes"),
    "成交": ("signed", "amount"),
    "签单": ("signed", "amount"),
    "下单": ("signed", "notes"),
}


@dataclass
class Layout:
    """How a sheet is read: `columns` maps a column (from 0) to a field of fields.LABELS."""

    sheet: str
    first: int = 0  # rows of the header as the spreadsheet shows them; 0, 0 where the sheet has none
    last: int = 0
    headers: list = field(default_factory=list)
    columns: dict = field(default_factory=dict)
    sample: list = field(default_factory=list)  # by column a few of its texts, for the person who confirms the columns
    role: str = CUSTOMERS  # of roles.ROLES: what the rows are
    is_ours: bool = False  # comes from our own export: said exactly, nothing needs to be guessed
    guess: dict = field(default_factory=dict)  # {"role", "columns"} as guessed, where a remembered mapping stands

    def of(self, name):
        """The columns of a field, from left to right."""
        columns = [column for column, known in sorted(self.columns.items()) if known == name]
        # Phone 1 comes before phone 2, wherever they stand.
        stems = {column: _NUMBER.sub("", squeeze(self.headers[column])) for column in columns}
        order = list(stems.values())
        return sorted(columns, key=lambda c: (order.index(stems[c]), _trailing_number(self.headers[c])))

    @property
    def is_usable(self):
        """A sheet without names, phones and WeChat ids holds no customers, and tells nothing of any."""
        if self.role == LEFT_OUT:
            return False
        if self.role != CUSTOMERS:
            return bool(LINKS & set(self.columns.values()))
        return any(known in ("id", "name", "phone", "wechat") for known in self.columns.values())

    @property
    def is_table(self):
        """Do at least two columns stand beside each other, row for row? In a letter the commas fall as they may."""
        heights = sorted(map(len, self.sample))
        return len(heights) > 1 and heights[-2] * 2 > heights[-1]


def guess_layout(sheet, today, before=None, own=None):
    """The `Layout` of a sheet as one of customers; without a header it may go on in the layout of the sheet `before`.

    `own` is {label: key} of the dealer's own fields.
    """
    rows, own = [], own or {}
    for row in sheet.rows():
        rows.append(row)
        if len(rows) >= HEADER_WITHIN + SAMPLE:
            break
    found = find_header(rows)
    if found:
        first, last, headers = found
        sample = [row for row in rows if row.number > last]
        headers += [""] * (max((len(row.cells) for row in sample), default=0) - len(headers))
        if is_ours(headers, own):
            role, columns = layout_of_ours(headers, own)
            return Layout(sheet.name, first, last, headers, columns, _shown(sample), role, is_ours=True)
        return Layout(sheet.name, first, last, headers, guess_mapping(headers, sample, today, own), _shown(sample))
    if before and before.is_usable and _fits(before, rows):
        return Layout(sheet.name, 0, 0, before.headers, dict(before.columns), _shown(rows))
    width = max((len(row.cells) for row in rows), default=0)
    headers = [""] * width
    return Layout(sheet.name, 0, 0, headers, guess_mapping(headers, rows, today), _shown(rows))


def _shown(rows):
    columns = []
    for row in rows:
        columns += [[] for _more in range(len(row.cells) - len(columns))]
        for texts, cell in zip(columns, row.cells, strict=False):
            text = as_text(cell)[:60]
            if text and text not in texts and len(texts) < SHOWN:
                texts.append(text)
    return columns


def guess_mapping(headers, sample, today, own=None):
    """{column: field} from the headers, with the sample's content where a header is odd or missing."""
    ranked, bare = {}, {}
    own = {squeeze(label): OWN + key for label, key in (own or {}).items()}
    for column, header in enumerate(headers):
        squeezed = squeeze(header)
        if squeezed in own and known_field(squeezed)[0] not in LINKS:
            ranked[column] = (own[squeezed], 0)
        elif squeezed in _BARE:
            bare[column] = _BARE[squeezed][0 if _share_of_days(sample, column, today) > 0.5 else 1]
            ranked[column] = (bare[column], 50)
        elif squeezed:
            found, rank = known_field(squeezed)
            cells = [cell for cell in _values(sample, column) if cell != header]  # a printed page says it again
            if found == "birthday_calendar" and _share(cells, is_calendar) < 0.5:
                # "Birthday (lunar/solar)" may as well head the birthdays themselves.
                found = "birthday" if re.search("生日|出生|生辰|birth", squeezed) else "notes"
            # An unknown header: nothing is lost, its cells go into the notes under its name.
            ranked[column] = (found if found is not None else "notes", rank if found is not None else 99)
        elif (cells := _values(sample, column)) and not _counts_up(cells):
            ranked[column] = ("notes", 99)  # a remark beside the table, or a table without a header
    columns = {column: known for column, (known, _rank) in ranked.items() if known != SKIP}
    if not set(columns.values()) & _OF_MEMBERS:  # 关系 alone is no relative's
        columns |= {column: "notes" for column, known in columns.items() if known == "member_relation"}
    _one_each(columns, ranked, headers)
    _phones_by_content(columns, ranked, headers, sample)
    _name_by_content(columns, ranked, headers, sample)
    _address_by_content(columns, headers, sample)
    return columns


def _trailing_number(header):
    match = re.search(r"\d+$", squeeze(header))
    return int(match.group()) if match else 0


def _one_each(columns, ranked, headers):
    """Of several columns for one thing the surest stays; the others go into the notes."""
    for known in set(columns.values()) - MANY:
        claims = sorted((ranked[column][1], column) for column, field_ in columns.items() if field_ == known)
        (_rank, winner), *losers = claims
        stem = _NUMBER.sub("", squeeze(headers[winner]))
        for _rank, column in losers:
            if not (known in NUMBERED and _NUMBER.sub("", squeeze(headers[column])) == stem):
                columns[column] = "notes"
    fields = set(columns.values())
    # 合同额 beside order numbers stands on each line of the order and counts once; otherwise it is the line's.
    is_of_orders = "order_no" in fields and any(known == "total" and ranked[c][1] < 2 for c, known in columns.items())
    if "total" in fields and "amount" not in fields and not is_of_orders:
        columns.update({column: "amount" for column, known in columns.items() if known == "total"})
    details = [column for column, known in columns.items() if known == "detail"]
    if "product" not in fields and len(details) == 1:
        columns[details[0]] = "product"  # 产品型号 says what was bought, as long as no column says it better
    if not fields & {"product", "detail", "quantity", "amount", "total", "unit_price", "order_no"}:
        days = [c for c, known in columns.items() if known == "signed" and squeeze(headers[c]) in _A_DAY]
        columns.update(dict.fromkeys(days, "notes"))


def _values(sample, column):
    return [
        row.cells[column]
        for row in sample
        if column < len(row.cells) and row.cells[column] is not None and column not in row.below
    ]


def _share(values, test):
    return sum(1 for value in values if test(value)) / len(values) if values else 0


def _share_of_days(sample, column, today):
    return _share(_values(sample, column), lambda value: _is_day(value, today))


def _is_day(value, today):
    try:
        return bool(parse_date(value, today=today))
    except ValueError:
        return False


def _share_of_phones(sample, column):
    return _share(_values(sample, column), _is_phone)


def _is_phone(value):
    """A number, perhaps with whose it is; not a sentence with a number in it."""
    phones, rest = find_phones(value)
    return bool(phones) and len(rest) <= _LONGEST_REMARK


def _counts_up(values):
    return all(isinstance(value, int) for value in values) and values == list(range(values[0], values[0] + len(values)))


def _phones_by_content(columns, ranked, headers, sample):
    named = [column for column, known in columns.items() if known == "phone"]
    if any(_share_of_phones(sample, column) > 0.3 for column in named):
        return
    for column in range(len(headers)):
        unclear = column not in ranked or ranked[column][1] == 99 or columns.get(column) in ("name", "wechat")
        if unclear and _share_of_phones(sample, column) >= 0.6:
            columns[column] = "phone"


def _name_by_content(columns, ranked, headers, sample):
    if "name" in columns.values() or "phone" not in columns.values():
        return
    for column in range(len(headers)):
        values = [as_text(value).replace(" ", "") for value in _values(sample, column)]
        unclear = (column not in ranked or ranked[column][1] == 99) and columns.get(column) != "phone"
        varied = len(set(values)) > 0.6 * len(values)
        if unclear and varied and _share(values, lambda value: bool(_HAN_NAME.match(value))) >= 0.7:
            columns[column] = "name"
            return


def _address_by_content(columns, headers, sample):
    """Without a header 万科城3栋2单元501 says itself what it is."""
    if {"address", "community"} & set(columns.values()):
        return
    for column, header in enumerate(headers):
        values = _values(sample, column)
        if not header and columns.get(column) == "notes" and _share(values, _is_address) >= 0.6:
            columns[column] = "address"
            return


def _is_address(value):
    place = parse_address(value) if isinstance(value, str) else Place()
    return bool(place.community and place.building)


def _fits(before, rows):
    return any(_share_of_phones(rows, column) > 0.3 for column in before.of("phone"))
