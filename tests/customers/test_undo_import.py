"""A whole import is taken back: nothing of it stays, nothing else is touched, and work done since refuses it."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.revisits import log_revisit
from campaigns.models import Revisit, Touchpoint
from campaigns.planning import plan_store
from customers.actions.customers import add_customer, change_customer, reveal_phone
from customers.actions.erase import erase
from customers.actions.import_steps import layouts_of, run_step
from customers.actions.imports import commit_import, confirm_columns, upload_workbook
from customers.actions.merge import merge
from customers.actions.tags import tag_customer
from customers.actions.tiers import recompute_tiers
from customers.actions.undo_import import POSSIBLE, ask_to_undo, forget_notes
from customers.completeness import keep_completeness
from customers.merging.rows import links
from customers.models import (
    Activity,
    ArchiveCheck,
    Attachment,
    Consent,
    Customer,
    CustomerPhone,
    HouseholdMember,
    ImportChange,
    ImportJob,
    LikelyDuplicate,
    Order,
    OwnField,
    OwnValues,
    RowChange,
    Suspicion,
    Tag,
    Tie,
    TierCutoffs,
)
from customers.undoing import OBSTACLES, obstacles_of
from dealercrm.lib.errors import Refused
from tests.customers.test_erase import where
from tests.factories import (
    NOW,
    TODAY,
    make_customer,
    make_item,
    make_member,
    make_order,
    make_referral,
    make_rule,
    make_signed_order,
    make_staff,
    make_touchpoint,
)

pytestmark = pytest.mark.django_db(transaction=True)
WORKBOOK = Path(__file__).parents[1] / "data" / "dealer_customers.xlsx"
# The two acts themselves, their history, and books that are only ever added to.
HISTORY = {
    "customers_importjob", "customers_importrow", "customers_importchange", "customers_rowchange",
    "customers_importmapping", "customers_tiercutoffs", "insights_periodfigures",
}  # fmt: skip
HEAD = ["姓名", "电话", "小区", "生日", "成交日期", "产品", "金额", "导购"]
WANG = ["王莉", "13583685957", "万科城", "1980-03-05", "2022-03-20", "床垫", "3000", "小刘"]
LI = ["李红", "13583685958", "保利", "", "2023-05-01", "沙发", "8000", ""]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def same(now, before):
    """Equal, or the rows that are not."""
    wrong = {
        table: [row for row in [*now[table], *rows] if (row in rows) != (row in now[table])]
        for table, rows in before.items()
        if rows != now[table]
    }
    assert wrong == {}


def whole_database():
    """{table: sorted rows} of everything but the two acts; a planned contact is the same under another number."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - HISTORY):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            rows = [json.loads(text) for (text,) in cursor.fetchall()]
            if table == "customers_activity":
                rows = [row for row in rows if "import_" not in row["kind"]]
            if table == "campaigns_touchpoint":
                rows = [row | {"id": 0} for row in rows]
            found[table] = sorted(map(json.dumps, rows))
    return found


def bring(store, by, *rows, content=None, name="a.csv"):
    """An import by the steps people take; returns the finished job."""
    if content is None:
        file = io.StringIO()
        csv.writer(file).writerows([HEAD, *rows])
        content = file.getvalue().encode()
    job = upload_workbook(ContentFile(content, name=name), store=store, by=by)
    confirm_columns(job, {layout.sheet: layout.columns for layout in layouts_of(job)})
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "preview", job.error
    commit_import(job)
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "done", job.error
    return job


def undo(job, by):
    ask_to_undo(job, by=by)
    run_step(job.pk)
    job.refresh_from_db()
    return job


@pytest.fixture
def plan(store):
    """A schedule that is laid out before and after, so that the house makes planned contacts of an import."""
    for trigger, fields in (("birthday", {}), ("after_install", {"after_days": 7})):
        make_rule(store, trigger=trigger, **fields)
    plan_store(store, today=timezone.localdate())


def test_a_first_import_leaves_nothing(store, manager, assistant, plan):
    before = whole_database()
    job = bring(store, manager, content=WORKBOOK.read_bytes(), name="老客户.xlsx")
    assert Customer.objects.count() == 276 and Touchpoint.objects.exists()
    undo(job, manager)
    assert (job.state, job.undone_by, job.error) == ("undone", manager, "")
    same(whole_database(), before)
    assert not ImportChange.objects.exists()


