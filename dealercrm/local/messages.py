"""The texts of the interface: found in the source, kept in locale/, compiled without GNU gettext.

For developers and tests only (Babel is no dependency of the running product); what pages read is the committed .mo.
"""

import io
import re

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGES = (
    "dealercrm", "stores", "customers", "messaging", "rewards", "campaigns", "referrals", "insights", "workbooks",
)  # fmt: skip
TEMPLATES = (".html", ".txt")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sd]|{\w*}")
# Fixed, its day too, so that an update changes only what changed in the source.
HEADER = """\
# The interface in Simplified Chinese. Kept by: manage.py messages
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"POT-Creation-Date: 2026-11-22 00:00+0800\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def po_path():
    return settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def found_in_source():
    """A Babel catalog of every text marked for translation in the apps' Python and in the templates."""
    catalog = Catalog(locale="zh_Hans", charset="utf-8")
    for path in source_files():
        text = path.read_text(encoding="utf-8")
        if path.suffix in TEMPLATES:
            text = INDENT.sub("", templatize(text, origin=str(path)))  # HTML's indent is none of Python's
        place = (str(path.relative_to(settings.BASE_DIR)), None)
        for _line, message, comments, context in extract(
            "python", io.BytesIO(text.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"}
        ):
            catalog.add(message, locations=[place], auto_comments=comments, context=context)
    return catalog


def source_files():
    base = settings.BASE_DIR
    found = [path for package in PACKAGES for path in (base / package).rglob("*.py") if "migrations" not in path.parts]
    found += [path for path in (base / "templates").rglob("*") if path.suffix in TEMPLATES]
    return sorted(found)


def translated():
    """The catalog as committed."""
    if not po_path().exists():
        return Catalog(locale="zh_Hans", charset="utf-8")
    with open(po_path(), "rb") as file:
        return read_po(file, locale="zh_Hans", charset="utf-8")


def merged():
    """Every text of the source with the translation it has; nothing guessed, nothing stale."""
    catalog = translated()
    catalog.update(found_in_source(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def save(catalog):
    po_path().parent.mkdir(parents=True, exist_ok=True)
    with open(po_path(), "wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalog, width=120, omit_header=True, no_location=True, sort_output=True)
    po_path().with_suffix(".mo").write_bytes(compiled(translated()))


def compiled(catalog):
    """The bytes of the .mo of a catalog."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def missing(catalog):
    """Texts without a (settled) translation, as the English text of each."""
    return [first(message.id) for message in catalog if message.id and (message.fuzzy or not all_strings(message))]


def misplaced(catalog):
    """Texts whose translation does not use the same placeholders: a page would break, or hide a value."""
    return [
        first(message.id)
        for message in catalog
        if message.id
        and all_strings(message)
        and any(set(PLACEHOLDER.findall(text)) != wanted(message) for text in all_strings(message))
    ]


def wanted(message):
    """Chinese has one form for all numbers: it needs what the plural needs."""
    return set(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[-1]))


def all_strings(message):
    strings = [message.string or ""] if isinstance(message.id, str) else list(message.string or [""])
    return strings if all(strings) else []


def first(message_id):
    return message_id if isinstance(message_id, str) else message_id[0]
