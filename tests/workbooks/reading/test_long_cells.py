"""5,000 characters in one cell, form or heading: what reads them comes to an end, and soon."""

import signal

import pytest

from customers.minors import child_words, is_about_children
from dealercrm.lib.birthdays import parse_birthday
from dealercrm.lib.dates import parse_date
from dealercrm.lib.masking import mask_numbers
from dealercrm.lib.money import parse_amount
from dealercrm.lib.phones import find_phones, with_tails
from tests.factories import TODAY
from tests.workbooks.reading.records import sheet_of
from workbooks.reading import cells, rooms
from workbooks.reading.drafts import Record
from workbooks.reading.fields import LABELS
from workbooks.reading.headers import squeeze
from workbooks.reading.words import known_field
from workbooks.reading.workbook import guess_layouts, read_all

LONG = 5_000
KINDS = [
    "(", "((\n", "（1", "1", "-1", "1,", "1.", "13800138000", "0371-", "2021-", "年", "1年1", "一", "初", "岁", "1岁",
    "a ", "  ", "a  b", "\n", "、a", "王", "儿子", "儿子1", "1栋", "x1", "9:9", "[", "3万", "今年",
]  # fmt: skip
READERS = {
    "day": lambda text: parse_date(text, today=TODAY),
    "birthday": lambda text: parse_birthday(text, today=TODAY),
    "amount": parse_amount,
    "phones": lambda text: find_phones(text, "0371"),
    "tails of phones": with_tails,
    "masking": mask_numbers,
    "children": lambda text: child_words(text, TODAY),
    "children under a heading": lambda text: child_words(text, TODAY, under="孩子生日"),
    "a family": lambda text: child_words(text, TODAY, under="家庭成员"),
    "a child's word": is_about_children,
    "name": cells.parse_name,
    "sign": cells.sign,
    "sum": cells.is_sum,
    "calendar": cells.is_calendar,
    "which calendar": cells.says_lunar,
    "yes or no": cells.is_yes_no,
    "day with a remark": cells.split_day,
    "quantity": cells.parse_quantity,
    "products": lambda text: cells.split_products(text, text),
    "door": rooms.parse_door,
    "address": rooms.parse_address,
    "community": rooms.split_community,
    "heading": lambda text: known_field(squeeze(text)),
}


@pytest.fixture(autouse=True)
def alarm():
    """A pattern that takes the square of its length would need minutes; of this process, whatever else runs here.

    The longest reader takes a second for all its texts, at 20,000 characters four.
    """

    def ring(*_signal):
        raise TimeoutError("still reading after 5 seconds")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, 5)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def long(kind):
    """So many characters of one kind, and the same with something else at its end, where a pattern turns back."""
    return [(kind * LONG)[:LONG], "1" + (kind * LONG)[:LONG] + "!", "x" + (kind * LONG)[:LONG] + "\nx"]


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_of_cells_comes_to_an_end(reader):
    for kind in KINDS:
        for text in long(kind):
            try:
                READERS[reader](text)
            except ValueError as no:
                assert len(str(no)) < 500  # told in a sentence, which does not hold it all


@pytest.mark.parametrize("kind", ["(", "1", "儿子1", "一", "a  b", "13800138000"])
def test_a_row_full_of_them_is_read(kind):
    labels, text = [str(label) for field, label in LABELS.items() if field not in ("id", "name")], (kind * LONG)[:LONG]
    sheet = sheet_of(["姓名", *labels], ["王莉", *[text] * len(labels)])
    found = list(read_all([sheet], guess_layouts([sheet], today=TODAY), today=TODAY, area_code="0371"))
    assert [each.name for each in found if isinstance(each, Record)] == ["王莉"]
