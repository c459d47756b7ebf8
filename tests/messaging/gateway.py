"""A gateway on this machine: it takes what the vendor's would take, and behaves badly when it is told to."""

import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

KEYS = Path(__file__).parent / "keys"


class Gateway(ThreadingHTTPServer):
    """`judge(path, query, body, headers)` answers (status, JSON); `asked` are those calls. `manner`: "drops" before it
    answers, "says nothing", "drips", "moves" elsewhere, "is huge", or "" as it should be."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, judge, *, is_safe=False):
        super().__init__(("127.0.0.1", 0), _Call)
        self.judge, self.manner, self.asked = judge, "", []
        if is_safe:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(KEYS / "robot.pem", KEYS / "robot.key")
            self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """Lines break here all the time."""


class _Call(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        self.server.asked.append((parts.path, dict(parse_qsl(parts.query)), body, dict(self.headers)))
        match self.server.manner:
            case "drops":
                return self.connection.close()
            case "says nothing":
                return time.sleep(1)
            case "drips":
                return self._drip()
            case "moves":
                return self._answer(302, b"", Location=f"{self.server.url}/elsewhere")
            case "is huge":
                return self._answer(200, b"x" * 5_000_000)
            case "breaks":
                return self._answer(502, b"<html>")
        status, answer = self.server.judge(*self.server.asked[-1])
        self._answer(status, json.dumps(answer).encode())

    def _answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self):
        for _ in range(100):
            self.wfile.write(b"H")
            time.sleep(0.05)

    def log_message(self, *args):
        pass
