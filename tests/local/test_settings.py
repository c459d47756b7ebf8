"""What is read from the environment."""

import os
import re
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from dealercrm.local.secret import secret_key
from dealercrm.local.words import _ as early
from dealercrm.local.words import language


def test_the_example_names_every_setting():
    source = (settings.BASE_DIR / "dealercrm" / "settings.py").read_text()
    source += (settings.BASE_DIR / "dealercrm" / "local" / "web.py").read_text()
    source += (settings.BASE_DIR / "docker-compose.yml").read_text()
    source += (settings.BASE_DIR / "dealercrm" / "local" / "words.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|environ\.get)\(\s*"([A-Z_]+)"', source)) | set(re.findall(r"\$\{(\w+)", source))
    named = re.findall(r"^(?:# )?([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.MULTILINE)
    assert read == set(named)


def test_a_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = secret_key(tmp_path, allowed=True)
    assert len(first) >= 50
    assert secret_key(tmp_path, allowed=True) == first
    assert stat.S_IMODE(os.stat(tmp_path / "secret_key").st_mode) == 0o600


def test_processes_that_start_together_agree_on_the_key(tmp_path):
    code = "import sys, pathlib; from dealercrm.local.secret import secret_key as k; "
    code += "print(k(pathlib.Path(sys.argv[1]), allowed=True))"
    command = [sys.executable, "-c", code, str(tmp_path)]
    programs = [subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({program.communicate()[0] for program in programs}) == 1


def test_where_none_may_be_made_up_the_sentence_names_it(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        secret_key(tmp_path, allowed=False)


def test_what_else_is_wrong_is_said_before_the_missing_key(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"(?s)^the database.*SECRET_KEY"):
        secret_key(tmp_path, allowed=False, also=lambda: "the database")


def test_the_house_speaks_chinese_unless_told_to_speak_english(monkeypatch):
    monkeypatch.setenv("LANG", "en_US.UTF-8")  # what most servers say, whoever works on them
    monkeypatch.delenv("LANGUAGE_CODE", raising=False)
    assert (language(), early("There is no store yet.")) == ("zh-hans", "还没有门店。")
    monkeypatch.setenv("LANGUAGE_CODE", "en")
    assert (language(), early("There is no store yet.")) == ("en", "There is no store yet.")
    monkeypatch.setenv("LANGUAGE_CODE", "fr")
    with pytest.raises(ImproperlyConfigured, match=r"LANGUAGE_CODE.*zh-hans, en"):
        language()


def test_assets_already_there_need_no_network(assets, monkeypatch):
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    call_command("assets")
    assert (settings.ASSETS_DIR / "bootstrap" / "bootstrap.min.css").stat().st_size > 100_000


def test_assets_that_cannot_be_fetched_say_how_to_use_a_mirror(settings, monkeypatch, tmp_path):
    settings.ASSETS_DIR = tmp_path / "assets"
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    with pytest.raises(CommandError, match="npm_config_registry"):
        call_command("assets")
    assert not settings.ASSETS_DIR.exists()
