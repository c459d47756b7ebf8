"""The designer named on an order is linked to the designer's archive, and the archive shows what came of it (AR-6)."""

import pytest
from django.urls import reverse

from customers.actions.customers import change_customer
from customers.actions.erase import erase
from customers.actions.merge import merge, undo_merge
from customers.actions.orders import write_order
from customers.models import Customer, DesignReview, MarkedText, Order, OrderLine
from customers.subject_access import everything_about
from tests.customers.papers import paper
from tests.database import where
from tests.factories import TODAY, make_customer, make_order, make_signed_order
from tests.workbooks.exports import taken_in
from tests.workbooks.undoing.bringing import undo

pytestmark = pytest.mark.django_db
SOFA = {"product": "沙发", "amount": "6000"}


@pytest.fixture
def designer(store):
    return make_customer(store, name="薛白露", kind=Customer.Kind.DESIGNER)


def write(order, by, **fields):
    for name, value in fields.items():
        setattr(order, name, value)
    return write_order(order, lines=[OrderLine(product="沙发", amount=1)], by=by, today=TODAY)


def test_a_name_leads_to_the_one_archive_called_so_and_follows_what_is_written(designer, customer, other_store, owner):
    order = write(Order(customer=customer), owner, designer_name=" 薛白露")
    assert order.designer == designer
    write(order, owner, designer_name="外请的")
    assert Order.objects.get().designer is None
    abroad = make_customer(other_store, name="丁一", kind=Customer.Kind.DESIGNER)
    write(order, owner, designer_name="丁一")
    assert Order.objects.get().designer == abroad
    write(order, owner, designer=designer)
    assert (order.designer, order.designer_name) == (designer, "")
    write(order, owner, designer=None, designer_name="薛白露")
    assert Order.objects.get().designer == designer
    write(order, owner, designer=None)
    assert Order.objects.get().designer is None  # whoever takes the link away has said so


def test_of_two_called_so_none_is_linked_and_the_page_says_it(designer, customer, store, assistant, client_of):
    make_customer(store, name="薛白露", kind=Customer.Kind.DESIGNER)
    make_customer(store, name="丁一")  # no designer
    client, url = client_of(assistant), reverse("customers:order-create", args=[customer.pk])
    page = client.post(url, paper(SOFA, designer_name="薛白露"), follow=True)
    assert "有 2 位设计师都叫薛白露" in page.text and Order.objects.get().designer is None
    page = client.post(url, paper(SOFA, designer_name="丁一"), follow=True)
    assert Order.objects.latest("pk").designer is None and "设计师都叫" not in page.text


def test_the_form_finds_designers_only_and_the_pages_lead_to_each_other(
    designer, customer, store, assistant, other_store, manager, owner, client_of,
):  # fmt: skip
    make_customer(store, name="薛白")
    pick, client = reverse("customers:customer-pick"), client_of(assistant)
    found = client.get(pick, {"name": "designer", "designer_words": "薛白", "kind": "designer"})
    assert [each.name for each in found.context["found"]] == ["薛白露"]
    url = reverse("customers:order-create", args=[customer.pk])
    assert "kind=designer" in client.get(url).text
    client.post(url, paper(SOFA, designer=designer.pk, signed_on="2025-01-05"))
    order = Order.objects.get()
    page = client.get(order.get_absolute_url()).text
    assert f'href="{designer.get_absolute_url()}"' in page
    head = client.get(designer.get_absolute_url()).text
    assert "设计了 1 单，共 ¥6,000" in head and f'href="{order.get_absolute_url()}"' in head
    assert client.post(url, paper(SOFA, designer=make_customer(store, name="谁").pk)).status_code == 422
    abroad = make_customer(other_store, name="丁一", kind=Customer.Kind.DESIGNER)
    Order.objects.update(designer=abroad, designer_name="")
    page = client.get(order.get_absolute_url()).text
    assert "丁一" not in page and abroad.get_absolute_url() not in page
    edit = reverse("customers:order-update", args=[order.pk])
    assert "丁一" not in client.get(edit).text
    assert "丁一" in client_of(owner).get(order.get_absolute_url()).text


