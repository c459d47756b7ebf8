"""What a workbook says, before it meets the archive: plain data, kept beside the workbook from preview to commit."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct, convert

from dealercrm.lib.birthdays import Birthday
from workbooks.reading.roles import CUSTOMERS


class LineDraft(Struct, array_like=True):
    product: str
    quantity: Decimal | None = None
    measure: str = ""
    amount: Decimal | None = None


class OrderDraft(Struct, array_like=True):
    signed_on: date | None = None
    delivered_on: date | None = None
    installed_on: date | None = None
    planned_install_on: date | None = None
    amount: Decimal | None = None  # yuan; None where the file says nothing
    gross_profit: Decimal | None = None
    salesperson_name: str = ""
    crew_name: str = ""
    notes: str = ""
    lines: list[LineDraft] = []
    id: str = ""  # our key, as written
    others: list["OrderDraft"] = []  # what further rows of our export say of the same order
    texts: dict[str, str] = {}  # {field: text} of plain facts that the archive learned besides


class MemberDraft(Struct, array_like=True):
    relation: str  # of HouseholdMember.Relation
    name: str = ""
    birthday: Birthday | None = None
    age_band: str = ""  # instead of a child's birthday
    phone: str = ""
    occupation: str = ""
    notes: str = ""
    id: str = ""
    texts: dict[str, str] = {}


def value_of(draft: OrderDraft | MemberDraft, name: str) -> Any:
    """What a draft says of a field of the archive."""
    return draft.texts[name] if name in draft.texts else getattr(draft, name, "")


def put(draft: OrderDraft | MemberDraft, name: str, text: str) -> None:
    if name in draft.__struct_fields__:
        setattr(draft, name, text)
    else:
        draft.texts[name] = text


class ContactDraft(Struct, array_like=True):
    on: date
    by_name: str = ""
    way: str = ""  # of customers.contacts.WAYS
    note: str = ""


class Record(Struct, array_like=True, tag=True):
    """One customer as one block of rows tells of them; `facts` are fields of Customer, without empty ones.

    With a `role` other than customers it tells more of a customer who is known by `id`, `customer_no`, `phones` or
    `name` (and `phone_tail`).
    """

    sheet: str
    row: int
    name: str = ""
    phones: list[str] = []
    facts: dict[str, Any] = {}
    notes: list[str] = []
    orders: list[OrderDraft] = []
    messages: list[Any] = []  # [code, facts] of messages.SENTENCES
    is_refused: bool = False
    creates: bool = False  # a customer: what it brings need not be told piece by piece
    raw: list[list[Any]] = []  # the cells of its rows as they stand
    role: str = CUSTOMERS
    id: str = ""  # our key, as written
    customer_no: str = ""  # the dealer's, within the file
    phone_tail: str = ""
    exported_at: datetime | None = None  # of a row of our export
    unread_phones: list[str] = []  # of such a row: what stands in its cell and is no number
    phone_header: str = ""
    is_own_export: bool = False  # from our own export: what differs there was changed on purpose
    members: list[MemberDraft] = []
    contacts: list[ContactDraft] = []
    tags: list[str] = []  # names
    keeper: tuple[str, str] | None = None  # (header, name)
    own_fields: dict[str, tuple[str, Any]] = {}  # {key of an own field: (header, cell)}
    no_contact: str = ""  # the words by which they want none
    marks: list[tuple[str, list[str]]] = []  # [(field, words)] of texts that may tell a child's birth or age

    def say(self, code, **facts):
        message = [code, facts]
        if message not in self.messages:
            self.messages.append(message)

    def says(self, code):
        """Does one of its messages have this code?"""
        return any(message[0] == code for message in self.messages)

    def refuse(self, code, **facts):
        """Nothing is kept in notes of what does not come in: the reason is all there is to say."""
        self.is_refused, self.messages = True, [[code, facts]]

    def note(self, text, under=""):
        """Keep a text in the notes, under the header of its column."""
        line = f"{under}：{text}" if under else text
        if line not in self.notes:
            self.notes.append(line)

    def keep_raw(self, code, value, column):
        """What could not be read: into the notes as it stands, with a warning."""
        self.note(value, under=column)
        self.say(code, value=value, column=column)


class PassedOver(Struct, array_like=True, tag=True):
    sheet: str
    row: int
    reason: str  # a code of messages.SENTENCES


def restored(found: Record | PassedOver) -> Record | PassedOver:
    """A draft that comes out of a file: of facts, which may be texts, JSON has not said which are days."""
    facts = found.facts if isinstance(found, Record) else {}
    for name in ("birthday", "wedding_day"):
        if day := facts.get(name):
            facts[name] = convert(day, Birthday)
    if day := facts.get("bought_by"):
        facts["bought_by"] = date.fromisoformat(day)
    return found
