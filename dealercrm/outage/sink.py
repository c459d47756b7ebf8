"""A mail server that counts what it took, and behaves badly on purpose."""

import random
import re
import threading
from collections import Counter
from socketserver import StreamRequestHandler, ThreadingTCPServer

MESSAGE_ID = re.compile(rb"^Message-ID: <(\d+)-\d+@", re.IGNORECASE | re.MULTILINE)
ANSWERS = {b"EHLO": b"250 sink", b"HELO": b"250 sink", b"MAIL": b"250 ok", b"RCPT": b"250 ok", b"RSET": b"250 ok"}


class Sink(ThreadingTCPServer):
    """Listens on a free port of this machine from `with` on.

    `drops` is the share of conversations in which the line breaks: a third of them as it begins, a third before the
    message is taken and a third after, when only the answer is lost. While `is_silent` it accepts and says nothing.
    """

    allow_reuse_address = daemon_threads = True
    request_queue_size = 100

    def __init__(self, *, drops: float, chance: random.Random):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.drops, self.chance = drops, chance
        self.taken: Counter[int] = Counter()  # how often each message was taken, by its id
        self.is_silent = False

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.shutdown()
        self.server_close()


class _Conversation(StreamRequestHandler):
    server: Sink
    timeout = 60

    def handle(self):
        breaks = self.server.chance.random() / self.server.drops if self.server.drops else 1
        try:
            if self.server.is_silent:
                self.rfile.read(1)
            elif breaks >= 1 / 3:
                self._talk(breaks)
        except OSError:  # the worker at the other end was killed
            pass

    def _talk(self, breaks):
        self._say(b"220 sink")
        while line := self.rfile.readline(1000):
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say(b"354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                if not text or 1 / 3 <= breaks < 2 / 3:
                    return
                self.server.taken[int(MESSAGE_ID.search(text)[1])] += 1
                if breaks < 1:
                    return
                self._say(b"250 taken")
            elif verb == b"QUIT":
                return self._say(b"221 bye")
            else:
                self._say(ANSWERS.get(verb, b"502 not here"))

    def _say(self, line):
        self.wfile.write(line + b"\r\n")
