"""Text files (.csv, .txt): their encoding and separator are found out, rows come as from a sheet."""

import codecs
import csv
import io
import re

from django.utils.translation import gettext_lazy as _

from dealercrm.lib.errors import Refused

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",\t;|，；"
_QUOTED = re.compile(r'"[^"]*"')
_EXCEL_TEXT = re.compile(r'="([^"]*)"')  # ="13800138000" is how exports keep Excel from making it a number


def table(source, head, row, clean):
    """(height, rows) of a text file; `rows()` yields `row(number, cells)`. Refused for what is no table of text."""
    if head.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise Refused(_("The file is a web page, not a workbook. Open it in Excel or WPS and save it as .xlsx."))
    encoding = _encoding(source, head)
    with _open(source, encoding) as file:
        sample = file.read(20_000)
    if sum(not letter.isprintable() and letter not in "\r\n\t\x0b\x0c" for letter in sample) > len(sample) / 50:
        raise Refused(_("The file is no workbook and no table of text. Save it as .xlsx or .csv and try again."))
    separator = _separator(sample)

    def rows():
        with _open(source, encoding) as file:
            try:
                for number, cells in enumerate(csv.reader(file, delimiter=separator), 1):
                    yield row(
                        number,
                        [clean(_as_excel_shows(cell)) for cell in cells],
                    )
            except csv.Error:
                raise Refused(
                    _("The file breaks off or is no table of text. Save it as .xlsx and try again.")
                ) from None

    return _count_lines(source), rows


def _as_excel_shows(cell):
    return _EXCEL_TEXT.sub(r"\1", cell) if cell.startswith("=") else cell


def _count_lines(source):
    """Near enough for a progress bar and a limit, whatever the encoding and however many lines a cell has."""
    if isinstance(source, bytes):
        return source.count(b"\n") + 1
    with open(source, "rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(2**20), b"")) + 1


def _open(source, encoding):
    binary = io.BytesIO(source) if isinstance(source, bytes) else open(source, "rb")  # noqa: SIM115 - closed with the wrapper
    return io.TextIOWrapper(binary, encoding=encoding, newline="")


def _encoding(source, head):
    """BOM, else strict UTF-8, else GB18030, which reads everything GBK and GB2312 do (CHINA.md 5.5)."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    zeros = head[1::2].count(0), head[::2].count(0)
    if max(zeros) > len(head) / 8 > min(zeros):
        return "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
    for name in ("utf-8", "gb18030"):
        try:
            with _open(source, name) as file:
                while file.read(2**20):
                    pass
        except UnicodeDecodeError:
            continue
        return name
    raise Refused(_("The file is no workbook and no table of text. Save it as .xlsx or .csv and try again."))


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
