"""Robots of WeCom, DingTalk and Feishu: what a gateway checks, what its body says, and where no request may go."""

import hmac
import json
import socket
import time
from base64 import b64decode, b64encode
from urllib.parse import unquote_plus

import pytest

from messaging.channels import dingtalk, error_codes, feishu, gateway, wecom
from messaging.channels.letter import Letter
from messaging.channels.robots import fitting
from tests.messaging.gateway import KEYS, Gateway

SECRET = "SEC-of-the-robot"
PUBLIC = "93.184.216.34"


def letter(address, **fields):
    return Letter("1-1", address, "今日待办", "王姨", **fields)


@pytest.fixture(autouse=True)
def local(settings, monkeypatch):
    settings.LOCAL_GATEWAYS = True
    monkeypatch.setattr(gateway, "PATIENCE", 0.5)
    monkeypatch.setattr(gateway, "GIVEN_UP_AFTER", 1)


@pytest.fixture
def robot():
    """One of WeCom that takes every text of the right size."""

    def judge(path, query, body, headers):
        sent = json.loads(body)
        if sent["msgtype"] != "text" or len(sent["text"]["content"].encode()) > 2048:
            return 200, {"errcode": 40058, "errmsg": "content too long"}
        return 200, {"errcode": 0, "errmsg": "ok"}

    with Gateway(judge) as server:
        yield server


def test_the_signatures_are_those_of_the_vendors():
    assert dingtalk.sign("SECtest", 1700000000000) == "aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D"
    assert feishu.sign("test-secret", 1700000000) == "mbm4Y4oluIPQ00qlBIhX8vAZ0EKv3nw0LuTb91jPL84="


def test_wecom_takes_a_text(robot):
    assert wecom.send(letter(f"{robot.url}/cgi-bin/webhook/send?key=k")).is_accepted
    path, query, body, headers = robot.asked[0]
    assert (path, query) == ("/cgi-bin/webhook/send", {"key": "k"})
    assert json.loads(body)["text"]["content"] == "今日待办\n王姨"
    assert headers["Content-Type"] == "application/json; charset=utf-8"


def test_a_long_text_keeps_its_beginning_and_the_link_of_its_last_line(robot):
    long = Letter("1-1", robot.url, "今日待办", "王姨要回访\n" * 500 + "https://shop.example/today/")
    assert wecom.send(long).is_accepted
    text = json.loads(robot.asked[0][2])["text"]["content"]
    assert text.startswith("今日待办\n王姨") and text.endswith("…\nhttps://shop.example/today/")
    assert len(fitting(Letter("", "", "", "字" * 5000), size=2048).encode()) <= 2048


def dingtalk_judge(path, query, body, headers):
    right = hmac.digest(SECRET.encode(), f"{query['timestamp']}\n{SECRET}".encode(), "sha256")
    if b64decode(query["sign"]) != right or abs(int(query["timestamp"]) / 1000 - time.time()) > 3600:
        return 200, {"errcode": 310000, "errmsg": "sign not match"}
    return 200, {"errcode": 0, "errmsg": "ok"}


