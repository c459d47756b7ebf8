"""Remembering what people have said about the columns of a sheet, and proposing it when such a sheet comes again."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.own_fields import active_fields
from dealercrm.lib.errors import Refused
from workbooks.models import ImportJob, ImportMapping
from workbooks.reading.fields import LABELS, OWN
from workbooks.reading.headers import squeeze
from workbooks.reading.roles import ROLES

REASONS = ("为何未导入", "whyrefused")


def own_labels():
    """{label: key} of the dealer's own fields in use, as the importer asks for them."""
    return {field.label: field.key for field in active_fields()}


def known_fields():
    """{field: label} of all that a column may be."""
    return LABELS | {OWN + key: label for label, key in own_labels().items()}


def digest_of(layout):
    """What sheets with the same headers have in common; "" where headers say nothing, or all is said by our export."""
    words = [squeeze(header) for header in layout.headers]
    # The file of refused rows is the sheet it came from with the reasons behind.
    words = words[:-1] if words and words[-1] in REASONS else words
    if layout.is_own_export or not any(words):
        return ""
    return hashlib.sha256("\t".join(words).encode()).hexdigest()


def propose(layouts):
    """Give each `Layout` the columns a person once confirmed for its headers; what was guessed stays in `guess`."""
    digests = {digest: layout for layout in layouts if (digest := digest_of(layout))}
    known = known_fields()
    for mapping in ImportMapping.objects.filter(digest__in=digests):
        layout = digests[mapping.digest]
        columns = {int(column): name for column, name in mapping.columns.items() if name in known}
        if mapping.role in ROLES and (mapping.role, columns) != (layout.role, layout.columns):
            layout.guess = {"role": layout.role, "columns": layout.columns}
            layout.role, layout.columns = mapping.role, columns


def remember(layouts, *, by):
    """Keep what a person has confirmed; the last word on a set of headers counts."""
    rows = {
        digest: ImportMapping(digest=digest, role=layout.role, columns=layout.columns, by=by, used_at=timezone.now())
        for layout in layouts
        if (digest := digest_of(layout))
    }
    ImportMapping.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["role", "columns", "by", "used_at"],
    )


@transaction.atomic
def forget_mapping(job, layouts):
    """Back to the guess, for this import and later ones; returns the job. `layouts` are those of the job."""
    row = ImportJob.objects.select_for_update().get(pk=job.pk)
    if row.state not in (row.State.MAPPING, row.State.PREVIEW, row.State.FAILED):
        raise Refused(_("The columns of this import cannot be changed any more."))
    remembered = [layout for layout in layouts if layout.guess]
    ImportMapping.objects.filter(digest__in=[digest_of(layout) for layout in remembered]).delete()
    for layout in remembered:
        layout.role, layout.columns = layout.guess["role"], layout.guess["columns"]
        layout.guess = {}
    row.layouts, row.state = [vars(layout) for layout in layouts], row.State.MAPPING
    row.save(update_fields=["layouts", "state"])
    return row
