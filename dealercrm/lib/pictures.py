"""Photos as they are kept: upright, no larger than a screen needs, and telling nothing but what they show (AR-4).

Every picture is decoded and drawn anew as a JPEG. So no place, no camera and no hidden text of the file comes along,
and a file that is two things at once (a picture to one program, a web page to another) is only a picture afterwards.
"""

import io
from dataclasses import dataclass
from threading import Lock

import pi_heif
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from dealercrm.lib.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
LONGEST = 2048
THUMBNAIL = 320
MILLION_PIXELS = 65  # what phones take at most in their usual setting
QUALITY = 85

pi_heif.register_heif_opener(thumbnails=False)
# A large picture takes some 300 MB while it is decoded: never two of them in one process.
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Picture:
    """Two JPEGs: `body` with at most 2048 pixels on its longest side, `thumbnail` with at most 320."""

    body: bytes
    thumbnail: bytes


def looks_like_picture(head: bytes) -> bool:
    """True if the first 16 bytes are those of a JPEG, PNG, WebP or HEIC file, whatever it is called."""
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"heim"))
    )


def picture(file: UploadedFile) -> Picture:
    """The Picture of an open binary file. Refused for one that is damaged, cut off or far too large to decode."""
    with _one_at_a_time:
        try:
            with Image.open(file, formats=FORMATS) as image:
                if image.width * image.height > MILLION_PIXELS * 1_000_000:
                    raise Image.DecompressionBombError
                drawn = _drawn(image)
            return Picture(_jpeg(drawn, LONGEST), _jpeg(drawn, THUMBNAIL))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            limit = {"limit": MILLION_PIXELS}
            sentence = _("The photo has more than %(limit)s million pixels. Take it in the camera's usual setting.")
            raise Refused(sentence % limit) from None
        except Exception as fault:  # what a damaged file makes a decoder raise is written down nowhere
            raise Refused(
                _("The photo is damaged, or only a part of it has arrived. Choose it again, or take it anew.")
            ) from fault


def _drawn(image: Image.Image) -> Image.Image:
    """A new image of nothing but the pixels: upright, in the colours of screens, white where it is transparent."""
    image.draft(None, (LONGEST, LONGEST))  # a JPEG is decoded no larger than needed
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif profile:
        image = _in_screen_colours(image, profile)
    if image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGB")
    image.thumbnail((LONGEST, LONGEST))
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return canvas


def _in_screen_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """Phones photograph in wider colours than sRGB; without their profile a sofa would look paler than it is."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that does not fit: the plain colours
        return image


def _jpeg(image: Image.Image, longest: int) -> bytes:
    image = image.copy()
    image.thumbnail((longest, longest))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return written.getvalue()
