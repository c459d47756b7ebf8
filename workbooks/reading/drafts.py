"""What a workbook says, before it meets the archive."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from dealercrm.lib.birthdays import Birthday
from workbooks.reading.roles import CUSTOMERS


@dataclass(slots=True)
class LineDraft:
    product: str
    quantity: Decimal | None = None
    measure: str = ""
    amount: Decimal | None = None


@dataclass(slots=True)
class OrderDraft:
    signed_on: date | None = None
    delivered_on: date | None = None
    installed_on: date | None = None
    planned_install_on: date | None = None
    amount: Decimal | None = None  # yuan; None where the file says nothing
    gross_profit: Decimal | None = None
    salesperson_name: str = ""
    crew_name: str = ""
    notes: str = ""
    lines: list = field(default_factory=list)
    id: str = ""  # our key, as written
    said: dict = field(default_factory=dict)  # {field: [values]} where the rows of our export do not agree


@dataclass(slots=True)
class MemberDraft:
    relation: str  # of HouseholdMember.Relation
    name: str = ""
    birthday: Birthday | None = None
    age_band: str = ""  # instead of a child's birthday
    phone: str = ""
    occupation: str = ""
    notes: str = ""
    id: str = ""


@dataclass(slots=True)
class ContactDraft:
    on: date
    by_name: str = ""
    way: str = ""  # of customers.contacts.WAYS
    note: str = ""


@dataclass(slots=True)
class Record:
    """One customer as one block of rows tells of them; `facts` are fields of Customer, without empty ones.

    With a `role` other than customers it tells more of a customer who is known by `id`, `customer_no`, `phones` or
    `name` (and `phone_tail`).
    """

    sheet: str
    row: int
    name: str = ""
    phones: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    orders: list = field(default_factory=list)
    messages: list = field(default_factory=list)  # [code, facts] of messages.SENTENCES
    is_refused: bool = False
    creates: bool = False  # a customer: what it brings need not be told piece by piece
    raw: list = field(default_factory=list)  # the cells of its rows as they stand
    role: str = CUSTOMERS
    id: str = ""  # our key, as written
    customer_no: str = ""  # the dealer's, within the file
    phone_tail: str = ""
    exported_at: datetime | None = None  # of a row of our export
    unread_phones: list = field(default_factory=list)  # of such a row: what stands in its cell and is no number
    phone_header: str = ""
    is_own_export: bool = False  # from our own export: what differs there was changed on purpose
    members: list = field(default_factory=list)
    contacts: list = field(default_factory=list)
    tags: list = field(default_factory=list)  # names
    own: dict = field(default_factory=dict)  # {key of an own field: (header, cell)}
    marks: list = field(default_factory=list)  # [(field, words)] of texts that may tell a child's birth or age

    def say(self, code, **facts):
        message = [code, facts]
        if message not in self.messages:
            self.messages.append(message)

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


@dataclass(slots=True)
class PassedOver:
    sheet: str
    row: int
    reason: str  # a code of messages.SENTENCES
