"""What the gateways of text messages tell afterwards: twice, in any order, and whoever else finds the address."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from messaging.models import Message, SmsTemplate
from messaging.views.callbacks import callback_key
from stores.models import Role
from tests.factories import NOW, SHANGHAI, make_customer, make_staff

PHONE = "13812345678"
AT = datetime(2026, 11, 22, 9, 30, tzinfo=SHANGHAI)


def call(entries, gateway="aliyun_sms", key=None, client=None):
    url = reverse("messaging:sms-callback", args=[key or callback_key(), gateway])
    body = entries if isinstance(entries, str) else json.dumps(entries)
    return (client or Client(enforce_csrf_checks=True)).post(url, body, content_type="application/json")


@pytest.fixture
def customer(store, assistant):
    return make_customer(store, keeper=assistant, phones=[PHONE])


def text_to(customer, channel="aliyun_sms", **fields):
    template, _new = SmsTemplate.objects.get_or_create(gateway=channel, name="预约", defaults={"state": "approved"})
    given = {
        "channel": channel, "subject": "预约", "body": "…", "state": "sent", "sent_at": NOW, "due_at": NOW,
        "expires_at": NOW, "template": template, "dedupe_key": f"{Message.objects.count()}",
    }  # fmt: skip
    return Message.objects.create(customer=customer, **given | fields)


def receipt(**fields):
    return {"phone_number": PHONE, "send_time": "2026-11-22 09:29:00", "report_time": "2026-11-22 09:30:00",
            "success": True, "err_code": "DELIVERED", "err_msg": "", "sms_size": "1", "biz_id": "900^0",
            "out_id": "1-1"} | fields  # fmt: skip


def answer(content, **fields):
    return {"phone_number": PHONE, "content": content, "send_time": "2026-11-22 09:30:00", "dest_code": "1",
            "sequence_id": "77"} | fields  # fmt: skip


def moves(message):
    return list(message.moves.values_list("state", "at"))


def test_a_receipt_is_taken_in_once_however_often_it_comes(customer):
    message = text_to(customer, given_id="900^0")
    for _again in range(3):
        response = call([receipt()])
        assert response.status_code == 200 and response.json()["code"] == 0
    assert moves(message) == [("delivered", AT)]
    call([receipt(success=False, err_code="MK:0001")])  # a contradiction afterwards changes nothing
    assert moves(message) == [("delivered", AT)]


def test_a_receipt_says_why_it_did_not_arrive(customer):
    message = text_to(customer, given_id="900^0")
    call([receipt(success=False, err_code="MOBILE_NOT_ON_SERVICE")])
    message.refresh_from_db()
    assert message.state == "failed" and message.error == "MOBILE_NOT_ON_SERVICE"


def test_a_receipt_settles_a_message_whose_answer_was_lost(customer):
    message = text_to(customer, state="sending", claimed_at=NOW, attempts=1, error_class="unknown")
    call([receipt(biz_id="901^0", out_id=f"{message.pk}-1")])
    message.refresh_from_db()
    assert message.state == "delivered" and message.error_class == ""


def test_tencents_receipt_likewise(customer):
    message = text_to(customer, "tencent_sms", given_id="2028:1")
    told = {"user_receive_time": "2026-11-22 09:30:00", "nationcode": "86", "mobile": PHONE, "report_status": "SUCCESS",
            "errmsg": "DELIVRD", "description": "ok", "sid": "2028:1"}  # fmt: skip
    assert call([told], "tencent_sms").json() == {"result": 0, "errmsg": "OK"}
    assert moves(message) == [("delivered", AT)]


@pytest.mark.parametrize("content", ["退订", " r ", "Ｒ", "TD", "td。", "退订！", "N"])
def test_a_no_is_honoured_at_once_and_once(customer, content):
    message = text_to(customer)
    for _again in range(3):
        call([answer(content)])
    consent = customer.consents.get()
    assert (consent.channel, consent.is_given, consent.by, consent.at) == ("sms", False, None, AT)
    assert content.strip() in consent.wording
    assert moves(message) == [("replied", AT)]


def test_a_replay_after_they_agreed_again_does_not_take_that_back(customer):
    call([answer("退订")])
    customer.consents.create(channel="sms", is_given=True, how="spoken", wording="又要了", at=AT + timedelta(hours=1))
    call([answer("退订")])
    assert customer.consents.newest().get().is_given


def test_another_answer_is_shown_and_changes_nothing_else(customer):
    older = text_to(customer, sent_at=NOW - timedelta(days=1))
    message = text_to(customer, state="delivered")
    for _again in range(2):
        call([answer("好的，周六见", sequence_id=77)])
    assert message.moves.get().words == "好的，周六见" and not older.moves.exists()
    assert not customer.consents.exists()


def test_everybody_with_this_number_is_meant(customer, other_store):
    twin = make_customer(other_store, keeper=make_staff(other_store, Role.ASSISTANT), phones=[PHONE])
    call([answer("退订", phone_number=f"+86{PHONE}")])
    assert customer.consents.exists() and twin.consents.exists()


@pytest.mark.parametrize(
    "nonsense",
    ["", "[", "1", '"退订"', "[1, null, []]", '[{"content": "退订"}]', '[{"phone_number": "1", "content": "退订"}]',
     '[{"biz_id": {"a": 1}, "out_id": "999999999999999-1"}]', '[{"out_id": "99999999999999999999-1"}]',
     '[{"phone_number": "13812345678", "content": "退订", "send_time": "2026-13-45 99:99"}]'],
)  # fmt: skip
def test_nonsense_is_answered_and_breaks_nothing(customer, nonsense):
    assert call(nonsense).status_code in (200, 400)


def test_who_does_not_know_the_address_finds_nothing(customer, client):
    assert call([answer("退订")], key="0" * 40).status_code == 404
    assert call([answer("退订")], gateway="email").status_code == 404
    assert client.get(reverse("messaging:sms-callback", args=[callback_key(), "aliyun_sms"])).status_code == 405
    assert call(json.dumps([answer("退订")] * 3000)).status_code == 413
    assert not customer.consents.exists()


def test_the_owner_reads_the_address_and_nobody_else(owner, manager, client_of):
    page = reverse("messaging:sms-template-list")
    assert callback_key() in client_of(owner).get(page).text
    assert client_of(manager).get(page).status_code == 403


def test_prices_and_a_template_are_kept_and_a_faulty_one_told(owner, client_of):
    client = client_of(owner)
    client.post(reverse("messaging:prices-keep"), {"aliyun_sms": "0.045", "tencent_sms": ""})
    assert 'value="0.045"' in client.get(reverse("messaging:sms-template-list")).text
    typed = {"gateway": "aliyun_sms", "name": "预约", "signature": "东区", "text": "您${day}的预约。", "state": "draft"}
    create = reverse("messaging:sms-template-create")
    assert client.post(create, typed | {"text": "优惠${day}"}).status_code == 422
    assert client.post(create, typed | {"state": "approved"}).status_code == 422  # without its number
    assert client.post(create, typed).status_code == 302
    template = SmsTemplate.objects.get()
    url = reverse("messaging:sms-template-update", args=[template.pk])
    seen = client.get(url).context["form"]["seen"].value()
    client.post(url, typed | {"state": "approved", "code": "SMS_9", "seen": seen})
    template.refresh_from_db()
    assert (template.state, template.code) == ("approved", "SMS_9")
