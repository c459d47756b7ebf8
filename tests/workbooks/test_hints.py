"""Who may be somebody the dealer knows is said before the import, and never merged by it (AR-13)."""

import pytest

from customers.models import Customer
from tests.factories import make_customer, make_member
from tests.workbooks.importing import as_csv, committed, guessed, page, previewed, upload

HINTS = {"in_another_store", "number_of_member", "near_name_at_door"}


@pytest.fixture
def there(store, other_store):
    make_customer(other_store, name="远方客", phones=["13900000001"], community="远处小区")
    make_member(make_customer(store, name="韩梅梅", phones=[]), name="李强", phone="13900000002")
    make_customer(store, name="王小伟", phones=[], community="万科城", building="3", unit="2", room="1502")
    return Customer.objects.count()


def told(client, *rows):
    job = previewed(client, as_csv(["姓名", "电话", "小区", "房号"], *rows), "客户.csv")
    found = {row.name: [message for message in row.messages if message[0] in HINTS] for row in job.rows.all()}
    return job, found


ROWS = [
    ["李雷", "13900000001", "", ""], ["钱七", "13900000002", "", ""], ["王晓伟", "13900000003", "万科城", "3-2-1502"],
    ["张芳", "13900000004", "万科城", "3-2-1502"], ["赵六", "13900000005", "万科城", "3-2-1503"],
]  # fmt: skip


def test_a_manager_is_told_who_it_may_be_and_nothing_of_another_stores_customer(there, manager, client_of, other_store):
    client = client_of(manager)
    job, found = told(client, *ROWS)
    assert found == {
        "李雷": [["in_another_store", {"value": "139****0001", "store": other_store.name}]],
        "钱七": [["number_of_member", {"value": "139****0002", "name": "韩梅梅"}]],
        "王晓伟": [["near_name_at_door", {"name": "王小伟", "place": "万科城 3-2-1502"}]],
        "张芳": [], "赵六": [],
    }  # fmt: skip
    page = client.get(job.get_absolute_url()).text
    assert other_store.name in page and "韩梅梅" in page and "远方客" not in page and "远处小区" not in page
    committed(client, job)
    assert Customer.objects.count() == there + len(ROWS)


def test_the_owner_reads_the_number(there, owner, store, client_of):
    client = client_of(owner)
    upload(client, as_csv(["姓名", "电话"], ["李雷", "13900000001"]), "客户.csv", store=store.pk)
    job = store.imports.get()
    client.post(page("mapping", job), guessed(client, job))
    assert ["in_another_store", "13900000001"] in [
        [code, facts.get("value")] for row in job.rows.all() for code, facts in row.messages
    ]


def test_nobody_is_a_hint_of_themselves(there, store, manager, client_of):
    wife = make_customer(store, name="王丽", phones=["13900000006"], community="万科城", building="9", room="101")
    make_member(wife, name="李明", phone="13900000006")
    _job, found = told(client_of(manager), ["王丽", "13900000006", "万科城", "9-101"])
    assert found == {"王丽": []}


def test_the_preview_asks_the_same_however_many_there_are(there, manager, client_of):
    rows = [[f"王{n}", f"138{n:08}", "万科城", f"3-2-{n}"] for n in range(1200)]
    job, found = told(client_of(manager), *rows)
    assert job.state == "preview" and len(found) == 1200
