import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse

from campaigns.actions.revisits import log_revisit
from campaigns.planning import plan_store
from customers.actions.customers import add_customer, change_customer
from customers.actions.erase import erase
from customers.actions.household import add_member
from customers.actions.phone_access import reveal_phone
from customers.actions.saved_views import save_view
from customers.actions.ties import tie
from customers.consent import withdrawn
from customers.erasure import NOBODY
from customers.models import (
    Activity,
    Attachment,
    Consent,
    Customer,
    DesignReview,
    HouseholdMember,
    OwnValues,
    RowChange,
    SavedView,
    Suppression,
    Tie,
)
from dealercrm.lib.birthdays import parse_birthday
from dealercrm.lib.errors import Refused
from insights.freshness import count_all
from insights.models import PeriodFigures
from referrals.actions.record import record_referral
from referrals.models import Referral
from tests.customers.erased import PHONE, SECOND, SECRETS, WECHAT
from tests.database import where, whole_database
from tests.factories import (
    NOW,
    TODAY,
    make_customer,
    make_item,
    make_member,
    make_message,
    make_rule,
    make_signed_order,
)
from workbooks.models import ExportJob, ImportJob, ImportRow


@pytest.fixture
def somebody(store, assistant, owner, settings, tmp_path):
    """A person about whom every table knows something, written by the real verbs where there are any."""
    settings.MEDIA_ROOT = tmp_path
    friend = make_customer(store, name="李雷", customer_since=TODAY - timedelta(days=400))
    make_signed_order(friend, signed_on=TODAY - timedelta(days=60), installed_on=TODAY - timedelta(days=1))
    named = {"name": "同事推荐的小韩", "phone": PHONE, "relation": "friend", "need": "想买书柜"}
    record_referral(friend, by=assistant, now=NOW, **named)
    job = ImportJob.objects.create(store=store, by=owner, file_name="a.xlsx", state="done", sha256="0" * 64)
    job.file.save("a.xlsx", ContentFile("韩梅梅".encode()))
    customer = Customer(
        store=store, keeper=assistant, name="韩梅梅", wechat=WECHAT, community="翠湖苑", building="17号",
        small_talk="爱养兰花", birthday=parse_birthday("1970-12-01", today=TODAY), introduced_by=friend,
        import_job_id=job.pk,
    )  # fmt: skip
    customer = add_customer(customer, phones=[PHONE], by=assistant)
    change_customer(customer, by=assistant, phones=[PHONE, SECOND], notes="腰不好")
    order = make_signed_order(customer, signed_on=TODAY - timedelta(days=40), notes="腰不好", installed_on=TODAY)
    DesignReview.objects.create(order=order, number=1, held_on=TODAY, result="腰不好")
    Referral.objects.update(referee=customer)
    make_customer(store, name="王五", introduced_by=customer, introducer_name="韩梅梅")
    make_member(customer, name="老伴韩大山", phone="13855556666")
    make_item(customer, product="量房记录")
    Attachment.objects.create(
        customer=customer,
        name="照片说明.txt",
        caption="照片说明",
        size=1,
        at=NOW,
        file=ContentFile("x", name="photo.txt"),
    )
    OwnValues.objects.create(customer=customer, values={"1": "车牌豫A"})
    Consent.objects.create(customer=customer, channel="call", is_given=True, how="phone", wording="腰不好", at=NOW)
    Tie.objects.create(first=friend, second=customer, relation="friend", note="韩梅梅")
    ImportRow.objects.create(job=job, sheet="a", row=1, outcome="created", name="韩梅梅", customer=customer)
    told = {"raw": [["?", PHONE]], "messages": [["no_contact", {"value": PHONE}]]}
    ImportRow.objects.create(job=job, sheet="a", row=2, outcome="refused", **told)
    log_revisit(customer, by=assistant, now=NOW, way="call", outcome="reached", note="腰不好", needs="要换窗帘",
                next_on=TODAY + timedelta(days=3))  # fmt: skip
    make_message(assistant, body="1. 韩梅梅 A1 生日")
    reveal_phone(customer, by=owner)
    lists = {"韩梅梅": "tier=A", "她": f"q={quote('韩梅梅')}", "微": f"wechat={WECHAT}", "号": f"q={PHONE}"}
    for name, query in lists.items():
        save_view(name=name, query=query, by=assistant)
    make_rule(store)
    plan_store(store, today=TODAY)
    return customer


def mentions():
    """{table: how often it names the neighbour and what they want}."""
    tables = {table: "".join(rows) for table, rows in whole_database().items()}
    return {table: text.count("赵六") + text.count("要换沙发") for table, text in tables.items()}


def figures():
    count_all(TODAY)
    return sorted(PeriodFigures.objects.values_list("store", "month", "months", "served", "referrers", "referred",
                                                    "orders", "amount", "repeat_orders", "repeat_amount",
                                                    "referred_orders", "referred_amount"))  # fmt: skip


