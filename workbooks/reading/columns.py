"""Which column of a sheet holds what."""

import re
from dataclasses import dataclass, field
from itertools import islice

from workbooks.reading.by_content import (
    counts_up,
    find_address_column,
    find_name_column,
    find_phone_columns,
    share,
    share_of_days,
    share_of_phones,
    values_of,
)
from workbooks.reading.cells import is_calendar, is_yes_no
from workbooks.reading.fields import MANY, NUMBERED, OWN, SKIP
from workbooks.reading.headers import HEADER_WITHIN, squeeze
from workbooks.reading.own_export import is_own_export, layout_of_own_export
from workbooks.reading.papers import is_of_papers, without_papers
from workbooks.reading.roles import CUSTOMERS, LEFT_OUT, LINKS
from workbooks.reading.sheets import as_text
from workbooks.reading.systems import system_of
from workbooks.reading.words import known_field

SAMPLE, SHOWN = 60, 4
_NUMBER = re.compile(r"[\d一二三四五六七八九十]+$")
_PART_OF_DAY = re.compile(r"(?:日期|时间)?(年|月|日)")
_OF_MEMBERS = {"member_name", "member_birthday", "member_phone", "member_occupation"}
_ANY_WORD = {None, SKIP, "notes", "tags", "no_contact", "member_notes", "birthday_calendar", "order_state", "bought_by"}
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
    is_of_old: bool = False  # are its rows old customers, whatever their orders say?
    is_own_export: bool = False  # comes from our own export: said exactly, nothing needs to be guessed
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
    def looks_like(self):
        """What other system such a sheet comes from, "" if from none that is known."""
        system = None if self.is_own_export else system_of(map(squeeze, self.headers))
        return system.name if system else ""

    @property
    def is_table(self):
        """Do at least two columns stand beside each other, row for row? In a letter the commas fall as they may."""
        heights = sorted(map(len, self.sample))
        return len(heights) > 1 and heights[-2] * 2 > heights[-1]


def first_rows(sheet):
    """As many as a header and examples need."""
    return list(islice(sheet.rows(), HEADER_WITHIN + SAMPLE))


def guess_layout(name, rows, header, today, before=None, own=None):
    """The `Layout` of a sheet as one of customers, from its first rows and its header, (first, last, headers) or None.

    Without a header it may go on in the layout of the sheet `before`. `own` is {label: key} of the dealer's own fields.
    """
    if header:
        (first, last, headers), own = header, own or {}
        sample = [row for row in rows if row.number > last]
        headers = headers + [""] * (max((len(row.cells) for row in sample), default=0) - len(headers))
        if is_own_export(headers, own):
            role, columns = layout_of_own_export(headers, own)
            return Layout(name, first, last, headers, columns, _shown(sample, headers), role, is_own_export=True)
        return Layout(name, first, last, headers, guess_mapping(headers, sample, today, own), _shown(sample, headers))
    if before and before.is_usable and _fits(before, rows):
        return Layout(name, 0, 0, before.headers, dict(before.columns), _shown(rows, before.headers))
    headers = [""] * max((len(row.cells) for row in rows), default=0)
    return Layout(name, 0, 0, headers, guess_mapping(headers, rows, today), _shown(rows, headers))


def _shown(rows, headers):
    columns, papers = [], {column for column, header in enumerate(headers) if is_of_papers(squeeze(header))}
    for row in rows:
        columns += [[] for _more in range(len(row.cells) - len(columns))]
        for column, (texts, cell) in enumerate(zip(columns, row.cells, strict=False)):
            text = as_text(without_papers(cell))[:60]
            if text and column not in papers and text not in texts and len(texts) < SHOWN:
                texts.append(text)
    return columns


def guess_mapping(headers, sample, today, own=None):
    """{column: field} from the headers, with the sample's content where a header is odd or missing."""
    ranked, bare = {}, {}
    own = {squeeze(label): OWN + key for label, key in (own or {}).items()}
    system = system_of(map(squeeze, headers))
    said = system.columns if system else {}
    for column, header in enumerate(headers):
        squeezed = squeeze(header)
        if squeezed in own and known_field(squeezed)[0] not in LINKS:
            ranked[column] = (own[squeezed], 0)
        elif squeezed in said:
            ranked[column] = (said[squeezed], 0)
        elif squeezed in _BARE:
            bare[column] = _BARE[squeezed][0 if share_of_days(sample, column, today) > 0.5 else 1]
            ranked[column] = (bare[column], 50)
        elif squeezed:
            found, rank = known_field(squeezed)
            cells = [cell for cell in values_of(sample, column) if cell != header]  # a printed page says it again
            if found == "birthday_calendar" and share(cells, is_calendar) < 0.5:
                # "Birthday (lunar/solar)" may as well head the birthdays themselves.
                found = "birthday" if re.search("生日|出生|生辰|birth", squeezed) else "notes"
            elif found not in _ANY_WORD and share(cells, is_yes_no) > 0.8:
                found = "notes"  # 是否加微信, 已安装: whether it is so, not what it is
            # An unknown header: nothing is lost, its cells go into the notes under its name.
            ranked[column] = (found if found is not None else "notes", rank if found is not None else 99)
        elif (cells := values_of(sample, column)) and not counts_up(cells):
            ranked[column] = ("notes", 99)  # a remark beside the table, or a table without a header
    columns = {column: known for column, (known, _rank) in ranked.items() if known != SKIP}
    if not set(columns.values()) & _OF_MEMBERS:  # 关系 alone is no relative's
        columns |= {column: "notes" for column, known in columns.items() if known == "member_relation"}
    _name_in_parts(columns, ranked)
    _one_each(columns, ranked, headers)
    _day_in_three_columns(columns, headers)
    find_phone_columns(columns, ranked, headers, sample)
    find_name_column(columns, ranked, headers, sample)
    find_address_column(columns, headers, sample)
    return columns


def _name_in_parts(columns, ranked):
    """Of one half alone it is the name; beside both, a header that is less than sure (Owner, Contact) names another."""
    parts = [column for column, known in columns.items() if known in ("family_name", "given_name")]
    names = [column for column, known in columns.items() if known == "name"]
    if len({columns[column] for column in parts}) == 2:
        columns.update({column: "notes" for column in names if ranked[column][1] > 1})
    elif parts and not names:
        columns[parts[0]] = "name"


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
        # Where nothing is counted a 单位 is where somebody works.
        works = "notes" if "occupation" in fields else "occupation"
        columns.update({column: works for column, known in columns.items() if known == "measure"})
        days = [c for c, known in columns.items() if known == "signed" and squeeze(headers[c]) in _A_DAY]
        columns.update(dict.fromkeys(days, "notes"))


def _day_in_three_columns(columns, headers):
    """年, 月 and 日, a column each, as ledgers have them."""
    found = {}
    for column, header in enumerate(headers):
        if match := _PART_OF_DAY.fullmatch(squeeze(header)):
            found.setdefault(match[1], column)
    if len(found) == 3 and "signed" not in columns.values():
        columns |= {found["年"]: "signed_year", found["月"]: "signed_month", found["日"]: "signed"}


def _fits(before, rows):
    return any(share_of_phones(rows, column) > 0.3 for column in before.of("phone"))
