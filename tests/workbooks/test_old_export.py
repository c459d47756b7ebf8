"""An export that was edited for a week comes back, while the archive went on being worked with."""

import io

import openpyxl
import pytest
from django.db.models import F
from django.utils import timezone

from customers.actions.customers import change_customer
from customers.actions.household import change_member
from customers.actions.own_fields import keep_own_values
from customers.actions.tags import tag_customer
from customers.models import Customer, CustomerTag, Order, OrderLine, OwnField, OwnValues, Tag
from tests.factories import TODAY, make_customer, make_member, make_signed_order
from tests.workbooks.exports import edit, taken_in, written
from tests.workbooks.undoing.bringing import undo
from workbooks.intake.sentences import sentence
from workbooks.reading.fields import LABELS

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = ["13583685957", "13900001111"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def wang(store):
    return make_customer(store, name="王莉", phones=NUMBERS, community="万科城", occupation="教师", notes="爱养花")


def told(job):
    return [(code, facts.get("field")) for row in job.rows.all() for code, facts in row.messages]


def shown(job):
    return [sentence(message) for row in job.rows.all() for message in row.messages]


def test_what_was_changed_since_stays_and_the_rest_of_the_row_comes_in(wang, store, owner, manager):
    content = edit(written(owner, "xlsx", "zh-hans"), "community", 0, "万科城", "保利花园")
    change_customer(wang, by=manager, occupation="校长", notes="爱养花\n怕吵")
    job = taken_in(content, "export.xlsx", store, owner)
    wang.refresh_from_db()
    assert (wang.community, wang.occupation, wang.notes) == ("保利花园", "校长", "爱养花\n怕吵")
    assert sorted(told(job)) == [("changed", "community"), ("newer", "notes"), ("newer", "occupation")]
    assert any("校长" in words and "教师" in words and "导出之后" in words for words in shown(job))


def test_a_change_past_all_verbs_counts_too(wang, store, owner):
    content = written(owner, "xlsx", "zh-hans")
    Customer.objects.update(community="翠湖苑")
    taken_in(content, "export.xlsx", store, owner)
    wang.refresh_from_db()
    assert wang.community == "翠湖苑"


def test_the_same_file_corrected_once_more_is_not_held_back_by_its_own_import(wang, store, owner):
    content = written(owner, "xlsx", "zh-hans")
    for community, next_one in (("万科城", "保利花园"), ("保利花园", "翠湖苑")):
        content = edit(content, "community", 0, community, next_one)
        taken_in(content, "export.xlsx", store, owner)
        wang.refresh_from_db()
        assert wang.community == next_one


def test_orders_relatives_own_fields_and_tags_too(wang, store, owner, manager):
    order = make_signed_order(wang, signed_on=TODAY, amount=3000, lines=("床垫",))
    member = make_member(wang, name="张强", relation="spouse", occupation="教师")
    field, tag = OwnField.objects.create(label="车位", type="text"), Tag.objects.create(name="老业主")
    keep_own_values(wang, by=manager, values={field: "B12"})
    tag_customer(wang, add=[tag], by=manager)
    content = written(owner, "xlsx", "zh-hans")
    Order.objects.update(amount=2800)
    OrderLine.objects.update(product="乳胶床垫", amount=F("amount") - 200)
    change_member(member, by=manager, occupation="校长")
    keep_own_values(wang, by=manager, values={field: "B13"})
    tag_customer(wang, remove=[tag], by=manager)
    job = taken_in(content, "export.xlsx", store, owner)
    order.refresh_from_db()
    member.refresh_from_db()
    assert (order.amount, order.lines.get().product, member.occupation) == (2800, "乳胶床垫", "校长")
    assert OwnValues.objects.get().values == {field.key: "B13"} and not CustomerTag.objects.exists()
    assert {"newer", "newer_order", "newer_member"} <= {code for code, _field in told(job)}
    assert job.totals["updated"] == 0 and shown(job)


def test_a_number_taken_out_of_its_cell_goes_and_comes_back_with_undo(wang, store, owner):
    content = edit(written(owner, "xlsx", "zh-hans"), "phone", 0, "、".join(NUMBERS), "13900001111、13700002222")
    before = list(wang.phones.values())
    job = taken_in(content, "export.xlsx", store, owner)
    assert list(wang.phones.values_list("number", flat=True)) == ["13900001111", "13700002222"]
    assert any(NUMBERS[0] in words and "删" in words for words in shown(job))
    assert [row.outcome for row in job.rows.all()] == ["updated"]
    assert undo(job, owner).state == "undone", job.error
    assert list(wang.phones.values()) == before


@pytest.mark.parametrize("cell", [None, "13900001111、1370000222", "1.39E+10"])
def test_an_empty_or_spoilt_cell_takes_no_number_away(wang, store, owner, cell):
    content = edit(written(owner, "xlsx", "zh-hans"), "phone", 0, "、".join(NUMBERS), cell)
    job = taken_in(content, "export.xlsx", store, owner)
    assert list(wang.phones.values_list("number", flat=True)) == NUMBERS
    assert bool(shown(job)) is bool(cell)


def test_a_row_that_slipped_under_another_key_takes_no_number_away(wang, store, owner):
    content = edit(written(owner, "xlsx", "zh-hans"), "phone", 0, "、".join(NUMBERS), "13700002222")
    job = taken_in(edit(content, "name", 0, "王莉", "李红"), "export.xlsx", store, owner)
    assert "id_phone_differs" in [code for code, _field in told(job)]
    assert wang.phones.count() == 3


def test_numbers_changed_since_stay(wang, store, owner, manager):
    content = written(owner, "xlsx", "zh-hans")
    change_customer(wang, by=manager, phones=["13700002222"])
    taken_in(content, "export.xlsx", store, owner)
    assert list(wang.phones.values_list("number", flat=True)) == ["13700002222"]


def test_each_row_of_a_file_goes_by_its_own_moment(wang, store, owner, manager):
    li = make_customer(store, name="李红", occupation="教师")
    content = written(owner, "xlsx", "zh-hans")
    for customer in (wang, li):
        change_customer(customer, by=manager, occupation="校长")
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    exported = page.cell(2, page.max_column).value
    later = timezone.localtime().strftime("%Y-%m-%dT%H:%M:%S.%f")
    taken_in(edit(content, "exported_at", 0, exported, later), "export.xlsx", store, owner)
    assert dict(Customer.objects.values_list("name", "occupation")) == {"王莉": "教师", "李红": "校长"}


def test_every_sheet_that_comes_back_says_when_it_was_exported(wang, owner):
    make_signed_order(wang, signed_on=TODAY)
    make_member(wang)
    book = openpyxl.load_workbook(io.BytesIO(written(owner, "xlsx", "zh-hans")))
    heading = str(LABELS["exported_at"])
    for page in book.worksheets[:3]:
        head, row = list(page.iter_rows(min_row=1, max_row=2, values_only=True))
        assert head[-1] == heading and "T" in row[-1]
