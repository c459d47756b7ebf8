"""How many pages a second two workers hand out to eight browsers at once, over real connections (row 10).

Product and yardstick are served in turns by the same server, in processes of their own on this machine; the browsers
share its cores, which falls on both alike.
"""

import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median

from django.urls import reverse

from benchmarks.browser import Browser, product
from stores.models import Role, Staff

WORKERS, BROWSERS, SECONDS, ROUNDS, MUST = 2, 8, 3, 5, 0.5
STARTED_WITHIN = 30  # seconds


def line():
    """The owner's list, served, as a line of text: the median of some rounds of both, taken in turns."""
    owner = Browser(product(), Staff.objects.get(role=Role.OWNER))
    path, rounds = reverse("customers:customer-list"), []
    with serving("product") as ours, serving("yardstick") as bare:
        for _ in range(ROUNDS):
            rounds.append((pages_a_second(ours, path, owner.cookie), pages_a_second(bare, "/", owner.cookie)))
    ours, bare = (median(column) for column in zip(*rounds, strict=True))
    return (
        f"10   customer list, {BROWSERS} browsers, {WORKERS} workers: {ours:.0f} pages a second beside {bare:.0f}, "
        f"ratio {ours / bare:.2f}, at least {MUST:.2f}  {'ok' if ours / bare >= MUST else 'MISSED'}"
    )


@contextmanager
def serving(what):
    """The port on which a server of its own hands out `product` or `yardstick`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--worker-class", "sync", "--bind",
        f"127.0.0.1:{port}", "--log-level", "error", "benchmarks.served",
    ]  # fmt: skip
    root = Path(__file__).resolve().parent.parent
    server = subprocess.Popen(command, cwd=root, env=os.environ | {"BENCH_SERVES": what})
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def pages_a_second(port, path, cookie):
    """RuntimeError if an answer is anything but a page."""
    end = time.perf_counter() + SECONDS
    with ThreadPoolExecutor(BROWSERS) as browsers:
        counts = list(browsers.map(lambda _browser: _browse(port, path, cookie, end), range(BROWSERS)))
    return sum(counts) / SECONDS


def _browse(port, path, cookie, end):
    pages = 0
    while time.perf_counter() < end:
        status = _get(port, path, cookie)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        pages += 1
    return pages


def _get(port, path, cookie):
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": "testserver", "Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _wait_for(port):
    until = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < until:
        try:
            _get(port, "/health/", "")
            return
        except (OSError, HTTPException):
            time.sleep(0.2)
    raise RuntimeError("the server did not start")
