"""What becomes of a plain text that the archive learned a minute ago: `pets`, added in three places.

Run by test_archive_facts in a copy of the project; by itself there is no such field.
"""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from customers.actions.erase import erase
from customers.actions.merge import merge
from customers.completeness import COLUMNS, judged, known_rows
from customers.merging.fields import BOTH, compare, sheet
from customers.models import Customer, RowChange
from tests.factories import NOW, make_customer, make_member, make_signed_order
from workbooks.actions.exports import ask_for_export, write_export
from workbooks.actions.import_steps import layouts_of, run_step
from workbooks.actions.imports import commit_import, confirm_columns, upload_workbook
from workbooks.exporting.choosing import ToExport
from workbooks.models import ImportJob

LABEL = "家里的宠物"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def wang(store, assistant):
    return make_customer(store, keeper=assistant, name="王莉", pets="两只猫")


def written(owner):
    """The workbook of everybody, as the owner gets it."""
    params = QueryDict(mutable=True)
    params.update({"whom": "all", "query": ""})
    job = ask_for_export(ToExport(params, owner), format="xlsx", by=owner, language="zh-hans")
    write_export(job.pk, now=NOW)
    job.refresh_from_db()
    with job.file.open("rb") as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))


def replace(page, old, new):
    (cell,) = (cell for row in page.iter_rows() for cell in row if cell.value == old)
    cell.value = new


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def brought_in(content, name, store, by):
    job = upload_workbook(ContentFile(content, name=name), store=store, by=by)
    job.refresh_from_db()
    if job.state == ImportJob.State.MAPPING:
        confirm_columns(job, {layout.sheet: layout.columns for layout in layouts_of(job)})
    run_step(job.pk, now=NOW)
    commit_import(job)
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "done", job.error
    return job


def test_it_is_typed_into_the_form_and_shown_on_the_page(assistant, client_of):
    client, new = client_of(assistant), reverse("customers:customer-create")
    assert LABEL in client.get(new).text
    filled = {"name": "仇国莉", "phones": "19911115678", "kind": "consumer", "pets": "一只鹦鹉"}
    response = client.post(new, filled)
    assert Customer.objects.get().pets == "一只鹦鹉"
    page = client.get(response.url).text
    assert LABEL in page and "一只鹦鹉" in page


def test_the_list_asks_for_it(wang, store, client_of, assistant):
    make_customer(store, name="李红")
    client, page = client_of(assistant), reverse("customers:customer-list")
    shown = client.get(page, {"pets": "猫"}).text
    assert "王莉" in shown and "李红" not in shown and LABEL in shown
    shown = client.get(page, {"pets_none": "1"}).text
    assert "李红" in shown and "王莉" not in shown


def test_a_dealers_sheet_is_read_by_its_header(store, manager, client_of):
    content = "姓名,电话,养了宠物\n王莉,13583685957,两只猫\n李红,13583685958,\n".encode()
    job = upload_workbook(ContentFile(content, name="a.csv"), store=store, by=manager)
    form = client_of(manager).get(reverse("workbooks:import-mapping", args=[job.pk])).context["form"]
    assert form["0-2"].value() == "pets"
    assert ("pets", LABEL) in [(value, str(label)) for value, label in form.fields["0-2"].choices]
    job.delete()
    brought_in(content, "b.csv", store, manager)
    assert dict(Customer.objects.values_list("name", "pets")) == {"王莉": "两只猫", "李红": ""}


def test_it_leaves_with_the_export_and_comes_back_changed(wang, store, owner):
    book = written(owner)
    assert LABEL in [cell.value for cell in book.worksheets[0][1]]
    replace(book.worksheets[0], "两只猫", "一只狗")
    brought_in(saved(book), "export.xlsx", store, owner)
    wang.refresh_from_db()
    assert wang.pets == "一只狗"


def test_a_relatives_and_an_orders_text_leave_and_come_back_too(wang, store, owner):
    member = make_member(wang, hobby="钓鱼")
    order = make_signed_order(wang, hobby="木作")
    book = written(owner)
    replace(book.worksheets[1], "钓鱼", "下棋")
    replace(book.worksheets[2], "木作", "石作")
    brought_in(saved(book), "export.xlsx", store, owner)
    for row in (member, order):
        row.refresh_from_db()
    assert (member.hobby, order.hobby) == ("下棋", "石作")


def test_a_relatives_and_an_orders_text_are_typed_too(wang, assistant, client_of):
    client = client_of(assistant)
    for page in ("member-create", "order-create"):
        assert 'name="hobby"' in client.get(reverse(f"customers:{page}", args=[wang.pk])).text


def test_it_counts_towards_a_complete_archive(wang, store):
    whole = {
        "community": "万科城", "room": "1191", "birthday": "solar-08-16/1979", "occupation": "教师",
        "source": "walk_in", "salutation": "张姐", "wechat": "zhang", "best_time": "晚上", "household": "三口之家",
    }  # fmt: skip
    rows = Customer.objects.values("kind", "completeness__percent", *COLUMNS, **known_rows())
    for customer, expected in (
        (make_customer(store, **whole), ["home", "pets"]),
        (make_customer(store, pets="一只猫", **whole), ["home"]),
    ):
        row = rows.get(pk=customer.pk)
        percent, missing = judged(row)
        assert [part.name for part in missing] == expected
        assert percent == row["completeness__percent"] == {1: 90, 2: 85}[len(expected)]


def test_two_archives_keep_both(wang, store, manager):
    other = make_customer(store, name="王莉", pets="一只狗")
    (difference,) = compare(sheet(wang), sheet(other))
    assert (difference.label, difference.can_join) == (LABEL, True)
    merge(wang, other, by=manager, choices={"pets": BOTH})
    wang.refresh_from_db()
    assert wang.pets == "两只猫；一只狗"


@pytest.mark.django_db(transaction=True)
def test_it_goes_when_the_person_is_erased(wang, owner):
    Customer.objects.filter(pk=wang.pk).update(pets="两只猫咪")
    assert RowChange.objects.filter(after__has_key="pets").exists()
    erase(wang, why="来电要求", by=owner)
    wang.refresh_from_db()
    assert wang.pets == ""
    assert not [row for row in RowChange.objects.all() if "两只猫" in f"{row.before}{row.after}"]


@pytest.fixture(autouse=True)
def in_chinese():
    with translation.override("zh-hans"):
        yield
