"""Small line charts, drawn by the server as SVG: no library, no request, readable without colour."""

from dataclasses import dataclass

from django.utils.html import format_html_join

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 480, 150, 52, 10, 12, 26
STEPS = (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)
DOT = '<circle class="dot" cx="{}" cy="{}" r="3"><title>{}: {}</title></circle>'


@dataclass(frozen=True)
class Chart:
    """What templates/insights/_chart.html draws, in a box of WIDTH x HEIGHT."""

    dots: str  # SVG, one for each month with a value
    lines: list[str]  # coordinates of each run of neighbours; a month without a value is a gap
    top: str
    half: str
    first: str
    last: str


def line_chart(values, labels):
    """A Chart of percentages (None where there is none), oldest first; the axis begins at zero."""
    highest = max((value for value in values if value is not None), default=0)
    top = next((step for step in STEPS if step >= highest), highest)
    slot = (WIDTH - LEFT - RIGHT) / max(len(values) - 1, 1)
    dots, lines, run = [], [], []
    for n, (value, label) in enumerate(zip(values, labels, strict=True)):
        if value is None:
            lines, run = [*lines, run], []
            continue
        x, y = f"{LEFT + n * slot:.1f}", f"{HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top:.1f}"
        dots.append((x, y, label, percent(value)))
        run.append(f"{x},{y}")
    lines = [" ".join(run) for run in [*lines, run] if len(run) > 1]
    half = percent(top / 2, 1 if top % 2 else 0)
    return Chart(format_html_join("", DOT, dots), lines, percent(top, 0), half, labels[0], labels[-1])


def percent(value, digits=1):
    return "—" if value is None else f"{value:.{digits}f}%"
