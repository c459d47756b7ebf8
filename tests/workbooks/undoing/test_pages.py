"""The pages of undoing, and what becomes of a long one."""

import pytest
from django.urls import reverse

from customers.models import Activity, Customer
from tests.factories import make_staff
from tests.workbooks.undoing.bringing import LI, WANG, bring, visited
from workbooks.actions.import_steps import run_step

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_of_undoing_tell_what_goes_and_ask_few_questions(
    store, manager, assistant, outsider, client_of, django_assert_max_num_queries
):
    job, client = bring(store, manager, WANG, LI), client_of(manager)
    url = reverse("workbooks:import-undo", args=[job.pk])
    assert url in client.get(job.get_absolute_url()).text
    with django_assert_max_num_queries(12):
        assert "btn-danger" in client.get(url).text
    assert client_of(assistant).post(url).status_code == 403
    assert client_of(make_staff(outsider.store, "manager")).post(url).status_code == 404
    response = client.post(url, follow=True)
    assert response.redirect_chain[-1][0] == reverse("workbooks:import-result", args=[job.pk])
    assert "档案恢复到导入之前" in response.text and url not in response.text
    assert not Customer.objects.exists()
    assert Activity.objects.get(kind="customers.archives_taken_back").by == manager


def test_a_second_order_of_somebody_the_file_brought_is_no_changed_customer(store, manager, client_of):
    other = [*WANG[:4], "2023-01-02", "窗帘", "900", ""]
    job = bring(store, manager, WANG, other)
    assert job.totals["updated"] == 1
    context = client_of(manager).get(reverse("workbooks:import-undo", args=[job.pk])).context
    assert context["changed"] == 0
    again = bring(store, manager, [*WANG[:4], "2024-01-02", "地毯", "700", ""])
    assert client_of(manager).get(reverse("workbooks:import-undo", args=[again.pk])).context["changed"] == 1


def test_the_obstacles_page_costs_the_same_however_many_there_are(
    store, manager, client_of, django_assert_max_num_queries
):
    rows = [[f"王{n}", f"135{n:08}", "", "", "", "", "", ""] for n in range(30)]
    job = bring(store, manager, *rows)
    for customer in Customer.objects.all():
        visited(customer, manager)
    client = client_of(manager)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("workbooks:import-undo", args=[job.pk]))
    assert page.context["count"] == len(page.context["found"]) == 30


def test_a_long_one_is_left_to_a_worker(store, manager, client_of):
    rows = [[f"王{n}", f"135{n:08}", "", "", "", "", "", ""] for n in range(1100)]
    job, client = bring(store, manager, *rows), client_of(manager)
    url = reverse("workbooks:import-undo", args=[job.pk])
    page = client.post(url, follow=True)
    assert "job-progress" in page.text
    run_step(job.pk)
    answer = client.get(reverse("workbooks:import-progress", args=[job.pk]), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("workbooks:import-result", args=[job.pk])
    assert not Customer.objects.exists()
