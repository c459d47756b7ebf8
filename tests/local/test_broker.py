"""The broker of a bare machine, read while it is written to."""

from queue import Empty
from threading import Thread
from time import monotonic

import pytest
from kombu import Connection

MANY = 400


@pytest.fixture
def connect(tmp_path):
    def connection():
        options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path)}
        url = "filesystem://localhost//"
        return Connection(url, transport="dealercrm.local.broker:Transport", transport_options=options)

    return connection


def test_who_reads_while_messages_are_written_gets_each_of_them_whole(connect):
    def write():
        with connect() as link, link.SimpleQueue("letters") as queue:
            for n in range(MANY):
                queue.put({"n": n, "words": "老客户" * 200})

    writer = Thread(target=write)
    found, until = [], monotonic() + 60
    with connect() as link, link.SimpleQueue("letters") as queue:
        writer.start()
        while len(found) < MANY and monotonic() < until:
            try:
                message = queue.get(block=False)
            except Empty:
                continue
            found.append(message.payload["n"])
            message.ack()
    writer.join()
    assert sorted(found) == list(range(MANY))
