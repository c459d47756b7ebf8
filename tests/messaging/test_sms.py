"""Text messages through the gateways' own programs, against gateways that check what the vendors' check."""

import hashlib
import hmac
import json
from datetime import timedelta
from decimal import Decimal
from urllib.parse import quote

import pytest

from dealercrm.lib.errors import Refused
from messaging import sms_text
from messaging.actions.outbox import deliver
from messaging.actions.put_sms import put_sms
from messaging.channels import aliyun_sms, sms, tencent_sms
from messaging.channels.letter import Letter
from messaging.models import ChannelPrice, Message, SmsTemplate
from tests.factories import NOW, make_customer
from tests.messaging.gateway import Gateway

KEY, SECRET = "key-of-the-dealer", "secret-of-the-dealer"
PHONE = "13812345678"
TEXT = {"aliyun_sms": "您预约的${day}上门，师傅${name}。", "tencent_sms": "您预约的{1}上门，师傅{2}。"}
VARIABLES = {"aliyun_sms": {"day": "11月30日", "name": "马师傅"}, "tencent_sms": {"1": "11月30日", "2": "马师傅"}}


def sha256(text):
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()


def signed(headers):
    """(what the header says, the names it signs, the headers as they are signed)"""
    said = dict(part.strip().split("=", 1) for part in headers["Authorization"].partition(" ")[2].split(","))
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    names = said["SignedHeaders"].split(";")
    return said, names, "".join(f"{name}:{lower[name]}\n" for name in names)


def aliyun(path, query, body, headers):
    """As dysmsapi does: ACS3-HMAC-SHA256 over method, path, query, headers and body."""
    said, names, lines = signed(headers)
    asked = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(query.items()))
    canonical = "\n".join(["POST", path, asked, lines, ";".join(names), sha256(body)])
    right = hmac.digest(SECRET.encode(), f"ACS3-HMAC-SHA256\n{sha256(canonical)}".encode(), "sha256").hex()
    if said["Credential"] != KEY or said["Signature"] != right:
        return 400, {"Code": "SignatureDoesNotMatch", "Message": "sign", "RequestId": "r"}
    sent = json.loads(query["TemplateParam"])
    if set(sent) != {"day", "name"} or query["SignName"] != "东区家居" or query["TemplateCode"] != "SMS_1":
        return 200, {"Code": "isv.TEMPLATE_MISSING_PARAMETERS", "Message": "缺变量", "RequestId": "r"}
    return 200, {"Code": "OK", "Message": "OK", "BizId": "900^0", "RequestId": "r"}


def tencent(path, query, body, headers):
    """As sms.tencentcloudapi.com does: TC3-HMAC-SHA256."""
    said, names, lines = signed(headers)
    canonical = "\n".join(["POST", "/", "", lines, ";".join(names), sha256(body)])
    scope = said["Credential"].partition("/")[2]
    key = f"TC3{SECRET}".encode()
    for each in scope.split("/"):
        key = hmac.digest(key, each.encode(), "sha256")
    text = "\n".join(["TC3-HMAC-SHA256", headers["X-TC-Timestamp"], scope, sha256(canonical)])
    if not said["Credential"].startswith(KEY) or said["Signature"] != hmac.digest(key, text.encode(), "sha256").hex():
        return tencent_error("AuthFailure.SignatureFailure")
    asked = json.loads(body)
    if asked["TemplateParamSet"] != ["11月30日", "马师傅"] or asked["PhoneNumberSet"] != [f"+86{PHONE}"]:
        return tencent_error("InvalidParameterValue.TemplateParameterFormatError")
    return tencent_says("Ok")


def tencent_error(code):
    return 200, {"Response": {"Error": {"Code": code, "Message": "no"}, "RequestId": "r"}}


def tencent_says(code):
    status = {"Code": code, "Message": "m", "SerialNo": "2028:1", "PhoneNumber": f"+86{PHONE}", "Fee": 1}
    return 200, {"Response": {"SendStatusSet": [status], "RequestId": "r"}}


CHANNELS = {"aliyun_sms": (aliyun_sms, aliyun), "tencent_sms": (tencent_sms, tencent)}


