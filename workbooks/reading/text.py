"""Text files (.csv, .txt): their encoding and separator are found out, rows come as from a sheet."""

import codecs
import csv
import io
import re

from django.utils.translation import gettext_lazy as _

from dealercrm.lib.errors import Refused
from workbooks.reading.bounds import MAX_COLUMNS

_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_BROKEN = "\udc80"  # stands for bytes that are no character; no text that could be decoded holds it
_SEPARATORS = ",\t;|，；"
_QUOTED = re.compile(r'"[^"]*"')
_NO_TABLE = _("The file is no workbook and no table of text. Save it as .xlsx or .csv and try again.")
_BIG5 = _("The text is written in Big5, the encoding of traditional Chinese. Open it in Excel and save it as .xlsx.")
_EXCEL_TEXT = re.compile(r'="([^"]*)"')  # ="13800138000" is how exports keep Excel from making it a number


def _as_broken(fault: UnicodeError) -> tuple[str | bytes, int]:
    """What Python puts for bytes it cannot decode, and where it goes on."""
    return _BROKEN, fault.end if isinstance(fault, UnicodeDecodeError) else 0


codecs.register_error("broken", _as_broken)


def table(source, head, row, clean):
    """(height, rows) of a text file; `rows()` yields `row(number, cells)`. Refused for what is no table of text."""
    if head.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise Refused(_("The file is a web page, not a workbook. Open it in Excel or WPS and save it as .xlsx."))
    how = _encoding(source, head)
    with _open(source, *how) as file:
        sample = file.read(20_000)
    if (
        sum(not letter.isprintable() and letter not in "\r\n\t\x0b\x0c" + _BROKEN for letter in sample)
        > len(sample) / 50
    ):
        raise Refused(_NO_TABLE)
    separator = _separator(sample)

    def rows():
        with _open(source, *how) as file:
            number = 0
            try:
                for number, cells in enumerate(csv.reader(file, delimiter=separator), 1):
                    if any(_BROKEN in cell for cell in cells):
                        raise Refused(_broken_in(number))
                    if len(cells) > MAX_COLUMNS:
                        raise Refused(_("Row %(row)s has more than a thousand cells.") % {"row": number})
                    yield row(number, [clean(_as_excel_shows(cell)) for cell in cells])
            except csv.Error:
                raise Refused(
                    _("The file breaks off after row %(row)s or is no table of text. Save it as .xlsx and try again.")
                    % {"row": number}
                ) from None

    if _count_broken(source, *how)[0]:  # known before anything is kept of the file
        for _row in rows():
            pass
    return _count_lines(source), rows


def _broken_in(row):
    return _(
        "Row %(row)s holds a character that is damaged or cut off. Mend the row, or save the file anew from where it "
        "comes from."
    ) % {"row": row}


def _as_excel_shows(cell):
    return _EXCEL_TEXT.sub(r"\1", cell) if cell.startswith("=") else cell


def _count_lines(source):
    """Near enough for a progress bar and a limit, whatever the encoding and however many lines a cell has."""
    if isinstance(source, bytes):
        return source.count(b"\n") + 1
    with open(source, "rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(2**20), b"")) + 1


def _open(source, encoding, start):
    binary = io.BytesIO(source) if isinstance(source, bytes) else open(source, "rb")  # noqa: SIM115 - closed with the wrapper
    binary.seek(start)
    return io.TextIOWrapper(binary, encoding=encoding, errors="broken", newline="")


def _encoding(source, head):
    """(encoding, where the text begins): by its mark, else UTF-8, else GB18030, which reads all that GBK and GB2312 do
    (CHINA.md 5.5).

    A mark may lie: programs put one before what they copy from elsewhere. UTF-8 with a few bytes damaged is still
    UTF-8, though GB18030 may make a senseless something of it.
    """
    mark = next((mark for mark in _BOMS if head.startswith(mark)), b"")
    start, text = len(mark), head[len(mark) :]
    zeros = text[1::2].count(0), text[::2].count(0)
    if any(zeros):
        if max(zeros) > len(text) / 8 > min(zeros):
            return ("utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"), start
        if _BOMS.get(mark, "utf-8") != "utf-8":
            return _BOMS[mark], start
    broken, whole, length = _count_broken(source, "utf-8", start)
    if broken * 3 <= whole:
        return "utf-8", start
    found = [(_count_broken(source, "gb18030", start), "gb18030"), ((broken, whole, length), "utf-8")]
    (broken, _whole, length), name = min(found, key=lambda each: each[0][0])
    if _is_big5(text):
        raise Refused(_BIG5)
    if broken * 20 > length:
        raise Refused(_NO_TABLE)
    return name, start


def _is_big5(text):
    """Traditional Chinese as Taiwan and Hong Kong write it to files, of which GB18030 makes a senseless something: are
    its characters everyday ones there, and rare ones here?"""
    there = codecs.getincrementaldecoder("big5hkscs")("broken").decode(text)
    here = text.decode("gb18030", "ignore")
    return _BROKEN not in there and _everyday(there, "big5hkscs", 0xC6) > 0.9 > 0.7 > _everyday(here, "gb2312", 0xF7)


def _everyday(text, encoding, last):
    """The share of the characters beyond ASCII which this encoding has among its everyday ones, up to a first byte."""
    signs = [sign.encode(encoding, "ignore") for sign in text if sign > "\x7f"]
    return sum(bool(sign) and sign[0] <= last for sign in signs) / len(signs) if signs else 1


def _count_broken(source, encoding, start):
    """(how many characters are damaged, how many beyond ASCII are whole, how many there are)."""
    broken = whole = length = 0
    with _open(source, encoding, start) as file:
        while text := file.read(2**20):
            length += len(text)
            if not text.isascii():
                damaged = text.count(_BROKEN)
                broken += damaged
                whole += len(text) - len(text.encode("ascii", "ignore")) - damaged
    return broken, whole, length


def _separator(sample):
    """The sign that most lines hold equally often; a comma where nothing separates."""
    lines = [_QUOTED.sub("", line) for line in sample.splitlines()[:50] if line.strip()]
    best, most = ",", 0
    for sign in _SEPARATORS:
        counts = [line.count(sign) for line in lines]
        weight = sum(min(count, 60) for count in counts if count) if counts else 0
        if weight > most * 1.2:
            best, most = sign, weight
    return best
