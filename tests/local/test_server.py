"""The embedded PostgreSQL: shared by processes, stopped by the last, not hurt by power cuts."""

import os
import signal
from pathlib import Path

import psutil
import pytest

from tests.local.machine import Program, processes_of, run, wait_until

USE = """
import sys, time, pathlib, psycopg2
from dealercrm.local import server
connection = psycopg2.connect(**server.address(pathlib.Path(sys.argv[1])), dbname=server.DATABASE)
cursor = connection.cursor()
cursor.execute(sys.argv[2])
print("answer", cursor.fetchone(), flush=True)
connection.commit()
time.sleep(float(sys.argv[3]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("shop") / "postgres"


def use(folder, sql="SELECT 1", seconds=0):
    return run("-c", USE, str(folder), sql, str(seconds))


def user(folder, seconds=60):
    program = Program("-c", USE, str(folder), "SELECT 1", str(seconds))
    program.wait_for("answer")
    return program


def servers(folder):
    return [process for process in processes_of(folder) if "postgres" in process.name()]


def test_the_first_user_makes_and_starts_it_and_leaves_nothing_running(folder):
    code, output = use(folder)
    assert (code, output) == (0, "answer (1,)\n")
    assert processes_of(folder) == []


def test_its_database_is_utf8_in_a_locale_every_machine_has(folder):
    asked = "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = "
    assert "answer ('b', 'C.UTF-8', 'UTF8')" in use(folder, asked + "current_database()")[1]


def test_it_stays_while_anybody_uses_it(folder):
    first, second = user(folder), user(folder)
    assert len({process.pid for process in servers(folder) if process.ppid() == 1}) == 1
    first.end(signal.SIGINT)
    assert servers(folder)
    assert use(folder)[0] == 0
    second.end(signal.SIGINT)
    assert servers(folder) == []


def test_a_user_killed_hard_does_not_keep_it_up(folder):
    victim, other = user(folder), user(folder)
    victim.end(signal.SIGKILL)
    assert servers(folder)
    other.end(signal.SIGINT)
    assert processes_of(folder) == []


def test_killed_hard_its_only_user_does_not_leave_it_behind(folder):
    user(folder).end(signal.SIGKILL)
    wait_until(lambda: not processes_of(folder))
    assert use(folder)[0] == 0


def test_after_a_power_cut_nothing_committed_is_missing(folder):
    use(folder, "CREATE TABLE kept AS SELECT 7 AS n; SELECT 1")
    victim = user(folder)
    everything = processes_of(folder)
    pid_file = (folder / "postmaster.pid").read_text()
    for process in everything:
        process.suspend()  # so that none notices that another is gone
    for process in everything:
        process.kill()
    victim.end(signal.SIGKILL)
    psutil.wait_procs(everything, timeout=10)
    # After the restart the old server's number belongs to another program, here to this one.
    _old, rest = pid_file.split("\n", 1)
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{rest}")
    assert "answer (7,)" in use(folder, "SELECT n FROM kept")[1]


def test_a_cluster_that_was_only_half_made_is_made_anew(folder):
    half = folder.parent / "half.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert use(Path(folder.parent / "half"))[0] == 0


def test_several_may_come_first(folder):
    crowd = folder.parent / "crowd"
    programs = [Program("-c", USE, str(crowd), "SELECT 1", "0") for _ in range(4)]
    for program in programs:
        program.wait_for("answer")
        assert program.process.wait(60) == 0
    wait_until(lambda: not processes_of(crowd))