@pytest.fixture(params=list(CHANNELS))
def gateway(request, settings, monkeypatch):
    channel, judge = CHANNELS[request.param]
    settings.LOCAL_GATEWAYS = True
    monkeypatch.setattr(sms, "PATIENCE", 1)
    with Gateway(judge) as server:
        server.channel, server.name = channel, request.param
        account = {"key": KEY, "secret": SECRET, "app": "14001", "endpoint": server.url.removeprefix("http://")}
        settings.SMS_GATEWAYS = {request.param: account}
        server.account = account
        yield server


def letter(gateway, **fields):
    code = "SMS_1" if gateway.name == "aliyun_sms" else "77"
    given = {"signature": "东区家居", "template": code, "variables": VARIABLES[gateway.name]}
    return Letter("41-1", PHONE, "预约", "…", **given | fields)


def test_the_gateway_takes_it_and_gives_it_a_name(gateway):
    outcome = gateway.channel.send(letter(gateway))
    assert outcome.is_accepted, outcome
    assert outcome.given_id in ("900^0", "2028:1")


def test_a_wrong_secret_stops_the_channel(gateway):
    gateway.account["secret"] = "another"
    outcome = gateway.channel.send(letter(gateway))
    assert outcome.error_class == "stop_channel" and "another" not in outcome.words


@pytest.mark.parametrize(
    ("aliyun_code", "tencent_code", "error_class"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", "LimitExceeded.DeliveryFrequencyLimit", "retry"),
        ("isv.OUT_OF_SERVICE", "UnauthorizedOperation.RequestIpNotInWhitelist", "stop_channel"),
        ("isv.SMS_TEMPLATE_ILLEGAL", "FailedOperation.TemplateIncorrectOrUnapproved", "permanent"),
        ("isv.MOBILE_NUMBER_ILLEGAL", "FailedOperation.PhoneNumberInBlacklist", "permanent"),
    ],
)
def test_a_refusal_in_an_ordinary_answer_has_its_class(gateway, aliyun_code, tencent_code, error_class):
    code = aliyun_code if gateway.name == "aliyun_sms" else tencent_code
    said = {"Code": code, "Message": "没有", "RequestId": "r"}
    gateway.judge = lambda *call: (200, said) if gateway.name == "aliyun_sms" else tencent_says(code)
    outcome = gateway.channel.send(letter(gateway))
    assert outcome.error_class == error_class and code in outcome.words


@pytest.mark.parametrize("manner", ["drops", "says nothing", "is huge", "breaks"])
def test_where_nobody_can_know_it_is_asked_once_and_unknown(gateway, manner, monkeypatch):
    monkeypatch.setattr(sms, "PATIENCE", 0.5)
    gateway.manner = manner
    assert gateway.channel.send(letter(gateway)).error_class == "unknown"
    assert len(gateway.asked) == 1


def test_nobody_there_means_nothing_was_sent(gateway):
    gateway.account["endpoint"] = "127.0.0.1:9"
    assert gateway.channel.send(letter(gateway)).error_class == "stop_channel"


def test_without_an_account_or_the_gateways_program_it_says_so(gateway, monkeypatch):
    def missing(path):
        raise ImportError(path)

    monkeypatch.setattr(sms, "sdk", missing)
    assert gateway.channel.send(letter(gateway)).error_class == "stop_channel"
    gateway.account["key"] = ""
    assert gateway.channel.send(letter(gateway)).error_class == "stop_channel"


@pytest.fixture
def template(gateway, db):
    code = "SMS_1" if gateway.name == "aliyun_sms" else "77"
    return SmsTemplate.objects.create(
        gateway=gateway.name, name="预约", code=code, signature="东区家居", text=TEXT[gateway.name], state="approved"
    )


@pytest.fixture
def customer(store, assistant):
    return make_customer(store, keeper=assistant, phones=["0371-62345678", PHONE])


def put(customer, template, variables=None, key="k"):
    return put_sms(
        customer, template, variables=variables or VARIABLES[template.gateway], cause=("booking", 1), due_at=NOW,
        expires_at=NOW + timedelta(days=1), dedupe_key=key, now=NOW,
    )  # fmt: skip


