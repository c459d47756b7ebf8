"""The page of columns: what each sheet is about, and what is remembered for the same headers."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from customers.models import Activity, Customer, HouseholdMember, OwnField, OwnValues, Tag
from tests.factories import make_customer
from workbooks.actions.import_steps import layouts_of, run_step
from workbooks.actions.import_undo import ask_to_undo
from workbooks.models import ImportJob, ImportMapping

HEADER = ["姓名", "电话", "宠物"]
ROW = ["王莉", "13583685957", "养花"]


@pytest.fixture
def client(client_of, manager):
    return client_of(manager)


def as_csv(*rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def as_xlsx(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(client, content, name="a.csv"):
    client.post(reverse("workbooks:import-new"), {"file": SimpleUploadedFile(name, content)})
    return ImportJob.objects.latest("pk")


def page(name, job):
    return reverse(f"workbooks:import-{name}", args=[job.pk])


def shown(client, job):
    """The form as the page shows it, ready to be posted."""
    form = client.get(page("mapping", job)).context["form"]
    return {field.name: field.value() for field in form if field.value()}


def imported(client, job, **chosen):
    client.post(page("mapping", job), shown(client, job) | chosen)
    client.post(page("commit", job))
    run_step(job.pk)
    job.refresh_from_db()
    return job


def test_what_was_confirmed_is_proposed_for_the_same_headers(client, manager):
    imported(client, upload(client, as_csv(HEADER, ROW)), **{"0-2": "small_talk"})
    assert Customer.objects.get().small_talk == "养花"
    assert ImportMapping.objects.get().by == manager
    job = upload(client, as_csv(HEADER, ["李红", "13583685958", "爬山"]), "b.csv")
    assert shown(client, job)["0-2"] == "small_talk"
    assert "表头与上次相同" in client.get(page("mapping", job)).content.decode()


def test_the_guess_comes_back_when_somebody_asks_for_it(client):
    imported(client, upload(client, as_csv(HEADER, ROW)), **{"0-2": "small_talk"})
    job = upload(client, as_csv(HEADER, ROW), "b.csv")
    assert client.post(page("reguess", job)).url == page("mapping", job)
    assert shown(client, job)["0-2"] == "notes"
    assert not ImportMapping.objects.exists()
    assert "表头与上次相同" not in client.get(page("mapping", job)).content.decode()


def test_what_was_confirmed_as_guessed_says_nothing_the_next_time(client):
    imported(client, upload(client, as_csv(HEADER, ROW)))
    job = upload(client, as_csv(HEADER, ROW), "b.csv")
    assert "表头与上次相同" not in client.get(page("mapping", job)).content.decode()


def test_other_headers_are_guessed(client):
    imported(client, upload(client, as_csv(HEADER, ROW)), **{"0-2": "small_talk"})
    job = upload(client, as_csv(["姓名", "电话", "喜好"], ROW), "b.csv")
    assert shown(client, job)["0-2"] == "notes"


def test_each_sheet_shows_its_role_and_another_one_guesses_its_columns_anew(client):
    content = as_xlsx(
        客户=[["姓名", "电话"], ["王莉", "13583685957"]],
        其他=[["姓名", "电话", "时间", "内容"], ["王莉", "13583685957", "2024-03-05", "柜门异响"]],
    )
    job = upload(client, content, "a.xlsx")
    sent = shown(client, job)
    assert (sent["role-0"], sent["role-1"]) == ("customers", "customers")
    response = client.post(page("mapping", job), sent | {"role-1": "contacts", "0-1": "phone"})
    assert response.url == page("mapping", job)
    job.refresh_from_db()
    assert job.state == "mapping"
    assert list(layouts_of(job)[1].columns.values()) == ["name", "phone", "contact_on", "contact_note"]
    imported(client, job)
    contact = Activity.objects.get(kind="customers.old_contact_noted")
    assert (contact.customer.name, contact.data["note"], contact.imported) == ("王莉", "柜门异响", True)
    assert contact.answered_at is not None
    result = client.get(page("result", job)).content.decode()
    assert "过往联系记录" in result


def test_the_examples_go_once_the_import_is_done(client):
    job = upload(client, as_csv(["姓名", "电话", "孩子生日"], ["王莉", "13583685957", "2019-5-3"]))
    assert "2019-5-3" in client.get(page("mapping", job)).content.decode()
    job = imported(client, job)
    assert [layout["sample"] for layout in job.layouts] == [[]]
    assert [member.age_band for member in HouseholdMember.objects.all()] == ["7-13"]


def test_a_sheet_can_be_left_out(client):
    content = as_xlsx(客户=[["姓名", "电话"], ["王莉", "13583685957"]], 旧=[["姓名", "电话"], ["李红", "13583685958"]])
    job = upload(client, content, "a.xlsx")
    client.post(page("mapping", job), shown(client, job) | {"role-1": "none"})
    imported(client, job)
    assert [customer.name for customer in Customer.objects.all()] == ["王莉"]


def test_linked_sheets_are_counted_by_kind_and_their_refused_rows_come_back(client):
    content = as_xlsx(
        客户=[["客户编号", "姓名", "电话"], ["K1", "王莉", "13583685957"]],
        家庭成员=[["客户编号", "姓名", "关系"], ["K1", "李强", "丈夫"], ["K9", "张三", "妻子"]],
    )
    job = imported(client, upload(client, content, "a.xlsx"))
    assert (job.totals["created"], job.totals["members"], job.totals["refused"]) == (1, 1, 1)
    assert HouseholdMember.objects.get().name == "李强"
    book = openpyxl.load_workbook(io.BytesIO(client.get(page("refused", job)).content))
    assert [cell.value for cell in book["家庭成员"][2]][:3] == ["K9", "张三", "妻子"]
    assert "K9" in book["家庭成员"][2][3].value


def test_refused_rows_that_come_back_are_still_what_they_were(client):
    content = as_xlsx(
        客户=[["客户编号", "姓名", "电话"], ["K1", "王莉", "13583685957"]],
        家庭成员=[["客户编号", "姓名", "关系"], ["K9", "张三", "妻子"]],
    )
    job = imported(client, upload(client, content, "a.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(client.get(page("refused", job)).content))
    (header, row) = [[cell.value for cell in row] for row in book["家庭成员"].iter_rows()]
    again = upload(client, as_xlsx(家庭成员=[header, row]), "refused.xlsx")
    (layout,) = layouts_of(again)
    assert (layout.role, list(layout.columns.values())) == (
        "members",
        ["customer_no", "member_name", "member_relation"],
    )


@pytest.mark.parametrize(("ticked", "tags", "notes"), [(True, ["老板"], ""), (False, [], "老板")])
def test_new_tags_come_in_only_where_the_person_ticks_so(client, ticked, tags, notes):
    job = upload(client, as_csv(["姓名", "电话", "标签"], ["王莉", "13583685957", "老板"]))
    imported(client, job, **({"makes_tags": "on"} if ticked else {}))
    customer = Customer.objects.get()
    assert [tagged.tag.name for tagged in customer.tagged.all()] == tags
    assert (customer.notes, list(Tag.objects.values_list("name", flat=True))) == (notes, tags)


def test_the_dealers_own_field_is_a_choice_and_guessed_by_its_label(client):
    field = OwnField.objects.create(label="宠物", type=OwnField.Type.TEXT)
    job = upload(client, as_csv(HEADER, ROW))
    assert shown(client, job)["0-2"] == f"own:{field.pk}"
    imported(client, job)
    assert Customer.objects.get().own.values == {field.key: "养花"}


def test_a_page_of_many_sheets_asks_no_more(client, django_assert_max_num_queries):
    for count in (1, 6):
        job = upload(client, as_xlsx(**{f"表{n}": [HEADER, ROW] for n in range(count)}), f"{count}.xlsx")
        with django_assert_max_num_queries(10):
            client.get(page("mapping", job))


def test_the_archive_of_another_store_is_not_meant(client, other_store):
    make_customer(other_store, name="王莉")
    content = as_xlsx(
        客户=[["姓名", "电话"], ["李红", "13583685958"]],
        家庭成员=[["客户姓名", "成员姓名", "关系"], ["王莉", "李强", "丈夫"]],
    )
    job = imported(client, upload(client, content, "a.xlsx"))
    assert (job.totals["refused"], HouseholdMember.objects.count()) == (1, 0)


def test_undoing_takes_back_families_contacts_tags_and_own_fields_too(client, manager, store):
    OwnField.objects.create(label="爱好", type=OwnField.Type.TEXT)
    customer = make_customer(store, name="王莉", phones=["13583685957"])
    content = as_xlsx(
        客户=[["姓名", "电话", "爱好", "标签", "配偶姓名"], ["王莉", "13583685957", "养花", "老板", "张强"]],
        家庭成员=[["客户姓名", "成员姓名", "关系", "生日"], ["王莉", "张小宝", "女儿", "2019-5-3"]],
        回访=[["姓名", "电话", "回访日期", "回访内容"], ["王莉", "13583685957", "2024-03-05", "柜门异响"]],
    )
    job = imported(client, upload(client, content, "a.xlsx"), makes_tags="on")
    assert (customer.members.count(), customer.tagged.count(), customer.activities.count()) == (2, 1, 5)
    ask_to_undo(job, by=manager)
    run_step(job.pk)
    job.refresh_from_db()
    assert job.state == "undone", job.error
    assert (customer.members.count(), customer.tagged.count(), Tag.objects.count()) == (0, 0, 0)
    assert not OwnValues.objects.exists()
    assert not customer.activities.exists()
