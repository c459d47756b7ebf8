"""Our own export, imported again, changes nothing; a cell somebody has edited in it changes just that."""

import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import transaction
from django.utils import timezone, translation

from customers.actions.erase import erase
from customers.actions.erased_places import settle_place
from customers.actions.marked_texts import mark_texts, settle_text
from customers.actions.orders import sign_order
from customers.actions.tiers import recompute_tiers
from customers.models import (
    Activity,
    Consent,
    Customer,
    CustomerTag,
    HouseholdMember,
    MarkedText,
    Order,
    OrderLine,
    OwnField,
    OwnValues,
    Tag,
)
from customers.occupations import occupation_code
from dealercrm.lib.birthdays import parse_birthday
from tests.database import whole_database
from tests.factories import NOW, TODAY, make_customer, make_member, make_order, make_signed_order
from tests.workbooks.exports import edit, taken_in, written
from workbooks.exporting.all_sheets import SHEETS
from workbooks.exporting.choosing import choose, customers_of
from workbooks.exporting.workbook import write_workbook
from workbooks.models import ExportJob
from workbooks.reading.fields import LABELS

WORDS = {
    "salutation": "梅姐", "wechat": "han_wx", "community": "翠湖苑3期", "building": "17号楼", "unit": "2",
    "room": "1502室", "address": "翠湖苑 17 号楼, 2-1502", "occupation": "教师",
    "occupation_code": occupation_code("教师"), "household": "三口之家; 有老人", "education": "本科",
    "small_talk": "爱养兰花", "best_time": "19:00-21:00", "avoid": "=不谈价格", "introducer_name": "张姐",
    "notes": "第一行\n-第二行, \"引号\"；'单引号'", "source": "intermediary",
}  # fmt: skip
with translation.override("zh-hans"):
    SOURCE = str(Customer.Source.INTERMEDIARY.label)
JOBS = ("workbooks_importjob", "workbooks_importrow", "workbooks_exportjob")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def archive(store, assistant, crew):
    """Customers such as people write them down, with something in every column, and in each the awkward."""
    own = [
        OwnField.objects.create(label=label, type=type)
        for label, type in (("车位", "number"), ("入伙日", "date"), ("喜好", "text"))
    ]
    OwnField.objects.create(label="风格", type="choice", choices="现代\n中式")
    tags = [Tag.objects.create(name=name) for name in ("老业主", "VIP")]
    full = make_customer(
        store, name="韩梅梅（女士）", phones=["13811112222", "0371-62345678", "+85261234567"], keeper=assistant,
        birthday=parse_birthday("1979年农历闰六月初二", today=TODAY),
        wedding_day=parse_birthday("2010-05-01", today=TODAY), **WORDS,
    )  # fmt: skip
    for tag in tags:
        CustomerTag.objects.create(customer=full, tag=tag)
    OwnValues.objects.create(customer=full, values={own[0].key: -2.5, own[1].key: "2024-05-01", own[2].key: "+茶"})
    Consent.objects.create(customer=full, channel="all", is_given=False, how="phone", wording="不", at=NOW)
    order = make_signed_order(
        full, lines=("床垫", "床垫", "沙发 3+2"), signed_on=TODAY - timedelta(days=30),
        gross_profit=Decimal("2500.50"), salesperson=assistant, crew=crew,
        delivered_on=TODAY, installed_on=TODAY, notes="送货前打电话", amount=Decimal("9000.30"),
    )  # fmt: skip
    OrderLine.objects.filter(order=order, product="床垫").update(quantity=Decimal("2.5"), measure="张", amount=None)
    make_signed_order(full, signed_on=TODAY - timedelta(days=900), cancelled_on=TODAY, salesperson_name="老王")
    sign_order(make_order(full, lines=("门",)), by=assistant, on=TODAY)
    make_order(full, lines=("柜子",), planned_install_on=TODAY)  # not signed yet
    make_order(full, lines=("?",)).lines.all().delete()
    make_member(
        full, name="王桂英", phone="13900000000", birthday=parse_birthday("约70岁", today=TODAY), notes="腰不好"
    )
    make_member(full, name="", relation="spouse", occupation="医生")
    make_member(full, relation="child", name="豆豆", birthday=parse_birthday("2019-05-03", today=TODAY))
    bare = make_customer(
        store, name="王 莉", phones=[], birthday=parse_birthday("约42岁", today=TODAY - timedelta(days=99))
    )
    make_customer(
        store, name="+1", phones=["13811112222"], birthday=parse_birthday("10月9日", today=TODAY),
        wedding_day=parse_birthday("农历八月十五", today=TODAY),
    )  # fmt: skip
    make_customer(
        store, name="李四", phones=["13811113333"], kind="designer", birthday=parse_birthday("1985-03-05", today=TODAY)
    )
    Activity.objects.create(
        kind="customers.old_contact_noted", customer=full, store=store, at=NOW - timedelta(days=900), by_name="老王",
        data={"on": "2024-06-05", "way": "call", "note": "要换床垫"}, imported=True, answered_at=NOW,
    )  # fmt: skip
    full.revisits.create(store=store, by=assistant, at=NOW, way="call", outcome="reached", note="一切都好")
    recompute_tiers(timezone.localdate())
    return full, bare


