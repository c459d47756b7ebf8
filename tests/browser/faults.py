"""What is wrong with a page as it stands: for eyes, thumbs, and those who cannot see."""

import gzip
from functools import cache

import brotli
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PHONE_PAGE, CHARTS = 90_000, 300_000  # bytes, as they are sent at most
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

# What is half faded is read by nobody: wait for all that ends.
FADED_IN = """() => Promise.all(document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .map((each) => each.finished.catch(() => null)))"""


def faults(page, url):
    """What is wrong with the page, in words; nothing if all is well."""
    page.goto(url)
    expect(page.locator(".htmx-request")).to_have_count(0)  # tabs and lists that the page fetches by itself
    page.evaluate(FADED_IN)
    yield from barriers(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.viewport_size["width"]:
        yield f"{width} px wide"
    if not page.evaluate("document.querySelector('h1')?.textContent.trim()"):
        yield "no heading"


def barriers(page):
    """What keeps somebody from using the page as it stands, after what was done on it."""
    for violation in Axe().run(page, options=RULES).response["violations"]:
        yield f"{violation['id']}: {violation['nodes'][0]['html'][:150]}"


def answers_to(page):
    """A list that fills with what the page is sent.

    It is weighed when the page is there: a body that is asked for as each answer comes may arrive after the count.
    """
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # Playwright marks what it calls: no built-in method
    return answers


def weight(answer):
    """Of what the product sends: a page as gzip has it, what belongs to it as brotli."""
    if answer.status != 200:
        return 0
    body = answer.body()
    return brotli_length(answer.url, body) if "/static/" in answer.url else len(gzip.compress(body, 6))


@cache
def brotli_length(_url, body):
    return len(brotli.compress(body))