def test_no_table_and_no_file_knows_the_person_any_more(somebody, owner, tmp_path, django_capture_on_commit_callbacks):
    known = where(SECRETS)
    assert {word for _table, word in known} == set(SECRETS), "the test must know what it looks for"
    assert len({table for table, _word in known}) >= 16
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
    with django_capture_on_commit_callbacks(execute=True):
        erase(somebody, why="韩梅梅本人来店要求", by=owner, now=NOW)
    assert where(SECRETS) == set()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not RowChange.objects.filter(customer=somebody.pk).exists()
    assert Suppression.objects.count() == 3


def test_a_list_saved_to_find_the_person_goes_and_one_that_finds_a_namesake_stays(somebody, owner, assistant, store):
    tiers = save_view(name="A 类", query="tier=A", by=assistant)
    erase(somebody, why="电话要求", by=owner)
    assert SavedView.objects.get() == tiers
    for __ in range(2):
        last = make_customer(store, name="王芳")
    save_view(name="都叫王芳", query=f"q={quote('王芳')}", by=assistant)
    erase(last, why="电话要求", by=owner)
    assert SavedView.objects.count() == 2


def test_a_list_goes_by_whole_names_and_however_a_blank_was_written(store, owner, assistant):
    lists = {"王府花园的老客户": f"q={quote('王府花园')}", "标签三": "tag=3", "三": "kind=consumer"}
    lists |= {"英": "q=John+Smith", "空": f"q={quote('John Smith')}"}
    lists |= {"两样": f"q={quote('王 翠湖')}", "号": "q=138+1111+2222"}
    for name, query in lists.items():
        save_view(name=name, query=query, by=assistant)
    park = ExportJob.objects.create(
        by=owner, format="csv", words="王府花园", query=f"q={quote('王府花园')}", language="zh-hans", count=1
    )
    for fields in ({"name": "王", "wechat": "tag"}, {"name": "John Smith", "phones": [PHONE]}):
        erase(make_customer(store, **fields), why="电话要求", by=owner)
    assert set(SavedView.objects.values_list("name", flat=True)) == {"王府花园的老客户", "标签三", "三"}
    park.refresh_from_db()
    assert (park.words, park.query) == ("王府花园", f"q={quote('王府花园')}")


@pytest.mark.parametrize("is_passed_on", [False, True])
def test_a_number_they_once_had_tells_of_them_no_more(is_passed_on, store, owner, assistant):
    li, wang = make_customer(store, name="李红"), add_customer(
        Customer(store=store, name="王小莉莉", wechat=WECHAT), phones=[PHONE], by=assistant
    )  # fmt: skip
    job = ImportJob.objects.create(store=store, by=owner, file_name="a.xlsx", state="done", sha256="0" * 64)
    told = [["phone_elsewhere", {"value": PHONE, "name": "王小莉莉"}]]
    ImportRow.objects.create(job=job, sheet="a", row=1, outcome="same", name="李红", customer=li, messages=told)
    change_customer(wang, by=assistant, phones=[SECOND])
    if is_passed_on:
        change_customer(li, by=assistant, phones=[PHONE])
        own = ImportRow.objects.create(job=job, sheet="a", row=2, outcome="same", customer=li, raw=[["电话", PHONE]])
    erase(wang, why="本人要求", by=owner)
    assert where(["王小莉莉", SECOND]) == set()
    assert bool(where([PHONE])) is is_passed_on
    if is_passed_on:
        own.refresh_from_db()
        assert own.raw == [["电话", PHONE]] and li.phones.get().number == PHONE
    assert Suppression.objects.count() == 2


def test_the_figures_are_what_they_were(somebody, owner):
    before = figures()
    assert any(row[3] for row in before) and any(row[7] for row in before) and any(row[5] for row in before)
    erase(somebody, why="本人要求", by=owner, now=NOW)
    assert figures() == before
    PeriodFigures.objects.all().delete()
    assert figures() == before


def test_nobody_else_loses_anything(somebody, owner, store):
    other = make_customer(store, name="赵六", notes="13800000000")
    change_customer(other, by=owner, notes="要换沙发")
    before = mentions()
    erase(somebody, why="本人要求", by=owner, now=NOW)
    after = mentions()
    assert after == before and sum(after.values()) > 3
    assert Customer.objects.get(name="王五").introduced_by_id == somebody.pk


def test_an_erased_archive_is_planned_for_no_more_and_takes_no_words(somebody, owner, assistant, store):
    erase(somebody, why="本人要求", by=owner, now=NOW)
    plan_store(store, today=TODAY)
    assert not somebody.contacts.planned().exists()
    with pytest.raises(Refused):
        change_customer(somebody, by=assistant, notes="韩梅梅")
    with pytest.raises(Refused):
        erase(somebody, why="再来一次", by=owner, now=NOW)


