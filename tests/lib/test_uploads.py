"""What may be kept, told by its content; and what is left of a photo when it is."""

import io
from pathlib import Path

import pytest
import xlwt
from PIL import Image, ImageCms

from dealercrm.lib.errors import Refused
from dealercrm.lib.uploads import LARGEST_FILE, ready
from tests.lib.photos import BLUE, PDF, RED, bomb, office, photo, taken_by_phone, upload

HEIC = Path(__file__).parents[1] / "data" / "photo.heic"
WEB_PAGE = b"<html><script>alert(document.cookie)</script></html>"


def shown(kept):
    kept.file.seek(0)
    return Image.open(io.BytesIO(kept.file.read()))


def alike(one, other):
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def test_neither_place_nor_camera_is_left_in_a_photo():
    sent = photo(exif=taken_by_phone(), comment=b"my secret comment")
    assert b"Secret Maker" in sent and b"secret comment" in sent
    kept = ready(upload(sent))
    for file in (kept.file, kept.thumbnail):
        written = file.read()
        assert b"Secret Maker" not in written and b"secret comment" not in written and b"Exif" not in written
        assert not Image.open(io.BytesIO(written)).getexif()


def test_a_photo_taken_with_the_phone_on_its_side_stands_upright():
    kept = ready(upload(photo(exif=taken_by_phone())))
    image = shown(kept)
    assert image.size == (64, 96)
    assert alike(image.getpixel((32, 10)), RED) and alike(image.getpixel((32, 86)), BLUE)
    assert Image.open(kept.thumbnail).size == (64, 96)


def test_a_large_photo_is_kept_as_large_as_a_screen_needs():
    kept = ready(upload(photo(size=(4000, 3000))))
    assert shown(kept).size == (2048, 1536)
    assert Image.open(kept.thumbnail).size == (320, 240)
    assert shown(ready(upload(photo("a.png", size=(3000, 4000)), "a.png"))).size == (1536, 2048)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_every_kind_of_photo_becomes_a_jpeg_and_says_so(ending):
    kept = ready(upload(photo(f"a.{ending}"), f"客厅.{ending}"))
    assert (kept.name, kept.ending, kept.content_type) == ("客厅.jpg", ".jpg", "image/jpeg")
    assert shown(kept).format == "JPEG" and alike(shown(kept).getpixel((5, 5)), RED)


def test_an_iphones_photo_is_read_and_its_place_forgotten():
    kept = ready(upload(HEIC.read_bytes(), "IMG_0001.HEIC"))
    assert kept.name == "IMG_0001.jpg" and alike(shown(kept).getpixel((10, 10)), RED)
    assert not Image.open(kept.thumbnail).getexif()


def test_wide_colours_of_a_phone_become_those_of_a_screen():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    image = shown(ready(upload(photo(icc_profile=profile.tobytes()))))
    assert alike(image.getpixel((5, 5)), RED) and "icc_profile" not in image.info


def test_a_profile_that_is_none_does_not_cost_the_photo():
    assert alike(shown(ready(upload(photo(icc_profile=b"no profile at all")))).getpixel((5, 5)), RED)


def test_what_is_transparent_becomes_white_and_a_grey_scan_stays_grey():
    written = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(written, "PNG")
    assert shown(ready(upload(written.getvalue()))).getpixel((5, 5)) == (255, 255, 255)
    written = io.BytesIO()
    Image.new("I;16", (20, 20), 0x8000).save(written, "PNG")
    assert alike(shown(ready(upload(written.getvalue()))).getpixel((5, 5)), (128, 128, 128))


PLAIN = Image.new("RGB", (64, 48), RED)
FRAMES = {"save_all": True, "append_images": [Image.new("RGB", (64, 48))]}
MAKES = {
    "several pictures in one, as some phones save": (PLAIN, "MPO", FRAMES),
    "in the colours of a printer": (PLAIN.convert("CMYK"), "JPEG", {}),
    "with few colours": (PLAIN.convert("P"), "PNG", {}),
    "with few colours, one of them transparent": (PLAIN.convert("P"), "PNG", {"transparency": 0}),
    "of which only the first frame is kept": (PLAIN, "WEBP", FRAMES),
    "see-through nowhere": (PLAIN.convert("RGBA"), "WEBP", {}),
}