def test_what_it_changed_is_as_it_was_to_the_last_column(store, manager, assistant, plan):
    first = bring(store, manager, WANG, LI)
    make_signed_order(make_customer(store, name="旁人"), signed_on=TODAY)
    plan_store(store, today=timezone.localdate())
    recompute_tiers(timezone.localdate())
    before, tiers = whole_database(), TierCutoffs.objects.latest("pk")
    corrected = [*WANG[:2], "保利", "农历八月十五", "2022-03-20", "床垫", "4500", "小刘"]
    more = ["李红", "13583685958 13000000001", "保利", "1990-01-01", "2024-01-01", "门", "500", ""]
    second = bring(store, manager, corrected, more, ["赵六", "13583685959", "", "", "", "", "", ""])
    assert (second.totals["created"], second.totals["updated"]) == (1, 2)
    changed = Customer.objects.get(name="王莉")
    assert changed.community == "保利" and changed.orders.get().amount == 4500
    assert CustomerPhone.objects.filter(number="13000000001").exists()
    undo(second, manager)
    assert second.state == "undone", second.error
    same(whole_database(), before)
    latest = TierCutoffs.objects.latest("pk")
    assert (latest.a_from, latest.b_from, latest.c_from) == (tiers.a_from, tiers.b_from, tiers.c_from)
    undo(first, manager)
    assert not Customer.objects.exclude(name="旁人").exists()


def test_rewritten_lines_come_back_under_their_own_numbers(store, manager):
    bring(store, manager, WANG)
    line = Order.objects.get().lines.get()
    undo(bring(store, manager, [*WANG[:6], "5000", "小刘"]), manager)
    back = Order.objects.get().lines.get()
    assert (back.pk, back.amount) == (line.pk, 3000)


def test_everybody_elses_archive_is_left_alone(store, other_store, manager, assistant, plan):
    theirs, ours = (
        make_customer(other_store, phones=["13583685957"]),
        make_customer(store, name="老张", keeper=assistant),
    )
    log_revisit(ours, by=assistant, now=NOW, way="call", outcome="reached", note="好", needs="", next_on=None)
    before = whole_database()
    undo(bring(store, manager, WANG, LI), manager)
    same(whole_database(), before)
    assert Customer.objects.filter(pk__in=[theirs.pk, ours.pk]).count() == 2


def test_who_looked_at_a_number_stays_written_down(store, manager):
    job = bring(store, manager, WANG)
    reveal_phone(Customer.objects.get(), by=manager)
    undo(job, manager)
    fact = Activity.objects.get(kind="customers.phone_revealed")
    assert (job.state, fact.by, fact.customer) == ("undone", manager, None)


def test_what_the_house_made_by_itself_goes_too(store, manager, plan):
    old = make_customer(store, name="老张")
    before = whole_database()
    job = bring(store, manager, WANG)
    customer = Customer.objects.get(name="王莉")
    first, second = sorted((old, customer), key=lambda each: each.pk)
    LikelyDuplicate.objects.create(first=first, second=second, store=store, reason="phone", found_at=NOW)
    Suspicion.objects.create(customer=customer, store=store, reason="burst", found_at=NOW)
    ArchiveCheck.objects.create(customer=customer, store=store, month=TODAY.replace(day=1), drawn_at=NOW)
    Touchpoint.objects.filter(customer=customer).update(state="expired", closed_at=NOW)
    undo(job, manager)
    assert (job.state, job.error) == ("undone", "")
    same(whole_database(), before)


def edited(customer, staff):
    change_customer(customer, by=staff, notes="喜欢深色")


def ordered(customer, staff):
    make_order(customer)


def visited(customer, staff):
    log_revisit(customer, by=staff, now=NOW, way="call", outcome="reached", note="好", needs="", next_on=None)


def touched(customer, staff):
    make_touchpoint(customer, state="done", closed_at=NOW)


def put_off(customer, staff):
    make_touchpoint(customer, moved_by_hand=True)


def recommending(customer, staff):
    make_referral(customer, recorded_by=staff)


def recommended(customer, staff):
    make_referral(make_customer(customer.store, name="老张"), referee=customer, recorded_by=staff)


def settled(customer, staff):
    make_referral(make_customer(customer.store, name="老张"), order=customer.orders.get(), recorded_by=staff)


def merged(customer, staff):
    merge(make_customer(customer.store, name="老张"), customer, by=staff, choices={})


def merged_into(customer, staff):
    merge(customer, make_customer(customer.store, name="老张"), by=staff, choices={})