def test_only_orders_that_stand_and_that_the_reader_sees_are_counted(
    designer, customer, other_store, owner, manager, client_of,
):  # fmt: skip
    make_signed_order(customer, designer=designer, amount=1000)
    make_order(customer, designer=designer, amount=500)
    make_signed_order(customer, designer=designer, amount=700, cancelled_on=TODAY)
    make_signed_order(make_customer(other_store, name="远方客"), designer=designer, amount=2000)
    assert "设计了 2 单，共 ¥3,000" in client_of(owner).get(designer.get_absolute_url()).text
    page = client_of(manager).get(designer.get_absolute_url()).text
    assert "设计了 1 单，共 ¥1,000" in page and "远方客" not in page


def test_an_order_is_about_its_customer_not_about_its_designer(designer, customer, owner):
    order = make_signed_order(customer, designer=designer, designer_name="薛白露", notes="韩梅的床")
    DesignReview.objects.create(order=order, number=1, held_on=TODAY, designer_name="薛白露")
    assert not [table for table in everything_about(designer) if table.name.startswith("customers.order")]
    told = {table.name: table.rows for table in everything_about(customer)}
    assert ("designer", "设计师档案", "薛白露") in told["customers.order"][0]
    own = make_signed_order(designer, notes="自己家")
    erase(designer, why="本人要求", by=owner)
    order.refresh_from_db(), own.refresh_from_db()
    assert (order.designer, order.designer_name, order.notes, own.notes) == (None, "", "韩梅的床", "")
    assert not where(["薛白露"]) and not MarkedText.objects.exists()


def test_after_a_merge_the_order_points_to_the_archive_that_stays_and_undone_to_the_other(
    designer, customer, store, manager,
):  # fmt: skip
    second = make_customer(store, name="薛白", kind=Customer.Kind.DESIGNER)
    orders = [make_signed_order(customer, designer=each) for each in (designer, second, second)]
    merged = merge(designer, second, choices={}, by=manager)
    assert {Order.objects.get(pk=order.pk).designer for order in orders} == {designer}
    write(Order.objects.get(pk=orders[2].pk), manager, designer=None)  # somebody says otherwise since
    undo_merge(merged, by=manager)
    assert [Order.objects.get(pk=order.pk).designer for order in orders] == [designer, second, None]


ROWS = """姓名,电话,签单日期,产品,金额,设计师
李雷,13800138000,2025-03-05,沙发,6000,薛白露
韩梅,13800138001,2025-03-06,床,5000,小白
"""


def test_a_workbook_names_the_designer_and_is_undone_with_its_link(designer, store, owner):
    job = taken_in(ROWS.encode(), "订单.csv", store, owner)
    named = {order.customer.name: (order.designer, order.designer_name) for order in Order.objects.all()}
    assert named == {"李雷": (designer, "薛白露"), "韩梅": (None, "小白")}
    assert taken_in(ROWS.encode(), "订单2.csv", store, owner).totals["unchanged"] == 2
    undo(job, owner)
    assert not Order.objects.exists() and designer.designed_orders.count() == 0


def test_an_import_that_made_the_designer_stays_where_an_order_rests_on_them(customer, store, owner):
    rows = "姓名,电话,客户类型\n薛白露,13800138000,设计师\n丁一,13800138001,设计师\n"
    job = taken_in(rows.encode(), "设计师.csv", store, owner)
    order = write(Order(customer=customer), owner, designer_name="薛白露")
    undo(job, owner)
    order.refresh_from_db()
    assert order.designer.name == "薛白露" and not Customer.objects.filter(name="丁一").exists()


def test_who_designed_for_somebody_that_stays_stays_too(store, owner):
    rows = "姓名,电话,客户类型,签单日期,产品,金额,设计师\n薛白露,13800138000,设计师,,,,\n"
    rows += "李雷,13800138001,,2025-03-05,沙发,6000,薛白露\n韩梅,13800138002,,2025-03-06,床,5000,薛白露\n"
    job = taken_in(rows.encode(), "订单.csv", store, owner)
    assert Customer.objects.get(name="薛白露").designed_orders.count() == 2
    change_customer(Customer.objects.get(name="李雷"), by=owner, notes="喜欢深色")
    undo(job, owner)
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["李雷", "薛白露"]
    assert Order.objects.get().designer.name == "薛白露"


def test_the_history_says_whose_design_it_was(designer, customer, manager, client_of):
    order = write(Order(customer=customer), manager, designer_name="外请的")
    write(order, manager, designer=designer)
    page = client_of(manager).get(reverse("customers:customer-history", args=[customer.pk])).text
    assert "设计师档案" in page and "薛白露" in page
    change_customer(designer, by=manager, name="薛白")
    assert "薛白" in client_of(manager).get(order.get_absolute_url()).text
