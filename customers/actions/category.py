"""A dealer's own numbers for the kinds of goods; care_cycles.csv only gives the first ones (AR-5)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.categories import NUMBERS
from customers.models import Category
from dealercrm.lib.errors import Refused
from stores.models import Staff


@transaction.atomic
def change_category(category: Category, *, by: Staff, **changes: Any) -> set[str]:
    """Set some of NUMBERS; returns the names of what changed. What families will need next follows at once."""
    row = Category.objects.select_for_update().get(pk=category.pk)
    before = {field: getattr(row, field) for field in NUMBERS}
    for field in NUMBERS:
        setattr(row, field, changes.get(field, before[field]))
    first, last = row.replace_from_years, row.replace_to_years
    if first is None and last is not None:
        raise Refused(_("Say from which year on it is replaced."))
    if last is not None and last < first:
        raise Refused(_("The latest year lies before the earliest."))
    changed = {field: [before[field], getattr(row, field)] for field in NUMBERS if getattr(row, field) != before[field]}
    if changed:
        row.save(update_fields=NUMBERS)
        record(facts.CATEGORY_CHANGED, by=by, data={"category": row.name_zh, "changed": changed})
    return set(changed)
