"""The web server a shop runs answers in words whatever is sent to it, instead of breaking the connection (OP-6)."""

import socket
import time

import pytest

from dealercrm.local.web import SILENCE
from dealercrm.middleware import HEARD_OUT
from tests.local.machine import Program

MB = 2**20
FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=x"
A_FILE = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Where gunicorn listens; what is asked here needs no database, so none is started."""
    given = {"DEALERCRM_VAR": str(tmp_path_factory.mktemp("var")), "PLAIN_STATIC": "true", "WEB_CONCURRENCY": "1"}
    with Program("-m", "gunicorn", "-c", "python:dealercrm.local.web", "--bind", "127.0.0.1:0", **given) as web:
        yield int(web.wait_for(r"Listening at: http://127.0.0.1:(\d+)")[1])


def answer(port, length, content_type, *, start=b"", sent=None):
    """Status and text of the answer to a POST of `length` bytes, sent to its end before listening, as browsers do."""
    head = f"POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"{head}Connection: close\r\n\r\n".encode() + start)
        left = (length if sent is None else sent) - len(start)
        while left > 0:
            left -= connection.send(b"a" * min(left, MB))
        received = b""
        while piece := connection.recv(MB):
            received += piece
    return int(received.split()[1]), received.decode(errors="replace")


@pytest.mark.parametrize(
    "length,content_type,start",
    [(3 * MB, FORM, b"notes="), (101 * MB, FILES, A_FILE)],
    ids=["a form beyond what is read", "files beyond what is taken at once"],
)
def test_too_much_is_answered_with_a_sentence_also_when_all_of_it_was_sent(port, length, content_type, start):
    status, text = answer(port, length, content_type, start=start)
    assert status == 413 and "一次发送的内容超过" in text


def test_files_for_a_page_that_says_no_are_heard_out(port):
    status, text = answer(port, 8 * MB, FILES, start=A_FILE)
    assert status == 403 and "<h1>" in text


def test_what_says_it_is_endless_is_answered_without_waiting_for_it(port):
    status, text = answer(port, HEARD_OUT + 1, FILES, start=A_FILE, sent=len(A_FILE))
    assert status == 413 and "一次发送的内容超过" in text


def test_a_fragment_gets_its_sentence_among_the_notices(client):
    response = client.post("/login/", b"notes=" + b"a" * 3 * MB, content_type=FORM, headers={"HX-Request": "true"})
    assert response.status_code == 422 and response["HX-Retarget"] == "#notices"
    assert "一次发送的内容超过" in response.content.decode()


def test_half_sent_requests_do_not_hold_up_the_others(port):
    head = b"POST /login/ HTTP/1.1\r\nHost: localhost\r\n"
    body = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname="
    halves = [socket.create_connection(("127.0.0.1", port)) for _n in range(12)]
    for number, half in enumerate(halves):
        half.sendall(head + body if number % 2 else head)
    began = time.monotonic()
    assert answer(port, 8 * MB, FILES, start=A_FILE)[0] == 403
    assert time.monotonic() - began < 2 * (SILENCE + 4) + 5  # two turns of the eight threads
    for half in halves:
        half.close()