def feishu_judge(path, query, body, headers):
    sent = json.loads(body)
    right = b64encode(hmac.digest(f"{sent['timestamp']}\n{SECRET}".encode(), b"", "sha256")).decode()
    if sent["sign"] != right:
        return 200, {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
    return 200, {"code": 0, "msg": "success"}


@pytest.mark.parametrize(
    ("channel", "judge", "url", "code"),
    [
        (dingtalk, dingtalk_judge, "/robot/send?access_token=t", "310000"),
        (feishu, feishu_judge, "/open-apis/bot/v2/hook/t", "19021"),
    ],
)
def test_signed_ones_take_the_right_secret_and_stop_at_a_wrong_one(channel, judge, url, code):
    with Gateway(judge) as server:
        assert channel.send(letter(server.url + url, secret=SECRET)).is_accepted
        outcome = channel.send(letter(server.url + url, secret="wrong"))
        assert outcome.error_class == "stop_channel" and code in outcome.words
    assert unquote_plus(dingtalk.sign(SECRET, 1)) != feishu.sign(SECRET, 1)


@pytest.mark.parametrize(
    ("channel", "answer", "error_class"),
    [
        (wecom, {"errcode": 45009, "errmsg": "api freq out of limit"}, "retry"),
        (wecom, {"errcode": 40058, "errmsg": "too long"}, "permanent"),
        (wecom, {"errcode": 777, "errmsg": "new"}, "retry"),
        (dingtalk, {"errcode": 310000, "errmsg": "keywords not in content"}, "stop_channel"),
        (feishu, {"code": 11232, "msg": "frequency limited"}, "retry"),
        (feishu, {"code": 19022, "msg": "ip not allowed"}, "stop_channel"),
        (feishu, {"code": 19024, "msg": "keyword"}, "permanent"),
        (feishu, {"code": 9499, "msg": "bad"}, "permanent"),
        (feishu, {"status": "?"}, "unknown"),
        (wecom, [1, 2], "unknown"),
    ],
)
def test_the_body_says_no_although_the_status_says_200(channel, answer, error_class):
    with Gateway(lambda *call: (200, answer)) as server:
        assert channel.send(letter(server.url)).error_class == error_class


def test_every_code_we_were_told_of_has_a_class():
    for (provider, code), kind in error_codes.codes().items():
        if kind not in ("accepted", "delivered"):
            assert kind in error_codes.CLASSES, (provider, code)


@pytest.mark.parametrize(
    ("manner", "error_class"),
    [
        ("drops", "unknown"),
        ("says nothing", "unknown"),
        ("drips", "unknown"),
        ("breaks", "unknown"),
        ("is huge", "unknown"),
        ("moves", "stop_channel"),
    ],
)
def test_a_gateway_that_behaves_badly(robot, manner, error_class):
    robot.manner = manner
    began = time.monotonic()
    assert wecom.send(letter(robot.url)).error_class == error_class
    assert time.monotonic() - began < 3
    assert len(robot.asked) == 1  # and nobody followed it anywhere


def test_nobody_there_means_nothing_was_sent():
    assert wecom.send(letter("http://127.0.0.1:9/")).error_class == "stop_channel"


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k",
        "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send",
        "https://qyapi.weixin.qq.com@evil.example/cgi-bin/webhook/send",
        "https://me@qyapi.weixin.qq.com/cgi-bin/webhook/send",
        "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send",
        "https://qyapi.weixin.qq.com/cgi-bin/gettoken",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a\r\nHost: evil",
        "https://10.0.0.1/cgi-bin/webhook/send",
        "https://[::1]/cgi-bin/webhook/send",
        "https://qyapi.weixin.qq.com:99999999/cgi-bin/webhook/send",
        "http://127.0.0.1:8000/cgi-bin/webhook/send",
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_that_does_not_lead_to_the_vendor_is_refused_and_no_request_leaves(address, settings, monkeypatch):
    settings.LOCAL_GATEWAYS = False
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: asked.append(given) or [])
    assert wecom.send(letter(address)).error_class == "stop_channel"
    assert not asked


REAL = f"https://{wecom.HOST}{wecom.PATH}?key=k"


def leads_to(monkeypatch, *answers):
    """What the name of the vendor's host leads to, one answer a question; returns the questions."""
    asked, answers = [], list(answers)

    def getaddrinfo(host, port, *args, **more):
        asked.append(host)
        found = answers.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "private", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "::1", "::ffff:10.0.0.1"]
)
def test_a_name_that_leads_into_a_private_network_is_refused(private, monkeypatch):
    leads_to(monkeypatch, [PUBLIC, private])
    lines = []
    monkeypatch.setattr(socket, "create_connection", lambda *given, **more: lines.append(given))
    assert wecom.send(letter(REAL)).error_class == "stop_channel"
    assert not lines


def test_the_line_goes_to_the_address_that_was_checked_under_the_hosts_name(monkeypatch):
    """It leads to a private one the second time it is asked: nobody asks a second time."""
    monkeypatch.setenv("SSL_CERT_FILE", str(KEYS / "robot.pem"))
    asked = leads_to(monkeypatch, [PUBLIC], ["127.0.0.1"])
    with Gateway(lambda *call: (200, {"errcode": 0}), is_safe=True) as server:
        lines, sock = [], socket.socket()
        sock.connect(server.server_address)
        monkeypatch.setattr(socket, "create_connection", lambda place, *more: lines.append(place) or sock)
        assert wecom.send(letter(REAL)).is_accepted
    assert asked == [wecom.HOST] and lines == [(PUBLIC, 443)]
    assert server.asked[0][3]["Host"] == wecom.HOST


def test_a_certificate_that_nobody_knows_is_no_gateway(monkeypatch):
    leads_to(monkeypatch, [PUBLIC])
    with Gateway(lambda *call: (200, {"errcode": 0}), is_safe=True) as server:
        sock = socket.socket()
        sock.connect(server.server_address)
        monkeypatch.setattr(socket, "create_connection", lambda *given, **more: sock)
        outcome = wecom.send(letter(REAL))
    assert outcome.error_class == "stop_channel" and "CERTIFICATE" in outcome.words.upper()
    assert not server.asked


def test_neither_address_nor_secret_is_written_where_a_letter_is():
    assert "secret-key" not in repr(letter(REAL + "secret-key", secret="secret-key"))
