"""An import is undone while somebody works with what it brought."""

from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Revisit
from campaigns.planning import plan_store
from customers.actions.merge import merge
from customers.models import Customer
from dealercrm.lib.errors import Refused
from tests.customers.papers import TILES, paper
from tests.database import somebody_waits_for_us
from tests.factories import make_customer
from tests.local.machine import wait_until
from tests.workbooks.undoing.bringing import LI, WANG, WORKBOOK, all_but_the_acts, bring, edited, same, visited
from workbooks.actions.import_steps import run_step
from workbooks.actions.import_undo import ask_to_undo

pytestmark = pytest.mark.django_db(transaction=True)


def in_between(work):
    """Do it on a connection of its own."""
    try:
        work()
    except (Customer.DoesNotExist, IntegrityError, OperationalError, Refused) as error:
        return type(error)
    finally:
        connections.close_all()


def test_work_begun_before_the_worker_comes_is_seen_by_it(store, manager):
    job = bring(store, manager, WANG)
    ask_to_undo(job, by=manager)
    edited(Customer.objects.get(), manager)
    run_step(job.pk)
    job.refresh_from_db()
    assert (job.state, job.undone_by) == ("done", None) and job.error
    assert Customer.objects.get().notes == "喜欢深色"


def test_undoing_and_editing_at_once_leaves_nobody_half_way(store, manager):
    for _n in range(6):
        job = bring(store, manager, WANG, LI)
        customer = Customer.objects.get(name="王莉")
        ask_to_undo(job, by=manager)
        with ThreadPoolExecutor(2) as pool:
            worker = pool.submit(in_between, lambda job=job: run_step(job.pk))
            editor = pool.submit(in_between, lambda customer=customer: edited(customer, manager))
            worker.result()
            failed = editor.result()
        job.refresh_from_db()
        assert job.state == "undone" and not Customer.objects.filter(name="李红").exists()
        if not failed:  # the edit came first: that customer stays
            assert Customer.objects.get().notes == "喜欢深色"
            Customer.objects.all().delete()
        assert not Customer.objects.exists()


def test_a_contact_logged_meanwhile_stands_or_is_refused_and_never_hangs_in_the_air(store, manager):
    for _n in range(6):
        job = bring(store, manager, WANG)
        customer = Customer.objects.get()
        ask_to_undo(job, by=manager)
        with ThreadPoolExecutor(2) as pool:
            worker = pool.submit(in_between, lambda job=job: run_step(job.pk))
            caller = pool.submit(in_between, lambda customer=customer: visited(customer, manager))
            worker.result()
            failed = caller.result()
        job.refresh_from_db()
        assert bool(failed) is (job.state == "undone")
        assert Revisit.objects.exists() is (job.state == "done")
        Revisit.objects.all().delete()
        Customer.objects.all().delete()


def while_held(take_away, send):
    """The answer to `send()`, which begins when `take_away()` has happened but nobody else knows yet."""
    answers = []

    def work():
        try:
            answers.append(send())
        finally:
            connections.close_all()

    sender = Thread(target=work)
    with transaction.atomic():
        take_away()
        sender.start()
        wait_until(somebody_waits_for_us)
    sender.join()
    return answers[0]


@pytest.mark.parametrize("door", ["campaigns:revisit-create", "customers:member-create", "customers:order-create"])
def test_whoever_sends_something_in_the_very_second_is_told(door, store, manager, client_of):
    job, client = bring(store, manager, WANG), client_of(manager)
    customer = Customer.objects.get()
    forms = {
        "campaigns:revisit-create": {"way": "call", "outcome": "reached", "note": "好", "key": uuid4()},
        "customers:member-create": {"relation": "parent", "name": "王桂英"},
        "customers:order-create": paper(TILES),
    }
    ask_to_undo(job, by=manager)
    answer = while_held(lambda: run_step(job.pk), lambda: client.post(reverse(door, args=[customer.pk]), forms[door]))
    assert answer.status_code == 422 and "撤销了导入" in answer.text
    assert not Customer.objects.exists()


def test_a_contact_logged_in_the_very_second_of_a_merge_is_told(store, manager, owner, client_of):
    keep, gone = make_customer(store), make_customer(store)
    client = client_of(manager)
    form = {"way": "call", "outcome": "reached", "note": "好", "key": uuid4()}
    answer = while_held(
        lambda: merge(keep, gone, by=owner, choices={}),
        lambda: client.post(reverse("campaigns:revisit-create", args=[gone.pk]), form),
    )
    assert answer.status_code == 422 and "与另一份合并" in answer.text
    assert not Revisit.objects.exists()


def test_planning_at_the_same_time_does_no_harm(store, manager, plan):
    before = all_but_the_acts()
    job = bring(store, manager, content=WORKBOOK.read_bytes(), name="老客户.xlsx")
    ask_to_undo(job, by=manager)
    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(in_between, lambda: run_step(job.pk)),
            pool.submit(in_between, lambda: plan_store(store, today=timezone.localdate())),
        ]
        [each.result() for each in both]
    job.refresh_from_db()
    assert (job.state, job.error) == ("undone", "")
    same(all_but_the_acts(), before)
