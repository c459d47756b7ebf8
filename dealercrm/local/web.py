"""The web server on a bare machine and in a container alike: `gunicorn -c python:dealercrm.local.web`."""

import os
import socket
import struct

SILENCE = 5  # seconds: who says nothing for so long in the middle of a request is hung up on

wsgi_app = "dealercrm.wsgi"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 8
preload_app = True  # imported once for all; a mistake in the settings stops the server instead of looping in a worker
graceful_timeout = 10
# A worker leaves after a while, so that memory it never gives back does not add up; not all at the same time.
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a slow disk must not look like a hung worker


def when_ready(server):
    """Half a request holds a thread only for so long. Accepted connections have this from the one that listens; a
    timeout of Python's own would be lost, for gunicorn sets each socket to blocking."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENCE, 0))
