"""Which kind of document a file is, by what is in it and not by what it is called."""

import zipfile

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused

PDF = "application/pdf"
# A part that only this kind has -> its media type and ending.
OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
}
XLS = ("application/vnd.ms-excel", ".xls")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Excel wrote until 2007 is a small file system
SECTOR, ENTRY = 512, 128  # of such a one: all of it is in sectors, and its directory has entries that begin with a name
TAIL = 2048  # the end mark of a PDF stands in its last bytes


def document(file: UploadedFile) -> tuple[str, str] | None:
    """(media type, ending) of an open binary file: a PDF, a .docx, a .xlsx or an old .xls; None for anything else.

    Refused for a document that is cut off, and for one that carries a program.
    """
    file.seek(0)
    head = file.read(8)
    if head.startswith(b"%PDF-"):
        return _pdf(file)
    if head == OLE:
        return _old_excel(file)
    return _office(file) if head.startswith(b"PK\x03\x04") else None


def _pdf(file: UploadedFile) -> tuple[str, str]:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    if b"%%EOF" not in file.read():
        raise Refused(_cut_off())
    return PDF, ".pdf"


def _office(file: UploadedFile) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(file) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise Refused(_cut_off()) from fault
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(_("The document carries a program (macros). Save it without, as .docx or .xlsx."))
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in OFFICE.items() if part in names), None)


def _old_excel(file: UploadedFile) -> tuple[str, str] | None:
    file.seek(0)
    content = file.read()
    directory = SECTOR * (int.from_bytes(content[48:52], "little") + 1)
    if len(content) % SECTOR or directory >= len(content):
        raise Refused(_cut_off())
    names = {_entry(content[at : at + ENTRY]) for at in range(SECTOR, len(content), ENTRY)}
    if names & {"_VBA_PROJECT_CUR", "VBA", "Macros"}:
        raise Refused(_("The document carries a program (macros). Save it without, as .docx or .xlsx."))
    return XLS if names & {"Workbook", "Book"} else None


def _entry(entry: bytes) -> str:
    """The name an entry of the directory begins with, "" where there is none: its length stands behind it."""
    length = int.from_bytes(entry[64:66], "little")
    return entry[: length - 2].decode("utf-16-le", "ignore") if 2 < length <= 64 else ""


def _cut_off() -> str:
    return _("The document is damaged, or only a part of it has arrived. Choose it again.")