def filed(customer, staff):
    Attachment.objects.create(customer=customer, file="a.jpg", name="a.jpg", content_type="image/jpeg", size=1, at=NOW)


def allowed(customer, staff):
    Consent.objects.create(customer=customer, channel="call", is_given=True, how="spoken", wording="好", at=NOW)


def with_family(customer, staff):
    make_member(customer)


def with_home(customer, staff):
    make_item(customer)


def tagged(customer, staff):
    tag_customer(customer, add=[Tag.objects.create(name="老业主")], by=staff)


def tied(customer, staff):
    Tie.objects.create(first=customer, second=make_customer(customer.store, name="老张"), relation="friend")


def introducing(customer, staff):
    make_customer(customer.store, name="老张", introduced_by=customer)


def checked(customer, staff):
    ArchiveCheck.objects.create(
        customer=customer, store=customer.store, month=TODAY.replace(day=1), drawn_at=NOW, result="true",
        checked_by=staff, checked_at=NOW,
    )  # fmt: skip


def cleared(customer, staff):
    Suspicion.objects.create(
        customer=customer, store=customer.store, reason="burst", found_at=NOW, cleared_by=staff, cleared_at=NOW
    )


def told_apart(customer, staff):
    LikelyDuplicate.objects.create(
        first=customer, second=make_customer(customer.store, name="老张"), store=customer.store, reason="phone",
        found_at=NOW, two_people_by=staff, two_people_at=NOW,
    )  # fmt: skip


def erased(customer, staff):
    erase(customer, why="本人要求", by=staff)


@pytest.mark.parametrize(
    "work",
    [
        edited, ordered, visited, touched, put_off, recommending, recommended, settled, merged, merged_into, filed,
        allowed, with_family, with_home, tagged, tied, introducing, checked, cleared, told_apart, erased,
    ],
)  # fmt: skip
def test_work_done_since_refuses_the_whole_and_says_where(work, store, manager, assistant, client_of):
    job, client = bring(store, manager, WANG, LI), client_of(manager)
    customer = Customer.objects.get(name="王莉")
    work(customer, manager)
    before = whole_database()
    count, found = obstacles_of(job)
    assert count >= 1 and all(str(each.words) for each in found)
    with pytest.raises(Refused):
        ask_to_undo(job, by=manager)
    page = client.get(reverse("customers:import-undo", args=[job.pk]))
    assert str(found[0].words) in page.text and found[0].customer.get_absolute_url() in page.text
    assert "btn-danger" not in page.text
    same(whole_database(), before)


def test_a_later_import_comes_first(store, manager, client_of):
    first = bring(store, manager, WANG, LI)
    second = bring(store, manager, [*WANG[:2], "保利", *WANG[3:]])
    page = client_of(manager).get(reverse("customers:import-undo", args=[first.pk]))
    (found,) = page.context["found"]
    assert found.customer.name == "王莉" and "先撤销" in str(found.words)
    assert undo(second, manager).state == "undone"
    assert undo(first, manager).state == "undone"
    assert not Customer.objects.exists()


def test_the_same_file_again_stands_in_nobodys_way(store, manager):
    first = bring(store, manager, WANG, LI)
    with first.file.open() as file:
        content = file.read()
    again = upload_workbook(ContentFile(content, name="a.csv"), store=store, by=manager)
    confirm_columns(again, {layout.sheet: layout.columns for layout in layouts_of(again)})
    run_step(again.pk, now=NOW)
    commit_import(ImportJob.objects.get(pk=again.pk))
    run_step(again.pk, now=NOW)
    assert undo(first, manager).state == "undone"
    assert not Customer.objects.exists()


def test_work_with_somebody_it_merely_changed_is_no_obstacle_unless_the_archive_changed(store, manager, assistant):
    old = make_customer(store, name="王莉", phones=["13583685957"])
    job = bring(store, manager, WANG)
    visited(old, manager)
    assert obstacles_of(job) == (0, [])
    assert undo(job, manager).state == "undone"
    old.refresh_from_db()
    assert (old.community, old.orders.count(), Revisit.objects.count()) == ("", 0, 1)


def test_it_is_undone_once(store, manager):
    job = undo(bring(store, manager, WANG), manager)
    with pytest.raises(Refused):
        ask_to_undo(job, by=manager)
    run_step(job.pk)
    job.refresh_from_db()
    assert job.state == "undone"


