"""Small files that ask for a great deal of memory: refused in a sentence, within 300 MB, wherever they are read."""

import io
import subprocess
import sys
import zipfile

import openpyxl
import pytest
import xlwt

from dealercrm.lib.errors import Refused
from tests.workbooks.importing import upload
from workbooks.models import ImportJob
from workbooks.reading.sheets import read_workbook

HEADER, WANG = ["姓名", "电话"], ["王莉", "13583685957"]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MEASURED = """
import re, resource, sys
from django.conf import settings
settings.configure(USE_I18N=False)
from dealercrm.lib.errors import Refused
from workbooks.reading.sheets import read_workbook
try:
    sheets = read_workbook(sys.argv[1], "a.xlsx")
    [row for sheet in sheets for row in sheet.rows() if not row]
    print("read")
except Refused as refusal:
    print("refused:", str(refusal))
own = int(re.search("VmHWM:\\s*([0-9]+)", open("/proc/self/status").read())[1])
print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024)
"""


def workbook(*far, sheets=1):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for number in range(sheets):
        sheet = book.active if not number else book.create_sheet()
        sheet.append(HEADER)
        sheet.append(WANG)
        for cell in far:
            sheet[cell] = "x"
    book.save(file)
    return file.getvalue()


def with_part(name, before, piece="", times=0, after=""):
    """A workbook with something else in one part: a piece as often as said, between what is before and after."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for each in {*old.namelist()} - {name}:
            made.writestr(each, old.read(each))
        with made.open(name, "w") as part:
            part.write(before.encode())
            for _ in range(times // 10_000):
                part.write(piece.encode() * 10_000)
            part.write(after.encode())
    return file.getvalue()


def sheet_of(before, piece="", times=0, after=""):
    head, end = f'<worksheet xmlns="{MAIN}"><sheetData>', "</sheetData></worksheet>"
    return with_part(SHEET, head + before, piece, times, after + end)


def xls():
    book, file = xlwt.Workbook(), io.BytesIO()
    for name in "甲乙丙":
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "姓名")
        sheet.write(65535, 255, "x")
    book.save(file)
    return file.getvalue()


def ods():
    file = io.BytesIO()
    office, table, text = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text"))
    cell = "<table:table-cell office:value-type='string' table:number-columns-repeated='16000'><text:p>x</text:p>"
    cell += "</table:table-cell>"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        made.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}"><office:body>'
            '<office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="100000">'
            f"{cell}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return file.getvalue()


FAR = "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
PREFIXED = f'''<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>
<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'''
LAST_ROW = "<row r='1'><c><v>1</v></c></row><row r='1048576'>"
HUNGRY = {
    "a cell at the end of Z": lambda: workbook("Z1048576"),
    "a cell in the last corner": lambda: workbook("XFD1048576"),
    "a cell in the last corner, quoted otherwise": lambda: sheet_of(FAR),
    "a cell in the last corner, without its place": lambda: sheet_of(LAST_ROW, "<c/>", 10_000, "<c><v>1</v></c></row>"),
    "a prefix before each name": lambda: with_part(SHEET, PREFIXED),
    "far cells in many sheets": lambda: workbook("Z99999", sheets=40),
    "millions of equal cells": lambda: sheet_of("<row>", "<c><v>1</v></c>", 20_000_000, "</row>"),
    "a list of sheets without end": lambda: with_part(
        "xl/workbook.xml", f'<workbook xmlns="{MAIN}"><sheets>', "<sheet/>", 3_000_000, "</sheets></workbook>"
    ),
    "more sheets than anybody keeps": lambda: workbook(sheets=400),
    "texts that pack well": lambda: with_part(
        "xl/sharedStrings.xml", "<sst>", "<si><t>a</t></si>", 9_000_000, "</sst>"
    ),
    "nothing but blanks": lambda: with_part(SHEET, "", " ", 300_000_000),
    "an old workbook": xls,
    "an .ods that repeats": ods,
}


@pytest.mark.parametrize("name", HUNGRY)
def test_a_small_file_that_asks_for_much_is_refused_within_300_mb(name, tmp_path):
    (path := tmp_path / "a.xlsx").write_bytes(content := HUNGRY[name]())
    assert len(content) < 1_500_000
    done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    outcome, peak = done.stdout.splitlines()
    assert outcome.startswith("refused") and int(peak) < 300


def test_a_lie_about_the_size_is_damage():
    content = bytearray(with_part("xl/sharedStrings.xml", "<sst>", "<si><t>a</t></si>", 100_000, "</sst>"))
    at = content.index(b"xl/sharedStrings.xml", content.index(b"PK\x01\x02")) - 46
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(Refused):
        read_workbook(bytes(content), "a.xlsx")


def test_what_dealers_keep_is_well_within(settings, tmp_path):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append([f"列{n}" for n in range(300)])
    for number in range(2000):
        book.active.append([f"王{number}", *["是"] * 39])
    book.active["ALL1"] = "备注"
    book.save(file)
    assert read_workbook(file.getvalue(), "a.xlsx")[0].height == 2001


def test_an_old_workbook_and_an_unusual_one_are_read_as_ever():
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("客户")
    for column, word in enumerate(HEADER):
        sheet.write(0, column, word)
    book.save(file)
    assert next(read_workbook(file.getvalue(), "a.xls")[0].rows()).cells == HEADER
    unusual = sheet_of("<row r='1'><c t='inlineStr' r='A1'><is><t>姓名</t></is></c></row>")
    assert next(read_workbook(unusual, "a.xlsx")[0].rows()).cells == ["姓名"]


def test_a_line_with_too_many_cells_is_told():
    with pytest.raises(Refused):
        list(read_workbook("姓名,电话\n王莉,1".encode() + b"," * 2000, "a.csv")[0].rows())


def test_a_small_file_with_much_in_it_is_left_to_a_worker(manager, client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    answer = upload(client_of(manager), sheet_of("<row>", '<c r="A1"><v>1</v></c>', 400_000, "</row>"), "a.xlsx")
    assert answer.status_code == 302 and ImportJob.objects.get().state == "uploaded"