def differences(before):
    """{table: [what is new or gone]}."""
    now = whole_database(but=JOBS)
    return {table: sorted(set(rows) ^ set(now[table])) for table, rows in before.items() if rows != now[table]}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_imported_as_it_is_it_changes_nothing(archive, owner, store, format, language):
    content = written(owner, format, language)
    before = whole_database(but=JOBS)
    job = taken_in(content, f"export.{format}", store, owner)
    told = [
        (row.sheet, row.row, row.messages) for row in job.rows.all() if row.outcome in ("created", "updated", "refused")
    ]
    assert told == []
    assert differences(before) == {}


def test_a_wedding_that_an_older_export_holds_as_a_day_changes_nothing(archive, owner, store):
    content = edit(written(owner, "xlsx", "zh-hans"), "wedding_day", 0, "2010-05-01", date(2010, 5, 1))
    before = whole_database(but=JOBS)
    taken_in(content, "export.xlsx", store, owner)
    assert differences(before) == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_by_whom_and_in_which_language_it_is_imported_is_all_one(archive, owner, manager, store, language):
    content = written(owner, "xlsx", "en" if language == "zh-hans" else "zh-hans")
    before = whole_database(but=JOBS)
    with translation.override(language):
        taken_in(content, "export.xlsx", store, manager)
    assert differences(before) == {}


@pytest.mark.parametrize(
    ("field", "sheet", "old", "new", "model", "attribute", "value"),
    [
        ("community", 0, "翠湖苑3期", "保利花园", Customer, "community", "保利花园"),
        ("salutation", 0, "梅姐", "韩老师", Customer, "salutation", "韩老师"),
        ("birthday", 0, "1985-03-05", "1985-03-06", Customer, "birthday", parse_birthday("1985-03-06", today=TODAY)),
        ("wedding_day", 0, "2010-05-01", "5月1日", Customer, "wedding_day", parse_birthday("5月1日", today=TODAY)),
        ("source", 0, SOURCE, "自然进店", Customer, "source", "walk_in"),
        ("amount", 2, 3000.1, 3100.1, OrderLine, "amount", Decimal("3100.10")),
        (
            "delivered",
            2,
            TODAY.isoformat(),
            (TODAY - timedelta(days=1)).isoformat(),
            Order,
            "delivered_on",
            TODAY - timedelta(days=1),
        ),
        ("gross_profit", 2, 2500.5, 2600, Order, "gross_profit", Decimal(2600)),
        ("member_occupation", 1, "医生", "护士", HouseholdMember, "occupation", "护士"),
    ],
)
def test_an_edited_cell_changes_just_that(archive, owner, store, field, sheet, old, new, model, attribute, value):
    content = edit(written(owner, "xlsx", "zh-hans"), field, sheet, old, new)
    table, count = model._meta.db_table, model.objects.count()
    before = whole_database(but=JOBS)[table]
    taken_in(content, "export.xlsx", store, owner)
    changed = [json.loads(text) for text in set(whole_database(but=JOBS)[table]) - set(before)]
    assert model.objects.filter(**{attribute: value}).exists() and model.objects.count() == count
    old_rows = [json.loads(text) for text in set(before) - set(whole_database(but=JOBS)[table])]
    told = {key for new_row in changed for old_row in old_rows if new_row["id"] == old_row["id"]
            for key in new_row if new_row[key] != old_row[key]}  # fmt: skip
    if model is not OrderLine:  # lines are written anew
        assert told - {"updated_at"} <= {attribute, "customer_since"} and attribute in told and len(changed) == 1


def test_an_edited_row_of_the_csv_comes_back_too(archive, owner, store):
    rows = list(csv.reader(io.StringIO(written(owner, "csv", "zh-hans").decode("utf-8-sig"))))
    column = rows[0].index(str(LABELS["notes"]))
    place = next(n for n, row in enumerate(rows) if "韩梅梅（女士）" in row)
    rows[place][column] = "换了新沙发"
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    before = whole_database(but=JOBS)
    taken_in(file.getvalue().encode("utf-8-sig"), "export.csv", store, owner)
    assert Customer.objects.get(pk=archive[0].pk).notes == "换了新沙发"
    assert len(set(whole_database(but=JOBS)["customers_customer"]) - set(before["customers_customer"])) == 1
    assert whole_database(but=JOBS)["customers_order"] == before["customers_order"]


def test_another_stores_customers_are_refused_in_this_one(archive, owner, store, other_store):
    content = written(owner, "xlsx", "zh-hans")
    before = whole_database(but=JOBS)
    job = taken_in(content, "export.xlsx", other_store, owner)
    assert not job.totals["created"] and not job.totals["updated"] and job.totals["refused"]
    assert differences(before) == {}
    assert ExportJob.objects.count() == 1


