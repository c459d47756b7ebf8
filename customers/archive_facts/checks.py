"""Nothing starts with a table that does not say all it must."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise

from customers.archive_facts.fact import Fact
from customers.archive_facts.table import FACTS
from customers.models import Customer

NO_FACTS = {"store", "keeper"}  # of a customer: whose they are, not what is known of them


@register
def check_facts(app_configs: Any, facts: Iterable[Fact] = FACTS, **options: Any) -> list[Error]:
    """Every entry has its field, a label and readable patterns; every field of a customer has its entry."""
    found = [Error(sentence, obj=fact.model) for fact in facts for sentence in _wrong_with(fact)]
    described = {fact.name for fact in facts if fact.model is Customer} | NO_FACTS
    missing = [field for field in Customer._meta.fields if field.editable and not field.primary_key]
    found += [
        Error(f"“{field.name}” is in no entry of customers/archive_facts/table.py: describe it there.", obj=Customer)
        for field in missing
        if field.name not in described
    ]
    return found


def _wrong_with(fact: Fact) -> Iterator[str]:
    try:
        label = fact.label
    except FieldDoesNotExist:
        yield f"The table of facts names “{fact.name}”, but the model has no such field."
        return
    if not isinstance(label, Promise):  # what Django makes of the field's name is no word for people
        yield f"“{fact.name}” has no label: give its field a translated name, as in CharField(_(“pets”), ...)."
    for pattern in fact.headers.split():
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"The header “{pattern}” of “{fact.name}” is no readable pattern: {error}."