def test_only_as_long_as_every_row_is_kept(store, manager, client_of):
    job = bring(store, manager, WANG)
    forget_notes(TODAY)
    assert ImportChange.objects.exists()
    ImportJob.objects.update(committed_at=job.committed_at - POSSIBLE - timedelta(days=1))
    forget_notes(TODAY)
    assert not ImportChange.objects.exists()
    with pytest.raises(Refused):
        ask_to_undo(job, by=manager)
    page = client_of(manager).get(reverse("customers:import-undo", args=[job.pk]), follow=True)
    assert "30" in page.text and Customer.objects.exists()


def test_work_begun_before_the_worker_comes_is_seen_by_it(store, manager):
    job = bring(store, manager, WANG)
    ask_to_undo(job, by=manager)
    edited(Customer.objects.get(), manager)
    run_step(job.pk)
    job.refresh_from_db()
    assert (job.state, job.undone_by) == ("done", None) and job.error
    assert Customer.objects.get().notes == "喜欢深色"


def in_between(work):
    """Do it on a connection of its own."""
    try:
        work()
    except (Customer.DoesNotExist, IntegrityError, OperationalError, Refused) as error:
        return type(error)
    finally:
        connections.close_all()


def test_undoing_and_editing_at_once_one_of_them_wins_whole(store, manager):
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
        if job.state == "undone":
            assert failed and not Customer.objects.exists()
        else:
            assert not failed and Customer.objects.get(name="王莉").notes == "喜欢深色"
            Customer.objects.all().delete()


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


def test_planning_at_the_same_time_does_no_harm(store, manager, plan):
    before = whole_database()
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
    same(whole_database(), before)


def test_pages_of_undoing_tell_what_goes_and_ask_few_questions(
    store, manager, assistant, outsider, client_of, django_assert_max_num_queries
):
    job, client = bring(store, manager, WANG, LI), client_of(manager)
    url = reverse("customers:import-undo", args=[job.pk])
    assert url in client.get(job.get_absolute_url()).text
    with django_assert_max_num_queries(12):
        assert "btn-danger" in client.get(url).text
    assert client_of(assistant).post(url).status_code == 403
    assert client_of(make_staff(outsider.store, "manager")).post(url).status_code == 404
    response = client.post(url, follow=True)
    assert response.redirect_chain[-1][0] == reverse("customers:import-result", args=[job.pk])
    assert "档案恢复到导入之前" in response.text and url not in response.text
    assert not Customer.objects.exists()
    assert Activity.objects.get(kind="customers.import_undone").by == manager


def test_a_second_order_of_somebody_the_file_brought_is_no_changed_customer(store, manager, client_of):
    other = [*WANG[:4], "2023-01-02", "窗帘", "900", ""]
    job = bring(store, manager, WANG, other)
    assert job.totals["updated"] == 1
    context = client_of(manager).get(reverse("customers:import-undo", args=[job.pk])).context
    assert context["changed"] == 0
    again = bring(store, manager, [*WANG[:4], "2024-01-02", "地毯", "700", ""])
    assert client_of(manager).get(reverse("customers:import-undo", args=[again.pk])).context["changed"] == 1


def test_the_obstacles_page_costs_the_same_however_many_there_are(
    store, manager, client_of, django_assert_max_num_queries
):
    rows = [[f"王{n}", f"135{n:08}", "", "", "", "", "", ""] for n in range(30)]
    job = bring(store, manager, *rows)
    for customer in Customer.objects.all():
        visited(customer, manager)
    client = client_of(manager)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("customers:import-undo", args=[job.pk]))
    assert page.context["count"] == len(page.context["found"]) == 30


