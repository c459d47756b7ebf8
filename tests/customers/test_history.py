"""Every change of an archive is kept by the database itself and can be read on the customer's page (ST-6)."""

from hashlib import sha256
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from customers.actions.customers import change_customer
from customers.actions.erase import erase
from customers.actions.merge import merge
from customers.actions.orders import install_order
from customers.actions.ties import tie, untie
from customers.models import (
    Category,
    Customer,
    CustomerPhone,
    HouseholdMember,
    Merge,
    OwnField,
    OwnValues,
    RowChange,
)
from dealercrm.lib.birthdays import parse_birthday
from stores.signing import signed_by
from tests.factories import NOW, TODAY, make_customer, make_member, make_order, make_signed_order, make_staff
from workbooks.actions.import_steps import run_step
from workbooks.models import ImportJob

DATA = Path(__file__).parents[1] / "data"
NOT_OF_THE_ARCHIVE = {
    # Kept by the night or by code, or a book of their own: who did what when stands in the row.
    "customers_activity", "customers_completeness", "customers_customersearch", "customers_customertier",
    "customers_likelyduplicate", "customers_merge", "customers_rowchange",
    "customers_archivecheck", "customers_suspicion", "customers_markedtext", "customers_householdkey",
    "customers_nextpurchase", "customers_customerrisk", "customers_tiermove",
}  # fmt: skip


def page(client, customer, **query):
    return client.get(reverse("customers:customer-history", args=[customer.pk]), query).content.decode()


def newest(customer):
    return RowChange.objects.filter(customer=customer).latest("pk")


