"""Photos and papers as people send them, made on the spot."""

import io
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
RED, BLUE = (200, 30, 30), (30, 60, 200)


def photo(name="a.jpg", size=(96, 64), *, exif=None, **options):
    """The bytes of a photo, red on the left and blue on the right; its kind follows the ending of the name."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    written = io.BytesIO()
    kind = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}[name.rpartition(".")[2]]
    image.save(written, kind, exif=exif or Image.Exif(), **options)
    return written.getvalue()


def taken_by_phone():
    """The EXIF of a photo taken with the phone on its side, in Zhengzhou."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Secret Maker"
    exif.get_ifd(GPS).update({1: "N", 2: (34.0, 45.0, 1.0), 3: "E", 4: (113.0, 39.0, 1.0)})
    return exif


def bomb(side):
    """A PNG of a few hundred bytes that says it is `side` pixels wide and high."""
    head = b"IHDR" + side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    body = b"IDAT" + zlib.compress(b"\0" * 1000)
    parts = (head, body, b"IEND")
    written = (len(part[4:]).to_bytes(4, "big") + part + zlib.crc32(part).to_bytes(4, "big") for part in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def office(part="word/document.xml", *more):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as parts:
        for name in ("[Content_Types].xml", part, *more):
            parts.writestr(name, "<x/>")
    return written.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def upload(content, name="a.jpg"):
    return SimpleUploadedFile(name, content)