@pytest.mark.parametrize("image,kind,options", MAKES.values(), ids=MAKES.keys())
def test_pictures_of_every_make_are_shown_in_their_colours(image, kind, options):
    written = io.BytesIO()
    image.save(written, kind, **options)
    red, green, blue = shown(ready(upload(written.getvalue()))).getpixel((0, 0))
    assert red > 180 and green < 60 and blue < 60


def test_a_film_behind_a_photo_is_left_behind():
    kept = ready(upload(photo() + b"\0\0\0\x18ftypmp42" + b"film" * 1000))
    assert b"film" not in kept.file.read() and alike(shown(kept).getpixel((5, 5)), RED)


def test_of_a_picture_that_is_also_a_web_page_only_the_picture_is_kept():
    sent = photo(comment=WEB_PAGE) + WEB_PAGE
    kept = ready(upload(sent, "a.html"))
    assert kept.name == "a.jpg" and WEB_PAGE[:20] not in kept.file.read() + kept.thumbnail.read()


@pytest.mark.parametrize("part,ending", [("word/document.xml", ".docx"), ("xl/workbook.xml", ".xlsx")])
def test_an_office_document_is_known_by_its_parts(part, ending):
    kept = ready(upload(office(part), "合同.jpg"))
    assert kept.name == f"合同{ending}" and not kept.is_picture and "openxmlformats" in kept.content_type


def test_an_old_workbook_is_known_by_its_directory_and_never_carries_a_program():
    book, file = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("报价").write(0, 0, "床垫")
    book.save(file)
    content = file.getvalue()
    kept = ready(upload(content, "报价.jpg"))
    assert (kept.name, kept.content_type, kept.file.read()) == ("报价.xls", "application/vnd.ms-excel", content)
    name = "Workbook".encode("utf-16-le")
    macros = content + ("_VBA_PROJECT_CUR".encode("utf-16-le").ljust(64, b"\0") + b"\x22\0").ljust(512, b"\0")
    for spoilt, words in (
        (content[:-30], "损坏"), (content[: len(content) // 1024 * 512], "损坏"), (macros, "宏"),
        (content.replace(name, "WordDocu".encode("utf-16-le")), "只能"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            ready(upload(spoilt, "报价.xls"))


def test_a_pdf_is_kept_as_it_is():
    kept = ready(upload(PDF, "合同.pdf"))
    assert (kept.name, kept.content_type, kept.file.read()) == ("合同.pdf", "application/pdf", PDF)


@pytest.mark.parametrize(
    "content,words",
    [
        (b"", "空"),
        (bomb(8_100), "百万像素"),
        (bomb(11_000), "百万像素"),
        (bomb(20_000), "百万像素"),
        (photo(size=(640, 480))[:2000], "损坏"),
        (photo("a.png")[:100], "损坏"),
        (b"\xff\xd8\xff" + WEB_PAGE, "损坏"),
        (HEIC.read_bytes()[:300], "损坏"),
        (PDF[:30], "损坏"),
        (office()[:-30], "损坏"),
        (office("word/document.xml", "word/vbaProject.bin"), "宏"),
        (office("ppt/presentation.xml"), "只能"),
        (WEB_PAGE, "只能"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "只能"),
        (b"MZ\x90\x00 a program", "只能"),
        (photo("a.gif"), "只能"),
        (WEB_PAGE + office(), "只能"),
        (WEB_PAGE + PDF, "只能"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(content, words):
    with pytest.raises(Refused) as refusal:
        ready(upload(content, "照片.jpg"))
    assert words in str(refusal.value)


def test_a_file_beyond_the_limit_is_refused_by_its_size_alone():
    file = upload(photo())
    file.size = LARGEST_FILE + 1
    with pytest.raises(Refused, match="30 MB"):
        ready(file)


def test_a_name_loses_what_nobody_can_print_and_is_never_empty_or_endless():
    assert ready(upload(PDF, "a\u202egpj\x07.exe")).name == "agpj.pdf"
    assert len(ready(upload(PDF, "长" * 190 + ".pdf")).name) <= 200
    unnamed = upload(PDF)
    unnamed.name = ".pdf"
    assert ready(unnamed).name.endswith(".pdf")
