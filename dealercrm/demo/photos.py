"""Photos in some archives: a drawing of the flat and of a room, made here, kept by the product's own verb (AR-19)."""

import random
from io import BytesIO

from django.core.files import File
from PIL import Image, ImageDraw

from customers.actions.files import add_files
from customers.facts import FILES_ADDED
from customers.models import Activity, Attachment, Home, RowChange

HOMES = 12
SIZE = (960, 720)
WALLS, FLOORS = ("#efe6d8", "#e4ebe6", "#e9e3ee"), ("#b98d5e", "#9c7a55", "#a9a29a")


def hang_photos(today, now):
    """A plan and a view of a room for some homes whose families allowed it, as if taken when the home was noted."""
    rng = random.Random(today.toordinal())
    allowed = Home.objects.filter(photo_permission_on__isnull=False, customer__keeper__isnull=False)
    for home in allowed.select_related("customer__keeper", "customer__store").order_by("-pk")[:HOMES]:
        for name, caption, draw in (("平面图.jpg", "量房平面图", plan), ("客厅.jpg", "客厅实景", room)):
            add_files(
                home.customer, [picture(name, draw, rng)], by=home.customer.keeper, home=home, caption=caption, now=now
            )
    Activity.objects.filter(kind=FILES_ADDED).update(imported=True, at=now)
    RowChange.objects.filter(table=Attachment._meta.db_table).update(at=now)


def picture(name, draw, rng):
    """A File of a JPEG that `draw` has drawn."""
    image = Image.new("RGB", SIZE, "white")
    draw(ImageDraw.Draw(image), rng)
    content = BytesIO()
    image.save(content, "JPEG", quality=80)
    content.seek(0)
    return File(content, name)


def plan(pen, rng):
    """Walls of a flat, seen from above."""
    width, height = SIZE
    pen.rectangle((60, 60, width - 60, height - 60), outline="#333", width=10)
    across, down = rng.randint(330, 560), rng.randint(260, 460)
    pen.line((across, 60, across, height - 60), fill="#333", width=8)
    pen.line((across, down, width - 60, down), fill="#333", width=8)
    pen.line((60, down + 60, across, down + 60), fill="#333", width=8)
    for x, y in ((across, rng.randint(90, 180)), (across, height - 200)):
        pen.line((x, y, x, y + 70), fill="white", width=12)
        pen.arc((x - 70, y, x + 70, y + 140), 180, 270, fill="#888", width=3)


def room(pen, rng):
    """A wall, a floor, a window, a sofa."""
    width, height = SIZE
    pen.rectangle((0, 0, width, 480), fill=rng.choice(WALLS))
    pen.rectangle((0, 480, width, height), fill=rng.choice(FLOORS))
    pen.rectangle((560, 90, 860, 330), fill="#cfe3f2", outline="white", width=14)
    pen.line((710, 90, 710, 330), fill="white", width=10)
    sofa = rng.choice(("#5d7f73", "#7b6a58", "#6b7a93"))
    pen.rounded_rectangle((110, 380, 560, 600), 30, fill=sofa)
    pen.rounded_rectangle((150, 350, 520, 470), 24, fill=sofa, outline="#00000022", width=4)
    pen.ellipse((640, 560, 840, 620), fill="#6e5238")
