"""What a workbook says, before it meets the archive."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


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
    lines: list = field(default_factory=list)


@dataclass(slots=True)
class Record:
    """One customer as one block of rows tells of them; `facts` are fields of Customer, without empty ones."""

    sheet: str
    row: int
    name: str = ""
    phones: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    orders: list = field(default_factory=list)
    messages: list = field(default_factory=list)  # [code, facts] of messages.SENTENCES
    is_refused: bool = False
    raw: list = field(default_factory=list)  # the rows as they stand

    def say(self, code, **facts):
        message = [code, facts]
        if message not in self.messages:
            self.messages.append(message)

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
