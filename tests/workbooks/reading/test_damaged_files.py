"""A file that ends badly: a sentence, with the row where it is text; never a trace, and nothing is kept."""

import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from django.core.management import CommandError, call_command
from django.utils import translation

from dealercrm.lib.errors import Refused
from tests.factories import TODAY
from tests.workbooks.importing import previewed, upload
from workbooks.models import ImportJob
from workbooks.reading.sheets import read_workbook
from workbooks.reading.workbook import guess_layouts, read_all

HEADER, WANG = ["姓名", "电话", "小区"], ["王莉", "13583685957", "万科城"]
ROWS = [HEADER, WANG, *([f"李{n}", f"1390013{n:04}", "翠湖苑"] for n in range(60))]
TEXT = "".join(",".join(row) + "\r\n" for row in ROWS)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def xlsx():
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("C3:C6")
    book.save(file)
    return file.getvalue()


def xls():
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("客户")
    for number, row in enumerate(ROWS):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(file)
    return file.getvalue()


def replaced(content, **parts):
    """The workbook with other bytes in some of its parts; `workbook` is xl/workbook.xml."""
    file, names = io.BytesIO(), {"workbook": "xl/workbook.xml", "sheet": "xl/worksheets/sheet1.xml"}
    new = {names[key]: value for key, value in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            made.writestr(name, new.get(name, old.read(name)))
    return file.getvalue()


def read(content, name="客户.csv"):
    sheets = read_workbook(content, name)
    return list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY))


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_a_mark_that_lies_is_not_believed(mark):
    assert next(found.name for found in read(mark + TEXT.encode("gbk"))) == "王莉"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_half_a_character_at_the_end_is_told_with_its_row(encoding):
    whole = (TEXT + "张强").encode(encoding)
    with translation.override("en"):
        assert f"Row {len(ROWS) + 1} " in str(_refusal(whole[:-1]))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "ascii"])
def test_one_bad_byte_far_down_is_told_with_its_row(encoding):
    rows = [
        f"Li{n},1{3900000000 + n},{'' if encoding == 'ascii' else '翠湖苑'}\n".encode(encoding) for n in range(60_000)
    ]
    rows[49_998] = rows[49_998].replace(b",", b"\xff,", 1)
    with translation.override("en"):
        assert "Row 50000 " in str(_refusal(b"name,phone,notes\n" + b"".join(rows)))


def test_a_row_is_counted_as_the_spreadsheet_does():
    content = '姓名,电话,备注\n王莉,13583685957,"一\n二\n三"\n李红,13583685958,'.encode() + "坏".encode()[:2] + b"\n"
    with translation.override("en"):
        assert "Row 3 " in str(_refusal(content))


def _refusal(content, name="客户.csv"):
    with pytest.raises(Refused) as told:
        read(content, name)
    return told.value


DAMAGED = {
    "lying mark.csv": b"\xef\xbb\xbf" + TEXT.encode("utf-8")[:-1] + b"\xe7",
    "odd end.csv": TEXT.encode("utf-16") + b"a",
    "junk.xlsx": replaced(xlsx(), workbook=b"\x00junk <"),
    "junk in the sheet.xlsx": replaced(xlsx(), sheet=b"<worksheet><sheetData><row r='x'><c r='1A'><v>\xff"),
    "no sheets.xlsx": replaced(xlsx(), workbook=b"<workbook/>"),
    "cut.xlsx": xlsx()[:-400],
    "cut.xls": xls()[:3000],
}


@pytest.mark.parametrize("name", DAMAGED)
def test_the_browser_and_the_shell_say_it_and_nothing_is_kept(name, store, manager, client_of, tmp_path, folder):
    answer = upload(client_of(manager), DAMAGED[name], name)
    assert answer.status_code == 422 and answer.context["form"].errors["file"]
    assert not ImportJob.objects.exists() and not [path for path in folder.rglob("*") if path.is_file()]
    (path := tmp_path / name).write_bytes(DAMAGED[name])
    with pytest.raises(CommandError) as told:
        call_command("import_customers", str(path), store=store.code)
    assert str(told.value)


def test_the_files_from_the_field_are_read_or_told(manager, client_of):
    data = Path(__file__).parents[2] / "data" / "cases"
    client = client_of(manager)
    assert previewed(client, (data / "F24_bom_gbk.csv").read_bytes(), "a.csv").totals["created"] == 2
    assert upload(client, (data / "S11b_utf16_odd.csv").read_bytes(), "a.csv").status_code == 422


def mutated(rng):
    """(name, bytes) of a file with flips, a cut, a piece twice, or junk in one of its parts."""
    kind, whole = rng.choice([("xlsx", XLSX), ("xlsx", XLSX), ("xls", XLS), ("csv", TEXT.encode()), ("csv", GBK)])
    way = rng.choice(["flips", "cut", "doubled", "part"])
    if way == "part" and kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(whole)) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        hit = rng.choice(sorted(parts))
        parts[hit] = rng.choice([b"", rng.randbytes(50), _flipped(parts[hit], rng), parts[hit][: len(parts[hit]) // 2]])
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as made:
            for name, content in parts.items():
                made.writestr(name, content)
        return f"a.{kind}", file.getvalue()
    if way == "cut":
        return f"a.{kind}", whole[: rng.randrange(1, len(whole))]
    if way == "doubled":
        start = rng.randrange(len(whole))
        return f"a.{kind}", whole[:start] + whole[start // 2 :]
    return f"a.{kind}", _flipped(whole, rng)


def _flipped(content, rng):
    content = bytearray(content)
    for _ in range(rng.choice([1, 1, 3, 20])):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(content)


XLSX, XLS, GBK = xlsx(), xls(), TEXT.encode("gbk")


@pytest.mark.parametrize("seed", range(6))
def test_fifty_damaged_files_are_each_read_or_refused_in_a_sentence(seed):
    rng, outcomes = random.Random(seed), {"read": 0, "refused": 0}
    for _ in range(50):
        name, content = mutated(rng)
        try:
            read(content, name)
        except Refused as refusal:
            assert str(refusal)
            outcomes["refused"] += 1
        else:
            outcomes["read"] += 1
    assert min(outcomes.values()) >= 5  # neither everything is let in nor everything turned away
