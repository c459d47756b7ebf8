"""Files as they come: workbooks, text in any encoding, and what is neither."""

import io
import random
import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from dealercrm.lib.errors import Refused
from workbooks.reading.drafts import PassedOver
from workbooks.reading.sheets import read_workbook
from workbooks.reading.workbook import guess_layouts, read_all

TODAY = date(2026, 11, 22)
HEADER, WANG = ["姓名", "电话", "成交日期", "金额"], ["王莉", "13583685957", "2022-03-20", 3000]


def workbook(*rows, epoch=None, **sheets):
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    for row in rows:
        book.active.append(row)
    for name, grid in sheets.items():
        sheet = book.create_sheet(name)
        for row in grid:
            sheet.append(row)
    return book


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(content, name="客户.xlsx"):
    sheets = read_workbook(content, name)
    return list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_is_read_in_any_encoding_and_with_any_separator(encoding, separator):
    lines = [separator.join(map(str, row)) for row in (HEADER, WANG)]
    (wang,) = read("\r\n".join(lines).encode(encoding), "客户.csv")
    assert (wang.name, wang.phones, wang.orders[0].amount) == ("王莉", ["13583685957"], 3000)


def test_rare_characters_of_gb18030_come_through():
    (somebody,) = read("姓名,电话\n王䶮,13583685957".encode("gb18030"), "a.csv")
    assert somebody.name == "王䶮"


def test_commas_and_line_breaks_in_quotes_are_text():
    content = '姓名,电话,备注\n王莉,"13583685957\n13900001111","喜欢狗, 猫"'.encode()
    (wang,) = read(content, "a.csv")
    assert (wang.phones, wang.notes) == (["13583685957", "13900001111"], ["喜欢狗, 猫"])


def test_phones_guarded_against_excel_are_read():
    (wang,) = read('姓名,电话\n王莉,"=""13583685957"""\n'.encode(), "a.csv")
    assert wang.phones == ["13583685957"]


def test_text_that_calls_itself_a_workbook_is_text():
    (wang,) = read("\t".join(map(str, HEADER)).encode() + b"\n" + "\t".join(map(str, WANG)).encode(), "a.xls")
    assert wang.name == "王莉"


def test_hidden_sheets_are_left_alone():
    book = workbook(HEADER, WANG, 旧表=[HEADER, ["李红", "13583685958", "2022-03-20", 3000]])
    book["旧表"].sheet_state = "hidden"
    assert [record.name for record in read(saved(book))] == ["王莉"]


def test_a_formula_counts_as_its_saved_result_and_without_one_as_empty_with_a_warning():
    (wang,) = read(saved(workbook(HEADER, [*WANG[:3], "=1000*3"])))
    assert wang.orders[0].amount is None
    assert wang.messages == [["unsaved_formula", {"column": "金额"}]]
    with_result = with_cached(saved(workbook(HEADER, [*WANG[:3], "=1000*3"])), "3000")
    (wang,) = read(with_result)
    assert (wang.orders[0].amount, wang.messages) == (3000, [])


def with_cached(content, value):
    """The workbook as Excel would have saved it: with the formula's result beside the formula."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith("sheet1.xml"):
                part = (
                    part.replace(b"<v></v>", b"<v/>")
                    .replace(b"<v />", b"<v/>")
                    .replace(b"<v/>", f"<v>{value}</v>".encode())
                )
            target.writestr(name, part)
    return out.getvalue()


def test_plain_numbers_are_days_of_the_workbooks_own_calendar():
    serial = (date(2022, 3, 20) - date(1904, 1, 1)).days
    (wang,) = read(saved(workbook(HEADER, [*WANG[:2], serial, 3000], epoch=CALENDAR_MAC_1904)))
    assert wang.orders[0].signed_on == date(2022, 3, 20)


def test_a_table_need_not_begin_at_the_corner():
    book = openpyxl.Workbook()
    for row, values in enumerate((HEADER, WANG), 4):
        for column, value in enumerate(values, 3):
            book.active.cell(row, column, value)
    (wang,) = read(saved(book))
    assert (wang.row, wang.name) == (5, "王莉")


@pytest.mark.parametrize("cell", ["XFD1048576", "AZ1048576", "XFD5000"])
def test_a_cell_far_outside_is_refused_before_room_is_made_for_all_between(cell):
    """Calamine would ask for up to 500 GB, and the whole process end with it."""
    book = workbook(HEADER, WANG)
    book.active[cell] = "x"
    with pytest.raises(Refused, match="Sheet"):
        read_workbook(saved(book), "a.xlsx")


@pytest.mark.parametrize("cell", ["XFD2", "A1048576"])
def test_a_cell_merely_beside_or_below_harms_nobody(cell):
    book = workbook(HEADER, WANG)
    book.active[cell] = ""
    book.active["CV2"] = "x"
    assert len(list(read_workbook(saved(book), "a.xlsx")[0].rows())) == 2


def test_an_empty_workbook_and_an_empty_file_are_refused():
    for content in (b"", saved(openpyxl.Workbook())):
        with pytest.raises(Refused):
            read_workbook(content, "a.xlsx")


def test_any_bytes_are_read_or_refused_in_a_sentence():
    rng = random.Random(7)
    whole = saved(workbook(HEADER, WANG))
    for _ in range(150):
        content = bytearray(rng.choice([whole, rng.randbytes(400), "姓名,电话\n王莉,135".encode() * 9]))
        for _ in range(rng.randrange(1, 30)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        try:
            found = read(bytes(content[: rng.randrange(1, len(content) + 1)]))
        except Refused as refusal:
            assert str(refusal)
        else:
            assert all(isinstance(row, PassedOver) or row.row for row in found)
