"""A field of the archive is described once, and what is built from the description finds it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from customers.archive_facts.checks import check_facts
from customers.archive_facts.fact import Fact
from customers.archive_facts.table import FACTS
from customers.models import Customer
from dealercrm.local.messages import compiled

ROOT = Path(__file__).resolve().parents[2]
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".ruff_cache", "*.pyc")


def sentences(*facts):
    return [error.msg for error in check_facts(None, facts=facts)]


def without(name):
    return [fact for fact in FACTS if (fact.model, fact.name) != (Customer, name)]


def test_the_table_is_whole():
    assert sentences(*FACTS) == []


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (Fact(Customer, "pinyin"), "“pinyin” has no label"),
        (Fact(Customer, "pets"), "names “pets”, but the model has no such field"),
        (Fact(Customer, "education", headers="学历 (学位"), "“(学位” of “education” is no readable pattern"),
    ],
)
def test_an_entry_that_says_too_little_is_named(fact, words):
    (sentence,) = sentences(*without(fact.name), fact)
    assert words in sentence


def test_a_field_that_nobody_described_is_named():
    (sentence,) = sentences(*without("education"))
    assert "“education” is in no entry" in sentence


class Copy:
    """The project in another folder, on the same database server."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(ROOT, folder, ignore=LEFT_BEHIND)
        (folder / "var").symlink_to(ROOT / "var", target_is_directory=True)

    def write_behind(self, path, line, added):
        self._replace(path, line, line + added)

    def write_before(self, path, line, added):
        self._replace(path, line, added + line)

    def _replace(self, path, line, lines):
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(line) == 1
        file.write_text(text.replace(line, lines), encoding="utf-8")

    def translate(self, text, chinese):
        file = self.folder / "locale/zh_Hans/LC_MESSAGES/django.po"
        with open(file, "a", encoding="utf-8") as catalog:
            catalog.write(f'\nmsgid "{text}"\nmsgstr "{chinese}"\n')
        with open(file, "rb") as catalog:
            file.with_suffix(".mo").write_bytes(compiled(read_po(catalog, locale="zh_Hans", charset="utf-8")))

    def run(self, *command):
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(self.folder)}
        return subprocess.run(
            [sys.executable, *command], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )


def test_a_new_plain_text_is_added_in_three_places_and_found_everywhere(tmp_path):
    copy = Copy(tmp_path / "copy")
    field = 'education = models.CharField(_("education"), max_length=40, blank=True)\n'
    nameless = "    pets = models.CharField(max_length=60, blank=True)\n"
    copy.write_behind("customers/models/customer.py", field, nameless)
    entry = 'Fact(Customer, "pets", headers=".*宠物.* pets?", weight=5, joined="；"),\n'
    copy.write_behind("customers/archive_facts/table.py", '文化程度|教育程度).* education"),\n', f"    {entry}")
    for model, path, line in (
        ("HouseholdMember", "household.py", '    phone = models.CharField(_("phone"), max_length=20, blank=True)\n'),
        (
            "Order",
            "order.py",
            '    designer_name = models.CharField(_("designer"), max_length=40, blank=True)\n    crew =',
        ),
    ):
        field = f'    hobby = models.CharField(_("hobby of the {model}"), max_length=40, blank=True)\n'
        copy.write_before(f"customers/models/{path}", line, field)
        copy.write_before("customers/archive_facts/table.py", "_PARTNERS = (\n", f'_{model} = Fact({model}, "hobby")\n')
        copy.write_behind("customers/archive_facts/table.py", "FACTS = (", f"_{model}, ")
    refused = copy.run("manage.py", "check")
    assert refused.returncode == 1 and "“pets” has no label: give its field a translated name" in refused.stderr

    copy.write_behind("customers/models/customer.py", "pets = models.CharField(", '_("pets at home"), ')
    copy.translate("pets at home", "家里的宠物")
    done = copy.run("manage.py", "makemigrations", "customers", "-n", "pets")
    assert done.returncode == 0, done.stdout + done.stderr
    found = copy.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", "tests/customers/plain_fact.py")
    assert found.returncode == 0, found.stdout
    assert "9 passed" in found.stdout
