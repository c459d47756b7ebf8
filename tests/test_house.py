"""What keeps the house the house: its floors, its facts, its menu, its tables."""

from importlib import import_module
from inspect import getmodule
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import resolve, reverse
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from dealercrm.navigation import CUSTOMER_TABS, MENU, SET_UP
from dealercrm.reactions import REACTIONS
from dealercrm.views import HOMES
from stores.models import Role
from stores.permissions import PERMISSIONS
from tests.floors import FLOORS


def facts():
    """(app, constant, value) of every fact an app announces."""
    for app in ("customers", "campaigns", "referrals"):
        for name, value in vars(import_module(f"{app}.facts")).items():
            if isinstance(value, str) and name.isupper():
                yield app, name, value


def access_of(url_name, *args):
    return resolve(reverse(url_name, args=args)).func.access


def test_imports_go_down_only():
    assert lint_imports(is_debug_mode=True, no_cache=True) == EXIT_STATUS_SUCCESS


def test_no_floor_reaches_a_higher_one_by_a_related_name():
    for app in FLOORS:
        source = "".join(path.read_text() for path in Path(apps.get_app_config(app).path).rglob("*.py"))
        links = [link for model in apps.get_app_config(app).get_models() for link in model._meta.related_objects]
        higher = FLOORS[FLOORS.index(app) + 1 :]
        for link in links:
            if link.related_model._meta.app_label in higher:
                assert f".{link.get_accessor_name()}.rel" not in source, link


def test_a_fact_is_named_after_its_app_and_what_happened():
    for app, name, value in facts():
        assert value == f"{app}.{name.lower()}"


def test_every_fact_is_called_something_in_words():
    for app, _name, value in facts():
        assert import_module(f"{app}.facts").WORDS[value]


def test_only_facts_set_something_off_and_only_on_higher_floors():
    announced = {value for _app, _name, value in facts()}
    assert set(REACTIONS) <= announced
    for fact, reactions in REACTIONS.items():
        for reaction in reactions:
            app = getmodule(reaction).__name__.partition(".")[0]
            assert FLOORS.index(app) > FLOORS.index(fact.partition(".")[0]), (fact, reaction)


def test_every_menu_entry_asks_what_its_page_asks():
    for entry in MENU + SET_UP:
        assert access_of(entry.url) == entry.action, entry.url


def test_every_tab_of_a_customer_asks_what_its_page_asks():
    for tab in CUSTOMER_TABS:
        assert access_of(tab.url, 1) == tab.action, tab.url


def test_everybody_has_a_home_they_may_enter():
    for role in Role:
        assert role in PERMISSIONS[access_of(HOMES[role])]


@pytest.mark.django_db
def test_every_change_of_a_table_is_written_down(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
