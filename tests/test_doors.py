"""Every address x every role against the one permission table, and no store's rows through another store's door."""

import pytest
from django.urls import get_resolver, reverse

from customers.models import (
    Activity,
    Category,
    DesignReview,
    LikelyDuplicate,
    Merge,
    OwnField,
    RowChange,
    SavedView,
    Tag,
    Tie,
)
from messaging.models import Message
from stores.access import PUBLIC
from stores.models import Role
from stores.permissions import PERMISSIONS
from tests.factories import (
    NOW,
    TODAY,
    make_check,
    make_customer,
    make_file,
    make_item,
    make_marked_text,
    make_member,
    make_referral,
    make_rule,
    make_signed_order,
    make_staff,
    make_suspicion,
    make_touchpoint,
)
from workbooks.models import ExportJob, ImportJob


def doors(resolver=None, namespace=""):
    """(full name, URL pattern) of every address there is."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from doors(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield f"{namespace}{pattern.name}", pattern


DOORS = dict(doors())
GUARDED = {name: pattern for name, pattern in DOORS.items() if getattr(pattern.callback, "access", None) != PUBLIC}
OF_THE_DEALER = {
    "customers:category-update",
    "customers:tag-rename",
    "customers:tag-remove",
    "customers:own-field-update",
}  # the same for all stores
OF_A_ROW = {name: door for name, door in GUARDED.items() if door.pattern.converters and name not in OF_THE_DEALER}


@pytest.fixture
def rows(store, assistant, crew, manager, owner):
    """A row of the store for every address that names one: by its argument, or by the beginning of its name."""
    customer = make_customer(store, keeper=assistant)
    order, item = make_signed_order(customer, crew=crew), make_item(customer)
    rule = make_rule(store)
    touchpoint = make_touchpoint(customer, rule=rule)
    message = Message.objects.create(
        kind="digest", channel="app", staff=assistant, day=TODAY, state="sent", due_at=NOW, expires_at=NOW
    )
    job = ImportJob.objects.create(store=store, by=manager, file_name="a.xlsx", state="done", sha256="0" * 64)
    friend = make_customer(store)
    tie = Tie.objects.create(first=customer, second=friend, relation="friend")
    pair = LikelyDuplicate.objects.create(first=customer, second=friend, store=store, reason="phone", found_at=NOW)
    merged = Merge.objects.create(kept=customer, gone_id=10**9, gone_name="张", before=[], by=manager, at=NOW)
    return {
        "customer_pk": customer,
        "gone": friend,
        "customers:tie-": tie,
        "customers:duplicate-": pair,
        "customers:merge-": merged,
        "stores:store-": store,
        "stores:staff-": assistant,
        "customers:customer-": customer,
        "customers:order-": order,
        "workbooks:import-": job,
        "workbooks:export-": ExportJob.objects.create(by=owner, format="csv", language="zh-hans", state="done"),
        "customers:check-": make_check(customer),
        "customers:suspicion-": make_suspicion(customer),
        "customers:marked-text-": make_marked_text(customer),
        "customers:member-": make_member(customer),
        "customers:home-": item.home,
        "customers:item-": item,
        "customers:file-": make_file(customer, home=item.home),
        "customers:consent-": customer,
        "customers:reading-": Activity.objects.create(
            kind="customers.unusual_reading", store=store, by=manager, at=NOW
        ),
        "customers:view-": SavedView.objects.create(name="A", by=assistant, store=store, is_shared=True, query="q"),
        "customers:tag-": Tag.objects.create(name="老业主"),
        "customers:own-field-": OwnField.objects.create(label="车牌", type="text"),
        "customers:category-": Category.objects.create(code="sofa", name_zh="沙发", name_en="Sofa"),
        "customers:review-": DesignReview.objects.create(order=order, number=1, held_on=TODAY),
        "campaigns:touchpoint-": touchpoint,
        "campaigns:fact-": Activity.objects.create(kind="customers.order_signed", store=store, at=NOW, error="?"),
        "campaigns:rule-": rule,
        "messaging:notice-": message,
        "messaging:message-": message,
        "campaigns:customer-": customer,
        "campaigns:revisit-": customer,
        "referrals:referral-": make_referral(customer, recorded_by=assistant),
        "referrals:customer-": customer,
    }


def address(name, rows):
    """The address of a name, with the sample row for each argument."""
    sample = next((row for prefix, row in rows.items() if name.startswith(prefix)), None)
    arguments = {}
    for argument in DOORS[name].pattern.converters:
        row = rows.get(argument, sample)
        assert row is not None, f"{name} needs a sample for <{argument}>: add one to `rows`"
        arguments[argument] = row.pk
    return reverse(name, kwargs=arguments)


@pytest.mark.parametrize("name", DOORS)
def test_every_door_says_who_may_come_in(name):
    assert getattr(DOORS[name].callback, "access", None) in {*PERMISSIONS, PUBLIC}


@pytest.mark.parametrize("name", GUARDED)
def test_a_door_opens_for_those_in_the_table_and_for_nobody_else(
    name, rows, client, client_of, owner, manager, assistant, care, crew
):
    url, access = address(name, rows), GUARDED[name].callback.access
    changes = RowChange.objects.count()
    assert client.get(url)["Location"].startswith(reverse("stores:login"))
    for staff in (owner, manager, assistant, care, crew):
        status = client_of(staff).get(url).status_code
        if staff.role in PERMISSIONS[access]:
            assert status in (200, 302, 404, 405), (staff.role, status)
        else:
            assert status == 403, (staff.role, status)
    # Whoever posted last through this connection has signed it: what reading changed would bear their name.
    assert RowChange.objects.count() == changes, "reading changed the archive"


@pytest.mark.parametrize("name", OF_A_ROW)
def test_a_row_of_another_store_is_not_found(name, rows, client_of, other_store):
    url, access = address(name, rows), OF_A_ROW[name].callback.access
    for role in PERMISSIONS[access] - {Role.OWNER}:
        client = client_of(make_staff(other_store, role))
        response = client.get(url)
        if response.status_code == 405:
            response = client.post(url)
        assert response.status_code == 404, role
