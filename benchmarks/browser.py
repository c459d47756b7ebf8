"""A browser without a network: a logged-in session that calls a WSGI application, as a web process would."""

from importlib import import_module
from io import BytesIO
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from benchmarks import tuned

TOKEN = "b" * 32
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def product():
    return WSGIHandler()


def yardstick():
    with override_settings(MIDDLEWARE=tuned.MIDDLEWARE):
        return WSGIHandler()


class Browser:
    """Requests of one member of staff to one application."""

    def __init__(self, application, staff):
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(staff.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
        session.save()
        self.application = application
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"

    def get(self, path, **headers):
        """The body, as text. AssertionError unless the answer is 200."""
        return self._ask("GET", path, b"", 200, headers)

    def post(self, path, **fields):
        """The body of the answer, which must be a page or a redirect."""
        return self._ask("POST", path, urlencode(fields | {"csrfmiddlewaretoken": TOKEN}).encode(), 302, {})

    def statements(self, call):
        """How many statements a call sends, after one to warm up; BEGIN, SAVEPOINT and their ends are none."""
        call()
        with CaptureQueriesContext(connection) as captured:
            call()
        return sum(not query["sql"].startswith(FRAME) for query in captured)

    def _ask(self, method, path, body, expected, headers):
        path, _mark, query = path.partition("?")
        answer = {}
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body), "HTTP_COOKIE": self.cookie,
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)), **headers,
        }  # fmt: skip
        response = self.application(environ, lambda status, headers: answer.update(status=int(status[:3])))
        text = b"".join(response).decode()
        response.close()
        assert answer["status"] == expected, f"{method} {path}: {answer['status']} {text[:300]}"
        return text
