"""The mail server of `try_outage` counts what it took, and breaks lines where it says."""

import random
import smtplib
from email.message import EmailMessage

import pytest

from dealercrm.outage.sink import Sink


def send(sink, number):
    mail = EmailMessage()
    mail["From"] = mail["To"] = "somebody@example.com"
    mail["Message-ID"] = f"<{number}-1@dealercrm>"
    mail.set_content("你好")
    with smtplib.SMTP(*sink.server_address, timeout=5) as line:
        line.send_message(mail)


@pytest.fixture
def sink(request):
    with Sink(drops=request.param, chance=random.Random(1)) as sink:
        yield sink


@pytest.mark.parametrize("sink", [0], indirect=True)
def test_what_it_takes_is_counted(sink):
    for number in (1, 2, 2):
        send(sink, number)
    assert sink.taken == {1: 1, 2: 2}


@pytest.mark.parametrize("sink", [1], indirect=True)
def test_a_broken_line_says_nothing_of_whether_the_message_was_taken(sink):
    for number in range(60):
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(sink, number)
    assert 10 <= len(sink.taken) <= 30  # those whose answer was lost


@pytest.mark.parametrize("sink", [0], indirect=True)
def test_a_silent_one_lets_the_sender_wait(sink):
    sink.is_silent = True
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        smtplib.SMTP(*sink.server_address, timeout=0.3)