ROWS = 12  # of a sheet, instead of a million


def test_what_no_sheet_of_excel_holds_goes_on_in_further_sheets_and_comes_back(archive, owner, store):
    for _n in range(ROWS):
        make_signed_order(make_customer(store), lines=("门", "窗"), signed_on=TODAY)
    file = io.BytesIO()
    with transaction.atomic(), translation.override("zh-hans"):
        count = choose(customers_of(owner, "", None))
        write_workbook(file, SHEETS, count, lambda done: None, most_rows=ROWS)
    pages = openpyxl.load_workbook(file).worksheets
    names = [page.title for page in pages]
    assert ({"客户", "客户 2", "订单", "订单 2"} <= {*names}, count) == (True, 4 + ROWS)
    assert all(page.max_row <= ROWS and page["A1"].value == str(LABELS["id"]) for page in pages)
    lines = OrderLine.objects.count() + Order.objects.filter(lines=None).count()
    assert sum(page.max_row - 1 for page in pages if page.title.startswith("订单")) == lines
    before = whole_database(but=JOBS)
    taken_in(file.getvalue(), "export.xlsx", store, owner)
    assert differences(before) == {}


def test_a_text_about_a_child_stays_behind_until_it_is_settled_and_its_empty_cell_changes_nothing(
    archive, owner, store
):
    full, _bare = archive
    Customer.objects.filter(pk=full.pk).update(notes="女儿2021年3月3日生", household="夫妻+1儿(6岁)")
    full.revisits.create(store=store, at=NOW, way="call", outcome="reached", note="儿子５岁")
    mark_texts([full.pk], by=None)
    content = written(owner, "xlsx", "zh-hans")
    text = str([[cell.value for cell in row] for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet])
    assert not [words for words in ("2021年3月3日", "1儿", "５岁") if words in text]
    taken_in(content, "back.xlsx", store, owner)
    full.refresh_from_db()
    assert (full.notes, full.household) == ("女儿2021年3月3日生", "夫妻+1儿(6岁)")
    for mark in MarkedText.objects.all():
        settle_text(mark, how="consent", guardian="韩梅", by=owner)
    text = str([
        [cell.value for cell in row]
        for sheet in openpyxl.load_workbook(io.BytesIO(written(owner, "xlsx", "zh-hans")))
        for row in sheet
    ])  # fmt: skip
    assert all(words in text for words in ("2021年3月3日", "1儿", "５岁"))


def test_what_a_workbook_says_of_a_child_is_marked_as_it_comes_in(owner, store):
    rows = "姓名,电话,家庭情况,备注\n李雷,13800138000,夫妻+1儿(6岁),喝茶\n"
    rows += "韩梅,13800138001,三口之家,女儿生日5月3日，已工作\n"
    taken_in(rows.encode(), "老客户.csv", store, owner)
    mark = MarkedText.objects.get()
    assert (mark.customer.name, mark.field, mark.words, mark.by) == ("李雷", "household", ["6岁"], None)
    assert mark.customer.household == "夫妻+1儿(6岁)"


def test_a_text_that_may_name_an_erased_person_stays_behind_until_it_is_settled(owner, store):
    neighbour = make_customer(store, name="赵六", notes="和韩梅梅一起来的")
    erase(make_customer(store, name="韩梅梅"), why="本人要求", by=owner)
    assert "和韩梅梅" not in sheets_of(owner)
    taken_in(written(owner, "xlsx", "zh-hans"), "back.xlsx", store, owner)
    neighbour.refresh_from_db()
    assert neighbour.notes == "和韩梅梅一起来的"
    settle_place(MarkedText.objects.get(), how="other", by=owner)
    assert "和韩梅梅" in sheets_of(owner)


def sheets_of(owner):
    book = openpyxl.load_workbook(io.BytesIO(written(owner, "xlsx", "zh-hans")))
    return str([[cell.value for cell in row] for sheet in book for row in sheet])


@pytest.mark.parametrize("sign", "=+-@＝")
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_an_own_field_called_like_a_formula_is_a_heading_and_comes_back(sign, format, owner, store):
    own = OwnField.objects.create(label=f"{sign}cmd|'/C calc'!A0")
    customer = make_customer(store)
    OwnValues.objects.create(customer=customer, values={own.key: "车库 12"})
    content = written(owner, format, "zh-hans")
    if format == "csv":
        headings = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert f"'{own.label}" in headings and not any(heading[0] in "=+-@＝" for heading in headings)
    else:
        head = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0][1]
        assert [cell.data_type for cell in head if cell.value == own.label] == ["s"]
    OwnValues.objects.update(values={})
    taken_in(content, f"export.{format}", store, owner)
    assert OwnValues.objects.get(customer=customer).values == {own.key: "车库 12"}
