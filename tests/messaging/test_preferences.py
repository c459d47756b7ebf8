"""Each member of staff chooses how and when they are told things; a robot's address is a secret."""

import logging
from datetime import time, timedelta

import pytest
from django.urls import reverse

from campaigns.actions.digest import write_digests
from customers.models import RowChange
from messaging.actions.preferences import choose, keep_robot
from messaging.actions.put import tell
from messaging.models import Message, Preference, Robot
from tests.factories import NOW, make_contact, make_customer

PAGE, TEST, ROBOTS = (reverse(f"messaging:{name}") for name in ("preferences", "preferences-test", "robot-list"))
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=5f0c-very-secret-9abc"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=very-secret-token-1234"


@pytest.fixture(autouse=True)
def address(assistant):
    assistant.email = "liu@example.com"
    assistant.save()


def test_a_robot_is_chosen_and_its_address_never_seen_again(assistant, client_of, caplog):
    caplog.set_level(logging.DEBUG)
    client = client_of(assistant)
    typed = {"channel": "dingtalk", "address": DINGTALK, "secret": "SECvery-secret", "digest_at": "07:45"}
    assert client.post(PAGE, typed).status_code == 302
    robot = Robot.objects.get(staff=assistant)
    assert (robot.channel, robot.address, robot.secret) == ("dingtalk", DINGTALK, "SECvery-secret")
    assert Preference.objects.get().digest_at == time(7, 45)
    page = client.get(PAGE).text
    assert "···1234" in page and "very-secret" not in page
    assert "very-secret" not in caplog.text + repr(robot)
    assert not any("very-secret" in str(change.__dict__) for change in RowChange.objects.all())
    # An empty field leaves what is there as it is.
    assert client.post(PAGE, typed | {"address": "", "secret": ""}).status_code == 302
    robot.refresh_from_db()
    assert (robot.address, robot.secret) == (DINGTALK, "SECvery-secret")


def test_a_new_address_does_not_keep_the_old_ones_secret(assistant):
    keep_robot(assistant, channel="dingtalk", address=DINGTALK, secret="SECold", by=assistant)
    keep_robot(assistant, channel="dingtalk", address=DINGTALK + "5", secret="", by=assistant)
    assert Robot.objects.get().secret == ""


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("wecom", DINGTALK), ("feishu", WECOM), ("wecom", "https://10.0.0.8/cgi-bin/webhook/send?key=1"),
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send"), ("dingtalk", "x" * 600), ("wecom", ""),
        ("aliyun_sms", ""), ("", ""),
    ],
)  # fmt: skip
def test_an_address_that_is_none_of_the_vendors_is_told_in_words(assistant, client_of, channel, address):
    answer = client_of(assistant).post(PAGE, {"channel": channel, "address": address})
    assert answer.status_code == 422 and answer.context["form"].errors
    assert not Robot.objects.exists() and not Preference.objects.exists()


def test_without_an_address_of_ones_own_the_stores_robot_is_used(assistant, manager, client_of):
    client, typed = client_of(assistant), {"channel": "wecom"}
    assert client.post(PAGE, typed).status_code == 422
    keep_robot(manager.store, channel="wecom", address=WECOM, secret="", by=manager)
    assert client.post(PAGE, typed).status_code == 302
    tell(assistant, subject="投诉", body="王姨", cause=("complaint", 1), key="c1", now=NOW)
    assert dict(Message.objects.values_list("channel", "state")) == {"app": "sent", "wecom": "waiting"}


def test_what_is_urgent_is_told_once_by_the_chosen_way_and_the_app(assistant):
    for _again in range(2):
        tell(assistant, subject="投诉", body="王姨", cause=("complaint", 1), key="c1", now=NOW)
    assert sorted(Message.objects.values_list("channel", flat=True)) == ["app", "email"]
    choose(assistant, channel="app", digest_at=None)
    tell(assistant, subject="预约", body="王姨", cause=("booking", 1), key="b1", now=NOW)
    assert Message.objects.filter(cause_kind="booking").get().channel == "app"


def test_the_digest_comes_at_the_persons_hour_by_the_persons_channel(assistant, manager, store):
    make_contact(make_customer(store, keeper=assistant))
    keep_robot(store, channel="wecom", address=WECOM, secret="", by=manager)
    choose(assistant, channel="wecom", digest_at=time(7, 45))
    choose(manager, channel="app", digest_at=time(11, 0))
    early = NOW.replace(hour=7, minute=50)
    assert {message.staff for message in write_digests(early)} == {assistant}
    assert set(Message.objects.values_list("channel", flat=True)) == {"app", "wecom"}
    assert Message.objects.get(channel="wecom").body.endswith("/today/")
    assert not write_digests(NOW)
    assert {message.staff for message in write_digests(NOW + timedelta(hours=1))} == {manager}


def test_a_test_goes_the_chosen_way_and_its_fate_is_on_the_page(assistant, manager, client_of):
    client = client_of(assistant)
    keep_robot(assistant, channel="wecom", address=WECOM, secret="", by=assistant)
    choose(assistant, channel="wecom", digest_at=None)
    client.post(TEST)
    message = Message.objects.get()
    assert (message.channel, message.state) == ("wecom", "waiting")
    Message.objects.update(state="failed", error="93000: invalid webhook url", error_class="permanent")
    assert "93000" in client.get(PAGE).text
    client.post(TEST)
    message.refresh_from_db()
    assert message.state == "waiting"


def test_a_stores_robot_is_the_affair_of_its_leaders(store, other_store, manager, owner, outsider, client_of):
    client = client_of(manager)
    typed = {"store": store.pk, "channel": "wecom", "address": WECOM}
    assert client.post(ROBOTS, typed).status_code == 302
    assert client.post(ROBOTS, typed | {"store": other_store.pk}).status_code == 422
    page = client.get(ROBOTS).text
    assert "···9abc" in page and "very-secret" not in page
    keep_robot(other_store, channel="feishu", address="https://open.feishu.cn/open-apis/bot/v2/hook/zz99", secret="",
               by=owner)  # fmt: skip
    assert "zz99" not in client.get(ROBOTS).text
    theirs = Robot.objects.get(store=other_store)
    assert client.post(reverse("messaging:robot-forget", args=[theirs.pk])).status_code == 404
    assert "zz99" in client_of(owner).get(ROBOTS).text
    client_of(owner).post(reverse("messaging:robot-forget", args=[theirs.pk]))
    assert Robot.objects.get().store == store


def test_nobody_forgets_a_colleagues_robot(assistant, manager, client_of):
    keep_robot(assistant, channel="wecom", address=WECOM, secret="", by=assistant)
    url = reverse("messaging:own-robot-forget", args=[Robot.objects.get().pk])
    assert client_of(manager).post(url).status_code == 404
    client_of(assistant).post(url)
    assert not Robot.objects.exists()
