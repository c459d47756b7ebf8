"""The interface is Chinese throughout, and what pages read is what the catalog says."""

import pytest
from django.utils.translation import gettext, ngettext, override

from dealercrm.local import messages


@pytest.fixture(scope="module")
def catalog():
    return messages.merged()


def test_every_text_has_a_settled_chinese_translation(catalog):
    assert messages.missing(catalog) == []


def test_a_translation_shows_the_same_values_as_its_text(catalog):
    assert messages.misplaced(catalog) == []


def test_no_translation_is_kept_for_a_text_that_is_gone():
    source = messages.found_in_source()
    kept = [message for message in messages.translated() if message.id]
    assert [message.id for message in kept if source.get(message.id, message.context) is None] == []


def test_pages_read_the_catalog_as_it_is_written():
    compiled = messages.po_path().with_suffix(".mo").read_bytes()
    assert compiled == messages.compiled(messages.translated()), "run manage.py messages"


def test_both_languages_speak_also_of_numbers():
    one, many = "%(n)s unread notice", "%(n)s unread notices"
    with override("en"):
        assert [ngettext(one, many, n) % {"n": n} for n in (1, 3)] == ["1 unread notice", "3 unread notices"]
        assert gettext("Customers") == "Customers"
    with override("zh-hans"):
        chinese = [ngettext(one, many, n) % {"n": n} for n in (1, 3)]
        assert chinese[0].replace("1", "3") == chinese[1] != "3 unread notices"
        assert gettext("Customers") == "客户"
