"""`manage.py start`, run as a newcomer runs it."""

import json
import re
import shutil
import signal
import socket
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.local.machine import Program, processes_of, run, wait_until


@pytest.fixture(scope="module")
def var(tmp_path_factory, assets):
    """The folder of one shop, kept from test to test; the front-end libraries are there already."""
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(settings.ASSETS_DIR, folder / "assets")
    return folder


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def started(var, port):
    """The program, once it says that it is ready."""
    with Program("manage.py", "start", "--port", str(port), DEALERCRM_VAR=str(var)) as program:
        program.address = f"http://localhost:{port}/"
        program.wait_for(re.escape(program.address), seconds=120)
        yield program


@pytest.fixture(scope="module")
def shop(var):
    """One start for the tests that only look on; the last of them, which presses Ctrl-C, ends it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with started(var, port) as program:
        yield program


def health(program):
    with urlopen(program.address + "health/") as answer:
        return json.load(answer)


def test_it_serves_pages_with_everything_behind_them(shop, var):
    assert health(shop)["database"] == "ok"
    names = " ".join(" ".join(process.cmdline()) for process in processes_of(var))
    assert all(name in names for name in ("gunicorn", "worker", "beat", "postgres"))


def test_a_second_copy_in_the_same_folder_is_refused(shop, var):
    code, output = run("manage.py", "start", "--port", "1", DEALERCRM_VAR=str(var))
    assert code == 1 and len(output.splitlines()) == 1
    code, output = run("manage.py", "start", "--port", "18999", DEALERCRM_VAR=str(var))
    assert code == 1 and "DEALERCRM_VAR" in output and len(output.splitlines()) == 1


def test_a_worker_that_dies_is_started_again_and_said(shop, var):
    victim = next(process for process in processes_of(var) if "worker@%h" in process.cmdline())
    victim.kill()
    shop.wait_for(r"worker.*-9.*1")
    wait_until(lambda: [p for p in processes_of(var) if "worker@%h" in p.cmdline() and p.pid != victim.pid])


def test_the_clock_wakes_the_worker_every_minute(shop):
    wait_until(lambda: health(shop)["clock"] is not None, seconds=120)


def test_ctrl_c_leaves_no_process(shop, var):
    assert shop.end(signal.SIGINT) == 0
    assert processes_of(var) == []


def test_a_second_start_does_nothing_twice_and_loses_nothing(var, free_port):
    with started(var, free_port) as program:
        make = "from stores.models import Store; Store.objects.create(code='kept', name='Kept')"
        assert run("manage.py", "shell", "-c", make, DEALERCRM_VAR=str(var))[0] == 0
        assert program.end(signal.SIGTERM) == 0
    wait_until(lambda: not processes_of(var))
    done = [var / name for name in ("static/.collected", "assets/stamp", "postgres/PG_VERSION", "secret_key")]
    before = [path.stat().st_mtime_ns for path in done]
    with started(var, free_port) as program:
        look = "from stores.models import Store; print('there:', Store.objects.get(code='kept').name)"
        assert "there: Kept" in run("manage.py", "shell", "-c", look, DEALERCRM_VAR=str(var))[1]
        assert [path.stat().st_mtime_ns for path in done] == before
        program.end(signal.SIGKILL)
    wait_until(lambda: not processes_of(var))  # killed hard, it takes its children along


def test_a_taken_port_is_one_sentence_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, output = run("manage.py", "start", "--port", str(port), DEALERCRM_VAR=str(tmp_path))
    assert code == 1 and str(port) in output and len(output.splitlines()) == 1
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("port", ["abc", "0", "99999", "-1"])
def test_what_is_no_port_is_one_sentence_too(tmp_path, port):
    code, output = run("manage.py", "start", f"--port={port}", DEALERCRM_VAR=str(tmp_path))
    assert (code, output.strip()) == (1, f"CommandError: “{port}”不是端口。用 --port 指定 1024 到 65535 之间的端口。")


def test_a_folder_that_cannot_be_made_is_one_sentence():
    code, output = run("manage.py", "start", DEALERCRM_VAR="/dev/null/var")
    assert code == 1 and "DEALERCRM_VAR" in output and len(output.splitlines()) == 1


def test_a_command_before_the_first_start_says_what_comes_first(tmp_path):
    code, output = run("manage.py", "export_customers", "-", "--store=east", DEALERCRM_VAR=str(tmp_path))
    assert code == 1 and "请先运行“manage.py start”" in output and len(output.splitlines()) == 1
    wait_until(lambda: not processes_of(tmp_path))


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://a:b@localhost/crm",
        "postgres://localhost",
        "postgres://u:geheim@localhost:port/crm",
        "postgres://u:geheim@127.0.0.1:1/crm",
    ],
)
def test_a_wrong_database_is_one_sentence_that_names_the_variable(tmp_path, free_port, url):
    given = {"DATABASE_URL": url, "SECRET_KEY": "x" * 50, "DEALERCRM_VAR": str(tmp_path)}
    code, output = run("manage.py", "start", "--port", str(free_port), **given)
    assert code == 1 and "DATABASE_URL" in output and len(output.splitlines()) == 1
    assert "geheim" not in output


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "telegram://pigeon"])
def test_a_wrong_broker_is_one_sentence_that_names_the_variable(var, free_port, url):
    given = {"CELERY_BROKER_URL": url, "DEALERCRM_VAR": str(var)}
    code, output = run("manage.py", "start", "--port", str(free_port), **given)
    assert code == 1 and "CELERY_BROKER_URL" in output and len(output.splitlines()) == 1
    assert processes_of(var) == []


def test_production_without_a_secret_key_does_not_start(tmp_path, free_port):
    given = {"DATABASE_URL": "postgres://u@localhost/crm", "DEALERCRM_VAR": str(tmp_path)}
    code, output = run("manage.py", "start", "--port", str(free_port), **given)
    database, key = output.splitlines()
    assert code == 1 and database.startswith("DATABASE_URL：") and key.startswith("缺少 SECRET_KEY")


@pytest.mark.parametrize("language, sentence", [("", "数据库打不开"), ("en", "the database cannot be opened")])
def test_any_command_says_in_a_sentence_that_the_database_is_not_there(tmp_path, language, sentence):
    given = {"DATABASE_URL": "postgres://u:geheim@127.0.0.1:1/crm", "SECRET_KEY": "x" * 50, "LANGUAGE_CODE": language}
    code, output = run("manage.py", "import_customers", "a.xlsx", "--store=east", DEALERCRM_VAR=str(tmp_path), **given)
    assert code == 1 and "DATABASE_URL" in output and sentence in output and len(output.splitlines()) == 1
    assert "geheim" not in output


def test_the_help_of_a_command_is_chinese_too(tmp_path):
    code, output = run("manage.py", "start", "--help", DEALERCRM_VAR=str(tmp_path))
    assert code == 0 and "启动全部" in output and "打开浏览器" in output
