"""What became of each message, for those who lead the store, and on the customer's page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from messaging.actions.outbox import deliver
from messaging.actions.put import put
from messaging.models import Message
from tests.factories import NOW, make_customer, make_message, make_staff

LOG, RESTORED = reverse("messaging:message-list"), reverse("messaging:restored-list")


def subjects(response):
    return [message.subject for message in response.context["page"].rows]


def test_the_log_is_narrowed_by_state_channel_and_day(assistant, manager, client_of):
    make_message(assistant, subject="甲", channel="email", state="failed", error="554 no")
    make_message(assistant, subject="乙", channel="wecom", due_at=NOW - timedelta(days=1))
    make_message(assistant, subject="丙", due_at=NOW - timedelta(days=2))
    client = client_of(manager)
    assert subjects(client.get(LOG)) == ["甲", "乙", "丙"]
    assert subjects(client.get(LOG, {"state": "failed"})) == ["甲"]
    assert subjects(client.get(LOG, {"channel": "wecom"})) == ["乙"]
    assert subjects(client.get(LOG, {"day": str((NOW - timedelta(days=2)).date())})) == ["丙"]
    for nonsense in ({"state": "?"}, {"day": "2026-99-99"}, {"channel": "?"}, {"after": "x~y"}):
        assert subjects(client.get(LOG, nonsense)) == ["甲", "乙", "丙"]


def test_its_pages_cost_the_same_and_go_back_and_forth(assistant, manager, client_of, django_assert_max_num_queries):
    for n in range(60):
        make_message(assistant, subject=f"{n:02}", due_at=NOW + timedelta(minutes=n))
    client, seen, query = client_of(manager), [], ""
    while True:
        with django_assert_max_num_queries(8):
            page = client.get(f"{LOG}?{query}").context["page"]
        seen += [message.subject for message in page.rows]
        if not (query := page.older):
            break
    assert seen == [f"{n:02}" for n in reversed(range(60))]


def test_a_manager_sees_the_store_and_the_owner_all(assistant, manager, owner, outsider, other_store, client_of):
    make_message(assistant, subject="东")
    make_message(outsider, subject="西")
    Message.objects.create(
        customer=make_customer(other_store), channel="email", subject="西客", dedupe_key="x", due_at=NOW, expires_at=NOW
    )
    assert subjects(client_of(manager).get(LOG)) == ["东"]
    assert sorted(subjects(client_of(owner).get(LOG))) == ["东", "西", "西客"]


@pytest.fixture
def told(customer):
    """A customer who was written to."""
    message = put(
        customer, channel="email", subject="保养", body="请拨 13812345678", cause=("test", None), due_at=NOW,
        expires_at=NOW + timedelta(days=1), dedupe_key="k", now=NOW,
    )  # fmt: skip
    assert deliver(message.pk, now=NOW) == "expired"  # they never said that they want any
    return customer


def test_the_customers_page_tells_it_too_and_masks_numbers_by_reader(told, store, assistant, client_of):
    page = reverse("messaging:customer-messages", args=[told.pk])
    mine = client_of(assistant).get(page).text
    assert "13812345678" in mine and "客户没有同意收邮件" in mine
    colleague = client_of(make_staff(store, "assistant", name="小陈")).get(page).text
    assert "13812345678" not in colleague and "138****5678" in colleague


@pytest.mark.parametrize(("answer", "state"), [("yes", "waiting"), ("no", "expired")])
def test_a_text_that_waits_for_a_yes_is_answered_there(assistant, manager, client_of, answer, state):
    message = make_message(assistant, channel="email", state="asked")
    client = client_of(manager)
    url = reverse("messaging:message-answer", args=[message.pk])
    assert url in client.get(LOG).text
    client.post(url, {"answer": answer})
    message.refresh_from_db()
    assert message.state == state


def restored(staff, many):
    return [
        make_message(staff, channel="email", state="sending", error_class="restored", error="备份",
                     claimed_at=NOW - timedelta(days=1), expires_at=NOW + timedelta(days=9))
        for _n in range(many)
    ]  # fmt: skip


def states():
    return sorted(Message.objects.values_list("state", flat=True))


def test_after_a_restore_one_screen_settles_them_all(assistant, manager, outsider, client_of):
    rows, _theirs = restored(assistant, 4), restored(outsider, 1)
    client = client_of(manager)
    assert RESTORED in client.get(reverse("home"), follow=True).text  # a banner leads there
    page = client.get(RESTORED)
    assert page.context["count"] == 4
    client.post(RESTORED, {"message": [rows[0].pk], "decision": "again"})
    client.post(RESTORED, {"message": [rows[1].pk], "decision": "leave"})
    assert states() == ["expired", "sending", "sending", "sending", "waiting"]
    assert client.post(RESTORED, {"message": [rows[2].pk], "decision": "?"}).status_code == 422
    client.post(RESTORED, {"all": "on", "decision": "gone_out"})
    assert states() == ["expired", "sending", "sent", "sent", "waiting"]  # another store's is left alone
    assert RESTORED not in client.get(reverse("home"), follow=True).text
