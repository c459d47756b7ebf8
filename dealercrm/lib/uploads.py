"""What people send, made ready to be kept: looked into, told apart, and for a picture drawn anew."""

from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from dealercrm.lib.documents import document
from dealercrm.lib.errors import Refused
from dealercrm.lib.pictures import looks_like_picture, picture

MB = 2**20
LARGEST_FILE = 30 * MB
LARGEST_REQUEST = 100 * MB  # of all files of a form together; dealercrm.middleware answers beyond
FILES_AT_ONCE = 20
JPEG = "image/jpeg"
# For the file field of a form: what a phone or a desk offers to choose.
ACCEPT = "image/jpeg,image/png,image/webp,.heic,.pdf,.docx,.xlsx,.xls"


@dataclass(frozen=True)
class Ready:
    """A file to be kept: `name` for people, with the `ending` that is true; `thumbnail` None unless it is a picture."""

    name: str
    ending: str
    content_type: str
    file: File
    thumbnail: File | None = None

    @property
    def size(self) -> int:
        return self.file.size

    @property
    def is_picture(self) -> bool:
        return self.thumbnail is not None


def ready(upload: UploadedFile) -> Ready:
    """The Ready of an uploaded Django File, by its content. Refused, in a sentence, where it cannot be kept."""
    if not upload.size:
        raise Refused(_("The file is empty."))
    if upload.size > LARGEST_FILE:
        raise Refused(_("The file is larger than %(limit)s MB.") % {"limit": LARGEST_FILE // MB})
    upload.seek(0)
    if looks_like_picture(upload.read(16)):
        upload.seek(0)
        drawn = picture(upload)
        body, thumbnail = ContentFile(drawn.body), ContentFile(drawn.thumbnail)
        return Ready(_named(upload.name, ".jpg"), ".jpg", JPEG, body, thumbnail)
    kind = document(upload)
    if kind is None:
        raise Refused(
            _("Only photos (JPEG, PNG, WebP, HEIC) and documents (PDF, .docx, .xlsx, .xls) can be kept. Save as one.")
        )
    content_type, ending = kind
    upload.seek(0)
    return Ready(_named(upload.name, ending), ending, content_type, upload)


def _named(name: str, ending: str) -> str:
    """The name it came with, with its true ending and nothing unprintable, in at most 200 characters."""
    stem = "".join(letter for letter in PurePath(name or "").stem if letter.isprintable()).strip(" .")
    return f"{stem[:180] or _('file')}{ending}"
