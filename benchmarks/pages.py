"""The pages people open most, each beside its tuned twin."""

import re
from html import unescape
from urllib.parse import quote
from uuid import uuid4

from django.db.models import Count
from django.urls import reverse

from benchmarks.browser import Browser, product, yardstick
from benchmarks.measuring import Pair
from customers.models import Customer
from customers.tokens import tokens_asked
from stores.models import Role, Staff

LIST, POST = 12, 8  # statements a page and a form may send
DEEP = 499  # pages turned before the deep one
FILTERS = "status=old&tier=A&below=60"
TYPED = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "customers"}  # the list asks for its rows while people type
LONG = 150  # activities of the customer with a long history


class Cast:
    """Who looks at the pages: the owner, and the people of the store of the customer with a long history."""

    def __init__(self):
        ours, bare = product(), yardstick()
        busiest = Customer.objects.annotate(n=Count("activities")).filter(n__gt=LONG, pk__lt=1000)
        self.customer = busiest.select_related("keeper", "store").first()
        manager = Staff.objects.get(store=self.customer.store, role=Role.MANAGER)
        owner = Staff.objects.get(role=Role.OWNER)
        self.owner, self.owner_bare = Browser(ours, owner), Browser(bare, owner)
        self.manager, self.manager_bare = Browser(ours, manager), Browser(bare, manager)
        self.keeper = Browser(ours, self.customer.keeper)
        self.keeper_bare = Browser(bare, self.customer.keeper)


def pairs():
    cast = Cast()
    yield from lists(cast)
    yield from searches(cast)
    yield from customer_pages(cast)
    today = reverse("campaigns:today")
    yield page("20", "Today of an assistant, 12 cards", cast.keeper, today, cast.keeper_bare, "/today/", 2.5)
    figures = reverse("insights:dashboard")
    yield page("9", "owner's page", cast.owner, figures, cast.owner_bare, "/dashboard/", 2)


def page(goal, name, browser, path, bare, bare_path, must, most=LIST, **headers):
    def ours():
        browser.get(path, **headers)

    statements = (browser.statements(ours), most)
    return Pair(goal, name, ours, lambda: bare.get(bare_path), must, statements=statements)


def lists(cast):
    path = reverse("customers:customer-list")
    yield page("1", "customer list, owner, all stores", cast.owner, path, cast.owner_bare, "/", 2.5)
    yield page("1", "customer list, manager, one store", cast.manager, path, cast.manager_bare, "/", 2.5)
    yield page("1", "customer list by name, owner", cast.owner, f"{path}?sort=name", cast.owner_bare, "/?by_name", 2.5)
    asked = f"{path}?{FILTERS}"
    yield page("1", "customer list, three filters, owner", cast.owner, asked, cast.owner_bare, "/?three", 2.5)
    yield page("1", "customer list, three filters, manager", cast.manager, asked, cast.manager_bare, "/?three", 2.5)
    deep = turn(cast.owner, path, DEEP)
    yield Pair(
        "4", f"page {DEEP + 1} beside page 1", lambda: cast.owner.get(deep), lambda: cast.owner.get(path), 1.5,
        statements=(cast.owner.statements(lambda: cast.owner.get(deep)), LIST),
    )  # fmt: skip


def turn(browser, path, pages):
    """The address after turning that many pages, by the links a person would press."""
    query = ""
    for _ in range(pages):
        found = re.findall(r'href="\?([^"]*older=[^"]*)"', browser.get(f"{path}{query}"))
        if not found:
            break
        query = "?" + unescape(found[0])
    return path + query


def searches(cast):
    path = reverse("customers:customer-list")
    number = cast.customer.phones.first().number
    for name, words in (
        ("2 characters", "小美"),
        ("4 digits of a phone", number[4:8]),
        ("pinyin initials", "zxm"),
        ("nobody", "犇骉"),
        ("3 characters", cast.customer.name if len(cast.customer.name) == 3 else "王建国"),
    ):
        tokens = "&".join(f"token={quote(token)}" for token in tokens_asked(words))
        asked = f"{path}?q={quote(words)}"
        yield page("5", f"search, {name}, owner", cast.owner, asked, cast.owner_bare, f"/?{tokens}", 2.5, **TYPED)
    yield page("5", "  the last as a whole page", cast.owner, asked, cast.owner_bare, f"/?{tokens}", 2.5)
    tokens = "&".join(f"token={quote(token)}" for token in tokens_asked("小美", store_id=cast.customer.store_id))
    asked = f"{path}?q={quote('小美')}"
    bare = cast.manager_bare
    yield page("5", "search, 2 characters, one store", cast.manager, asked, bare, f"/?{tokens}", 2.5, **TYPED)


def customer_pages(cast):
    pk = cast.customer.pk
    bare, twin = cast.manager_bare, f"/{pk}/"
    yield page("7", "customer page", cast.manager, reverse("customers:customer-detail", args=[pk]), bare, twin, 2.5)
    for tab in ("customers:customer-orders", "customers:customer-timeline", "campaigns:customer-contacts",
                "referrals:customer-referrals"):  # fmt: skip
        name = tab.split("-")[1]
        yield page("7", f"  its {name} tab", cast.manager, reverse(tab, args=[pk]), bare, twin, 2.5)
    log = reverse("campaigns:revisit-create", args=[pk])
    entry = {"outcome": "reached", "way": "call", "mood": "", "note": "一切正常", "needs": "", "next_on": ""}

    def post():
        cast.keeper.post(log, key=uuid4(), **entry)

    def bare_post():
        cast.keeper_bare.post(twin + "note/", note="一切正常")

    yield Pair("8", "log a revisit (POST)", post, bare_post, 2.5, statements=(cast.keeper.statements(post), POST))