@pytest.mark.django_db
def test_every_table_of_the_archive_keeps_its_history():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE tgname LIKE 'history\\_%%'
               GROUP BY 1 HAVING count(*) % 3 = 0"""
        )
        kept = {table for table, _count in cursor.fetchall()}
    of_customers = {
        model._meta.db_table
        for model in apps.get_app_config("customers").get_models()
        if any(field.related_model is Customer for field in model._meta.fields if field.name == "customer")
    }
    of_orders_and_homes = {
        "customers_customer",
        "customers_orderline",
        "customers_homeitem",
        "customers_designreview",
        "customers_tie",
    }
    assert kept == (of_customers | of_orders_and_homes) - NOT_OF_THE_ARCHIVE


def test_a_change_is_read_field_by_field_with_who_and_from_what_to_what(customer, assistant, client_of):
    with signed_by(assistant):
        change_customer(customer, by=assistant, name="张小丽", occupation="教师")
    change = newest(customer)
    assert change.before.keys() == {"name", "occupation"} == change.after.keys()
    assert (change.after["name"], change.staff_id, change.action) == ("张小丽", assistant.pk, "update")
    html = page(client_of(assistant), customer)
    assert "<ins>张小丽</ins>" in html and "小刘" in html and "<ins>教师</ins>" in html


def test_what_a_request_changes_bears_the_persons_name_whoever_came_before(customer, manager, owner, client_of):
    give = reverse("customers:customer-give-keeper", args=[customer.pk])
    for staff in (manager, owner):
        keeper = customer.keeper_id
        client_of(staff).post(give, {"keeper": "nobody"})  # breaks off; the next one signs all the same
        assert client_of(staff).post(give, {"keeper": manager.pk}).status_code == 302
        assert newest(customer).staff_id == staff.pk
        Customer.objects.filter(pk=customer.pk).update(keeper=keeper)


def test_a_request_of_nobody_bears_no_name(customer, manager, client, client_of):
    client_of(manager).post(reverse("customers:customer-give-keeper", args=[customer.pk]), {"keeper": manager.pk})
    client.post(reverse("stores:login"), {"username": "nobody", "password": "wrong"})
    Customer.objects.filter(pk=customer.pk).update(notes="von selbst")
    assert newest(customer).staff_id is None
    assert newest(customer).after == {"notes": "von selbst"}


def test_a_job_that_breaks_off_leaves_no_name_behind(customer, manager):
    with pytest.raises(ZeroDivisionError), signed_by(manager):
        raise ZeroDivisionError
    make_order(customer)
    assert set(RowChange.objects.values_list("staff_id", flat=True)) == {None}


def test_what_an_import_changes_bears_the_name_of_who_asked_for_it(store, manager):
    content = (DATA / "dealer_customers.xlsx").read_bytes()
    file, digest = ContentFile(content, name="dealer_customers.xlsx"), sha256(content).hexdigest()
    job = ImportJob.objects.create(
        store=store, by=manager, file=file, file_name=file.name, sha256=digest, state=ImportJob.State.UPLOADED
    )
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == ImportJob.State.MAPPING, job.error
    ImportJob.objects.filter(pk=job.pk).update(state=ImportJob.State.COMMITTING)
    run_step(job.pk, now=NOW)
    changes = RowChange.objects.filter(table="customers_customer")
    assert changes.filter(action="insert").count() == Customer.objects.count() > 200
    assert set(changes.values_list("staff_id", flat=True)) == {manager.pk}
    Customer.objects.update(notes="danach")
    assert newest(Customer.objects.first()).staff_id is None


def test_a_bulk_change_is_caught_row_by_row(store, assistant):
    people = [make_customer(store, name=name) for name in ("甲", "乙", "丙")]
    RowChange.objects.all().delete()
    Customer.objects.filter(store=store).update(keeper=assistant)
    found = RowChange.objects.filter(table="customers_customer")
    assert {change.customer_id for change in found} == {one.pk for one in people}
    assert all(change.after == {"keeper_id": assistant.pk} for change in found)


def test_what_only_the_machine_keeps_is_no_change(customer):
    RowChange.objects.all().delete()
    Customer.objects.filter(pk=customer.pk).update(pinyin="zhang", updated_at=NOW, customer_since=TODAY)
    Customer.objects.filter(pk=customer.pk).update(name=customer.name)
    assert not RowChange.objects.exists()


def test_old_numbers_are_masked_for_who_may_not_read_them(store, assistant, customer, client_of, care):
    stranger = type(assistant).objects.create_user("fremd", "x", name="旁人", role="assistant", store=store)
    CustomerPhone.objects.filter(customer=customer).update(number="13812345678")
    CustomerPhone.objects.filter(customer=customer).delete()
    assert "13812345678" in page(client_of(assistant), customer)
    html = page(client_of(stranger), customer)
    assert "13812345678" not in html and "138****5678" in html


def test_the_gross_profit_is_for_leaders_only(customer, assistant, manager, client_of):
    order = make_order(customer)
    type(order).objects.filter(pk=order.pk).update(gross_profit=4321)
    assert "4321" in page(client_of(manager), customer)
    assert "4321" not in page(client_of(assistant), customer)


def test_nothing_of_a_child_stands_in_the_history(customer, manager, client_of):
    born = parse_birthday("2019-05-03", today=TODAY)
    child = make_member(
        customer, relation="child", name="豆豆", birthday=born, guardian_name="张小美", guardian_consent_at=NOW
    )
    HouseholdMember.objects.filter(pk=child.pk).update(name="豆豆豆", notes="对花生过敏")
    child.delete()
    changes = RowChange.objects.filter(table="customers_householdmember")
    assert sorted(changes.values_list("action", flat=True)) == ["delete", "insert", "update"]
    for words in (str(list(changes.values())), page(client_of(manager), customer)):
        assert "豆豆" not in words and "2019" not in words and "花生" not in words
    assert "未成年人" in page(client_of(manager), customer)
    parent = make_member(customer, name="王桂英")
    HouseholdMember.objects.filter(pk=parent.pk).update(name="王桂芳")
    assert "<del>王桂英</del>" in page(client_of(manager), customer)


def test_an_erased_archive_has_no_history_whatever_comes_first(customer, owner):
    Customer.objects.filter(pk=customer.pk).update(name="先改")
    assert RowChange.objects.filter(customer=customer).exists()
    erase(customer, why="本人要求", by=owner)
    Customer.objects.filter(pk=customer.pk).update(name="后改")
    customer.phones.all().delete()
    assert not RowChange.objects.filter(customer=customer).exists()


def test_the_history_of_a_merged_archive_is_read_where_it_went(store, customer, manager, client_of):
    gone = make_customer(store, name="张晓美")
    pk = gone.pk
    gone.delete()
    Merge.objects.create(kept=customer, gone_id=pk, gone_name="张晓美", before={}, by=manager, at=NOW)
    assert "张晓美" in page(client_of(manager), customer)


def test_values_are_told_in_words(customer, manager, client_of, other_store):
    field = OwnField.objects.create(label="车位", type="text")
    own = OwnValues.objects.create(customer=customer, values={field.key: "B12"})
    OwnValues.objects.filter(pk=own.pk).update(values={field.key: "B13"})
    Category.objects.get_or_create(code="mattress", defaults={"name_zh": "床垫", "name_en": "Mattress"})
    order = make_order(customer)
    order.lines.update(category="mattress")
    Customer.objects.filter(pk=customer.pk).update(
        birthday=parse_birthday("农历八月十五", today=TODAY), source="designer", keeper=None
    )
    html = page(client_of(manager), customer)
    for words in (
        "车位",
        "<del>B12</del> → <ins>B13</ins>",
        "床垫",
        "八月十五",
        "<ins>设计师介绍</ins>",
        "<del>小刘</del>",
    ):
        assert words in html, words


def test_a_new_row_reads_as_its_form_does_and_names_no_row_by_its_number(customer, assistant, manager, client_of):
    order = make_signed_order(customer, salesperson=assistant, salesperson_name="小刘")
    install_order(order, by=assistant, on=TODAY, today=TODAY)
    told = page(client_of(manager), customer)
    assert told.index("<dt>物品</dt>") < told.index("<dt>购买日期</dt>") < told.index("<dt>状况</dt>")
    assert "#" not in told and told.count("<dt>销售</dt>") == 1
    assert "新增：房屋" in told


def test_the_page_is_long_lasting_and_costs_the_same(customer, manager, client_of, django_assert_max_num_queries):
    for n in range(40):
        Customer.objects.filter(pk=customer.pk).update(notes=str(n))
    client = client_of(manager)
    with django_assert_max_num_queries(9):
        html = page(client, customer)
    assert "<ins>39</ins>" in html and "before=" in html
    last = html.partition("before=")[2].partition('"')[0]
    older = page(client, customer, before=last)
    assert "<ins>9</ins>" in older and "<ins>39</ins>" not in older


def test_a_history_that_is_not_ones_own_stores_is_not_found(customer, outsider, client_of):
    assert client_of(outsider).get(reverse("customers:customer-history", args=[customer.pk])).status_code == 404


def test_a_tie_stands_in_the_history_of_both_by_the_others_name(store, customer, manager, client_of):
    other = make_customer(store, name="李大妈")
    noted = tie(customer, other, relation="neighbour", note="对门", by=manager)
    for one, name in ((customer, "李大妈"), (other, customer.name)):
        told = page(client_of(manager), one, word="对门")
        assert "新增：客户关系" in told and f"<dd>{name}</dd>" in told and "邻居" in told, told
    untie(noted, by=manager)
    assert "删除：客户关系" in page(client_of(manager), other)


def test_after_a_merge_the_history_says_names_and_no_ids(store, customer, manager, client_of):
    gone, friend = make_customer(store, name="张晓美"), make_customer(store, name="赵介绍", introduced_by=customer)
    Customer.objects.filter(pk=friend.pk).update(introduced_by=gone)
    tie(gone, friend, relation="friend", note="", by=manager)
    merge(customer, gone, by=manager, choices={})
    for one in (customer, friend):
        told = page(client_of(manager), one)
        assert "#" not in told and f">{gone.pk}<" not in told and "张晓美" in told


def test_the_history_is_searched_by_field_person_and_word(customer, manager, assistant, client_of, store):
    with signed_by(manager):
        change_customer(customer, by=manager, occupation="教师")
    with signed_by(assistant):
        change_customer(customer, by=assistant, occupation="医生", notes="喜欢绿茶", phones=["13912345678"])
    client = client_of(manager)
    told = page(client, customer, field="职业")
    assert "教师" in told and "医生" in told and "<ins>喜欢绿茶" not in told
    told = page(client, customer, word="绿茶")
    assert "<ins>喜欢绿茶</ins>" in told and "医生</ins>" not in told
    told = page(client, customer, by=assistant.name)
    assert "<ins>医生" in told and "<ins>教师" not in told
    assert "没有" in page(client, customer, word="没这回事")
    reader = client_of(make_staff(store))
    assert "13912345678" not in page(reader, customer, word="3912345678").replace('value="3912345678"', "")
    assert "<ins>139****5678</ins>" not in page(reader, customer, word="3912345678")
