"""One POST of JSON to a gateway's own host, and to nothing else.

An address is typed by people: it may lead only to the vendor's host, by https. The host is looked up once, every
address it has must be a public one, and the line goes to exactly that address under the host's name, so that nothing
can change in between. Redirects are not followed, a huge answer is not read, and a slow one is given up.
"""

import http.client
import json
import socket
import ssl
import threading
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PATIENCE = 5  # seconds without a word
GIVEN_UP_AFTER = 10  # seconds in all
ANSWER_AT_MOST = 64 * 1024


class NotTheGatewayError(ValueError):
    """The address does not lead to the gateway it is said to be of."""


class UnreachableError(Exception):
    """Nothing has been sent."""


class LostError(Exception):
    """It was sent, and nobody knows what became of it."""


def check_address(url: str, *, host: str, path: str) -> SplitResult:
    """The parts of an address that leads to `host`; NotTheGatewayError for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise NotTheGatewayError from problem
    if settings.LOCAL_GATEWAYS and parts.scheme == "http" and parts.hostname == "127.0.0.1":
        return parts
    plain = parts.scheme == "https" and parts.hostname == host and port in (None, 443)
    if not plain or "@" in parts.netloc or not parts.path.startswith(path) or any(sign <= " " for sign in url):
        raise NotTheGatewayError
    return parts


def post_json(url: str, payload: dict[str, Any], *, host: str, path: str) -> tuple[int, bytes]:
    """(status, the beginning of the answer)."""
    parts = check_address(url, host=host, path=path)
    line = _line(parts)
    watch = threading.Timer(GIVEN_UP_AFTER, _cut, [line])
    watch.daemon = True
    watch.start()
    try:
        try:
            line.connect()
        except OSError as error:  # certificates and names that nobody knows among them
            raise UnreachableError(_words(error)) from error
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            body = json.dumps(payload, ensure_ascii=False).encode()
            line.request("POST", target, body, {"Content-Type": "application/json; charset=utf-8"})
            answer = line.getresponse()
            return answer.status, answer.read(ANSWER_AT_MOST)
        except (OSError, http.client.HTTPException) as error:
            raise LostError(_words(error)) from error
    finally:
        watch.cancel()
        line.close()


class _Line(http.client.HTTPConnection):
    """To one address of the host, whatever the host's name leads to by now."""

    def __init__(self, host: str, port: int, *, to: str, is_safe: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.to, self.is_safe = to, is_safe
        self.default_port = 443 if is_safe else 80  # the host goes by its plain name

    def connect(self) -> None:
        self.sock = socket.create_connection((self.to, self.port), self.timeout)
        if self.is_safe:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _line(parts: SplitResult) -> _Line:
    is_safe = parts.scheme == "https"
    port = parts.port or (443 if is_safe else 80)
    if not is_safe:
        return _Line(str(parts.hostname), port, to="127.0.0.1", is_safe=False)
    try:
        found = [str(place[4][0]) for place in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise UnreachableError(_words(error)) from error
    if not found or not all(ip_address(each.partition("%")[0]).is_global for each in found):
        raise NotTheGatewayError
    return _Line(str(parts.hostname), port, to=found[0], is_safe=True)


def _cut(line: _Line) -> None:
    with suppress(OSError):  # it was over already
        if line.sock:
            line.sock.shutdown(socket.SHUT_RDWR)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
