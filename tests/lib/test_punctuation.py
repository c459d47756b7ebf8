"""Punctuation is the reader's."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Context, Template
from django.utils.translation import override

from dealercrm.lib.punctuation import listed

TEXT = "{% load punctuation %}A{% colon %}b{% comma %}c{{ d|in_brackets }}{{ nothing|in_brackets }}"


def shown(language):
    with override(language):
        return Template(TEXT).render(Context({"d": "<d>", "nothing": ""}))


def test_each_language_sets_its_own_marks_and_what_is_typed_stays_text():
    assert shown("en") == "A: b, c (&lt;d&gt;)"
    assert shown("zh-hans") == "A：b，c（&lt;d&gt;）"


def test_things_are_listed_with_the_mark_of_the_language():
    with override("en"):
        assert listed(["a", 1]) == "a, 1"
    with override("zh-hans"):
        assert listed(["a", 1]) == "a、1"


def test_large_numbers_are_grouped_by_three_in_both_languages():
    for language in ("en", "zh-hans"):
        with override(language):
            assert intcomma(1234567) == "1,234,567"
