"""Somebody who looks once a second: how old is the heartbeat, and how long does a page take?"""

import threading
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.db import connection
from django.db.utils import Error

from messaging.models import Heartbeat


class Watch(threading.Thread):
    """Watches from `start` until `stop`; `pages` are addresses, `cookie` that of somebody who is logged in."""

    def __init__(self, pages: list[str], cookie: str, *, now):
        super().__init__(daemon=True)
        self.pages, self.cookie, self.now = pages, cookie, now
        self.oldest_beat = self.slowest_page = 0.0  # seconds
        self.refused = 0  # pages that answered with an error, or not at all
        self.asked = 0
        self._over = threading.Event()

    def run(self):
        while not self._over.wait(1):
            try:
                if beat := Heartbeat.objects.first():
                    self.oldest_beat = max(self.oldest_beat, (self.now() - beat.at).total_seconds())
            except Error:  # the database is just being started again
                connection.close()
            self._look(self.pages[self.asked % len(self.pages)])
        connection.close()

    def stop(self):
        self._over.set()
        self.join()

    def _look(self, page):
        self.asked += 1
        began = time.monotonic()
        try:
            urlopen(Request(page, headers={"Cookie": self.cookie}), timeout=60).read()
        except (HTTPError, OSError):
            self.refused += 1
        self.slowest_page = max(self.slowest_page, time.monotonic() - began)