def test_the_number_comes_back_only_as_one_to_be_left_alone(somebody, owner, assistant, store):
    erase(somebody, why="本人要求", by=owner, now=NOW)
    assert not Suppression.objects.filter(phone_hash__contains=PHONE).exists()
    again = add_customer(Customer(store=store, name="韩梅梅"), phones=[PHONE], by=assistant)
    assert set(withdrawn(again)) == {"all"}


def test_that_it_happened_is_kept_without_the_person(somebody, owner):
    erase(somebody, why="韩梅梅打电话要求", by=owner, now=NOW)
    fact = Activity.objects.get(kind="customers.archive_erased")
    assert (fact.by, fact.data) == (owner, {"why": f"{NOBODY}打电话要求"})


def test_the_owner_erases_on_a_page_that_says_what_goes(somebody, owner, manager, client_of, store):
    url, client = reverse("customers:customer-erase", args=[somebody.pk]), client_of(owner)
    make_customer(store, name="同号的人", phones=[PHONE])
    assert client_of(manager).get(url).status_code == 403
    assert "同号的人" in client.get(url).text
    assert client.post(url, {"why": "本人要求"}).status_code == 422
    assert client.post(url, {"sure": "on"}).status_code == 422
    assert client.post(url, {"why": "本人要求", "sure": "on"}).status_code == 302
    for name in ("detail", "orders", "timeline", "household", "homes", "history", "consents"):
        page = client.get(reverse(f"customers:customer-{name}", args=[somebody.pk]))
        assert page.status_code == 200
        assert not [word for word in SECRETS if word in page.text], name
    for name in ("campaigns:customer-contacts", "referrals:customer-referrals"):
        assert client.get(reverse(name, args=[somebody.pk])).status_code == 200


def test_everything_about_a_person_is_handed_out_and_noted(somebody, owner, manager, client_of):
    born = parse_birthday("2020-05-01", today=TODAY)
    child = HouseholdMember(customer=somebody, relation="child", name="韩小宝", birthday=born, guardian_name="妈妈")
    add_member(child, by=owner)
    url, client = reverse("customers:customer-everything", args=[somebody.pk]), client_of(owner)
    assert client_of(manager).post(url).status_code == 403
    response = client.post(url, {"format": "json"})
    data = json.loads(response.content)
    assert "attachment" in response["Content-Disposition"]
    assert {PHONE, SECOND} == {row["number"] for row in data["customers.customerphone"]}
    assert data["customers.customer"][0]["small_talk"] == "爱养兰花"
    assert data["customers.order"][0]["amount"] == 10000.0
    assert data["campaigns.revisit"][0]["needs"] == "要换窗帘"
    text = client.post(url, {"format": "html"}).text
    assert all(word in text for word in (PHONE, "爱养兰花", "要换窗帘", "老伴韩大山", "量房记录"))
    for told in (text, response.text):
        assert "2020" not in told.replace(TODAY.isoformat(), "") and "韩小宝" not in told
    assert Activity.objects.filter(kind="customers.archive_handed_out", by=owner, customer=somebody).count() == 2


def test_the_old_workbook_does_not_bring_the_person_back(store, owner, tmp_path):
    book = Path(__file__).parents[1] / "data" / "dealer_customers.xlsx"
    call_command("import_customers", str(book), "--store", "east", "--report", str(tmp_path / "first.json"))
    customer = Customer.objects.filter(phones__isnull=False).order_by("pk").first()
    name, numbers = customer.name, list(customer.phones.values_list("number", flat=True))
    erase(customer, why="本人要求", by=owner, now=NOW)
    assert where(numbers) == set()
    count = Customer.objects.count()
    call_command("import_customers", str(book), "--store", "east", "--report", str(tmp_path / "second.json"))
    assert Customer.objects.count() == count
    # The new job shows examples of its columns, as the workbook in the dealer's hands does.
    assert {table for table, _number in where(numbers)} <= {"workbooks_importjob"}
    assert Customer.objects.get(pk=customer.pk).name == NOBODY != name


def test_the_timeline_of_an_erased_archive_reads_as_sentences(store, customer, owner, client_of):
    tie(customer, make_customer(store, name="李雷"), relation="friend", by=owner)
    change_customer(customer, by=owner, notes="爱喝茶")
    add_member(HouseholdMember(customer=customer, relation="parent", name="王桂英"), by=owner)
    erase(customer, why="本人来店要求", by=owner, now=NOW)
    page = client_of(owner).get(reverse("customers:customer-timeline", args=[customer.pk])).text
    said = [re.sub(r"<[^>]+>|\s", "", each) for each in page.split("</time>")[1:]]
    assert len(said) >= 4
    assert not any(each.rstrip().endswith(("：", ":", "、")) or "：。" in each or "认识" in each for each in said), said
    assert "本人来店要求" in page