def test_a_service_notice_goes_to_the_mobile_and_costs_what_it_costs(gateway, template, customer):
    ChannelPrice.objects.create(channel=gateway.name, price=Decimal("0.045"))
    message = put(customer, template)
    assert message.body == "【东区家居】您预约的11月30日上门，师傅马师傅。"
    assert deliver(message.pk, now=NOW) == "sent"
    message.refresh_from_db()
    assert message.cost == Decimal("0.045") and message.given_id
    assert sms_text.pieces("字" * 70) == 1 and sms_text.pieces("字" * 71) == 2 and sms_text.pieces("字" * 135) == 3


@pytest.mark.parametrize("state", ["draft", "review", "refused"])
def test_what_the_gateway_has_not_approved_is_refused_and_does_not_leave(gateway, template, customer, state):
    message = put(customer, template)
    template.state = state
    template.save()
    assert deliver(message.pk, now=NOW) == "expired" and not gateway.asked
    with pytest.raises(Refused):
        put(customer, template, key="other")


def test_their_no_is_heard_before_it_leaves_and_do_not_contact_leaves_service_alone(gateway, template, customer):
    said = {"how": "spoken", "wording": "别发", "at": NOW}
    customer.consents.create(channel="all", is_given=False, **said)
    assert deliver(put(customer, template).pk, now=NOW) == "sent"
    customer.consents.create(channel="sms", is_given=False, **said)
    assert deliver(put(customer, template, key="b").pk, now=NOW) == "expired"


def test_tencent_knows_that_somebody_opted_out(gateway, template, customer):
    if gateway.name == "aliyun_sms":
        gateway.judge = lambda *call: (200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "", "RequestId": "r"})
    else:
        gateway.judge = lambda *call: tencent_says("FailedOperation.PhoneNumberInBlacklist")
    assert deliver(put(customer, template).pk, now=NOW) == "failed"
    withdrawn = customer.consents.filter(channel="sms", is_given=False).exists()
    assert withdrawn is (gateway.name == "tencent_sms")


def test_a_customer_without_a_mobile_gets_none_in_words(gateway, template, store, assistant):
    message = put(make_customer(store, keeper=assistant, phones=["0371-62345678"]), template)
    assert deliver(message.pk, now=NOW) == "expired"
    assert Message.objects.get().error


@pytest.mark.parametrize(
    "wrong", [{}, {"day": "None", "name": "马"}, {"day": "x" * 36, "name": "马"},
              {"day": "看 http://a.cn", "name": "马"},
              {"day": None, "name": "马"}, {"day": "a", "name": "b", "more": "c"}, {"day": " ", "name": "马"}],
)  # fmt: skip
def test_words_that_do_not_fit_the_gaps_are_refused(wrong):
    assert sms_text.faults_of_variables("aliyun_sms", TEXT["aliyun_sms"], wrong)
    assert not sms_text.faults_of_variables("aliyun_sms", TEXT["aliyun_sms"], VARIABLES["aliyun_sms"])


@pytest.mark.parametrize(
    ("gateway", "text", "many"),
    [
        ("aliyun_sms", "您好${email}。", False), ("aliyun_sms", "${a}，${a}", False),
        ("aliyun_sms", "好${a}${b}", False),
        ("aliyun_sms", "${a}", False), ("aliyun_sms", "好${中文}", False), ("aliyun_sms", "字" * 500, False),
        ("aliyun_sms", "本店优惠，${day}截止。", False), ("aliyun_sms", "服务日${day}上门保养。", True),
        ("tencent_sms", "好{2}，{1}", False), ("tencent_sms", "好{a}", False), ("tencent_sms", "送积分{1}", False),
    ],
)  # fmt: skip
def test_a_template_the_gateway_would_refuse_is_told_before_it_is_handed_in(gateway, text, many):
    assert sms_text.faults(gateway, text, "东区", for_many=many)


def test_a_good_template_has_no_fault():
    for gateway, text in TEXT.items():
        assert sms_text.faults(gateway, text, "东区家居", for_many=False) == []
    assert sms_text.faults("aliyun_sms", "服务日${day}上门保养。拒收请回复R", "东区", for_many=True) == []