def test_a_long_one_is_left_to_a_worker(store, manager, client_of):
    rows = [[f"王{n}", f"135{n:08}", "", "", "", "", "", ""] for n in range(1100)]
    job, client = bring(store, manager, *rows), client_of(manager)
    url = reverse("customers:import-undo", args=[job.pk])
    page = client.post(url, follow=True)
    assert "import-progress" in page.text
    run_step(job.pk)
    answer = client.get(reverse("customers:import-progress", args=[job.pk]), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("customers:import-result", args=[job.pk])
    assert not Customer.objects.exists()


def test_the_notes_of_a_child_go_when_somebody_else_changes_it(store, manager):
    customer = make_customer(store)
    member = make_member(customer)
    with transaction.atomic(), connection.cursor() as cursor:
        job = ImportJob.objects.create(store=store, by=manager, file_name="a.xlsx", sha256="0" * 64)
        cursor.execute("SELECT set_config('dealercrm.import', %s, true)", [str(job.pk)])
        HouseholdMember.objects.filter(pk=member.pk).update(name="王桂芳")
    assert ImportChange.objects.get().before["name"] == "王桂英"
    HouseholdMember.objects.filter(pk=member.pk).update(name="王桂兰")
    assert not ImportChange.objects.exists()


def test_who_is_erased_is_in_no_note(store, manager, owner):
    bring(store, manager, WANG)
    bring(store, manager, [*WANG[:2], "保利", *WANG[3:]])
    assert ImportChange.objects.filter(before__community="万科城").exists()
    erase(Customer.objects.get(), why="本人要求", by=owner)
    assert not ImportChange.objects.filter(before__isnull=False).exists()


def test_who_is_erased_is_in_no_import_that_was_undone_or_never_finished(store, manager, owner, client_of, tmp_path):
    undo(bring(store, manager, WANG), manager)
    file = ContentFile(f"{','.join(HEAD)}\n{','.join(WANG)}\n".encode(), name="b.csv")
    begun = upload_workbook(file, store=store, by=manager)
    name, number = WANG[0], WANG[1]
    customer = add_customer(Customer(store=store, name=name), phones=[number], by=manager)
    assert {("customers_importjob", word) for word in (name, WANG[2])} <= where([name, WANG[2]])
    erase(customer, why="本人要求", by=owner)
    assert where([name, number, WANG[2]]) == set()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    url = reverse("customers:import-mapping", args=[begun.pk])
    page = client_of(manager).post(url, {"0-0": "name", "0-1": "phone"}, follow=True)
    assert page.status_code == 200 and "重新上传" in page.text


def test_every_table_about_customers_is_work_or_the_houses_own():
    """A table added tomorrow must say which: an obstacle, tracked by the history, or what goes with the customer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'history\\_%%'")
        tracked = {table for (table,) in cursor.fetchall()}
    house = {
        "customers_activity", "customers_customersearch", "customers_customertier", "customers_importrow",
        "customers_completeness",
    }  # fmt: skip
    ruled = {
        "customers_erasure", "customers_merge", "customers_tie", "customers_archivecheck", "customers_suspicion",
        "customers_likelyduplicate", "campaigns_revisit", "campaigns_touchpoint", "referrals_referral",
    }  # fmt: skip
    assert {model._meta.db_table for model in links()} <= tracked | house | ruled
    assert len({obstacle.code for obstacle in OBSTACLES}) == len(OBSTACLES)


def test_what_a_person_writes_after_an_import_is_noted_nowhere(store, manager):
    bring(store, manager, WANG)
    noted = ImportChange.objects.count()
    add_customer(Customer(store=store, name="赵六"), phones=["13583685960"], by=manager)
    assert ImportChange.objects.count() == noted and RowChange.objects.filter(after__name="赵六").exists()


def test_families_tags_own_fields_and_lines_of_those_who_were_there_go_and_come_back(store, manager, plan):
    own = OwnField.objects.create(label="车位", type="text")
    there = make_customer(store, name="王莉", phones=["13583685957"])
    make_member(there, relation="spouse", name="李强")
    plan_store(store, today=timezone.localdate())
    keep_completeness([there.pk])
    before = whole_database()
    head = ["姓名", "电话", "配偶姓名", "父亲姓名", "标签", "车位", "成交日期", "产品1", "金额1", "产品2", "金额2"]
    rows = [
        ["王莉", "13583685957", "李强", "王建国", "老业主、团购", "B12", "2022-03-20", "床垫", "3000", "沙发", "5000"],
        ["赵六", "13583685959", "钱七", "", "老业主", "B13", "", "", "", "", ""],
    ]
    file = io.StringIO()
    csv.writer(file).writerows([head, *rows])
    job = upload_workbook(ContentFile(file.getvalue().encode(), name="a.csv"), store=store, by=manager)
    confirm_columns(job, {layout.sheet: layout.columns for layout in layouts_of(job)}, by=manager, makes_tags=True)
    for step in (None, commit_import):
        if step:
            step(ImportJob.objects.get(pk=job.pk))
        run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "done", job.error
    assert there.members.filter(name="王建国").exists() and Tag.objects.count() == 2
    assert OwnValues.objects.get(customer=there).values == {own.key: "B12"}
    assert undo(job, manager).state == "undone", job.error
    same(whole_database(), before)
