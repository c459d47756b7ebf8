from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dealercrm.lib.jobs import Job
from workbooks.querysets import ImportJobQuerySet


class ImportJob(Job):
    """A dealer's workbook on its way into the archive: a job row with its progress (AR-12)."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Being opened")
        MAPPING = "mapping", _("Columns to be confirmed")
        READING = "reading", _("Reading")
        PREVIEW = "preview", _("Ready to be checked")
        COMMITTING = "committing", _("Importing")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    RUNNING = {
        State.UPLOADED: _("The workbook is being opened."),
        State.READING: _("The rows are being read and compared with the archive."),
        State.COMMITTING: _("The rows are being imported."),
        State.UNDOING: _("The import is being undone."),
    }

    # How long the workbook stays after its last step, imported or left lying; and, of what an import changed, every row
    # as it was before: so long it may be undone.
    KEPT = timedelta(days=30)

    store = models.ForeignKey("stores.Store", models.PROTECT, related_name="imports")
    by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="imports")
    file = models.FileField(upload_to="imports/%Y/%m/", blank=True)  # empty for one from the shell, or kept long enough
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    layouts = models.JSONField(default=list)  # how each sheet is read: workbooks.reading.columns.Layout
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    makes_tags = models.BooleanField(default=False)  # may tags come in that nobody has made yet?
    totals = models.JSONField(default=dict)
    # The moment of the one transaction that did it, which all its rows of history bear, and the newest of these.
    committed_at = models.DateTimeField(null=True)
    history_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)  # likewise, of the transaction that took it back
    undone_by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+")

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        """Where the import goes on."""
        if self.state in (self.State.DONE, self.State.UNDONE):
            return reverse("workbooks:import-result", args=[self.pk])
        if self.state == self.State.UNDOING:
            return reverse("workbooks:import-undo", args=[self.pk])
        if self.state in (self.State.UPLOADED, self.State.MAPPING):
            return reverse("workbooks:import-mapping", args=[self.pk])
        return reverse("workbooks:import-preview", args=[self.pk])

    @property
    def progress_url(self):
        return reverse("workbooks:import-progress", args=[self.pk])

    def give_up(self, sentence):
        if self.state != self.State.UNDOING:
            return super().give_up(sentence)
        stands = {"state": self.State.DONE, "done_rows": self.total_rows, "undone_by": None, "error": sentence}
        ImportJob.objects.filter(pk=self.pk).update(**stands)


class ImportRow(models.Model):
    """One row of the workbook and what becomes of it."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("New")
        UPDATED = "updated", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        REFUSED = "refused", _("Refused")
        PASSED_OVER = "passed_over", _("Passed over")

    job = models.ForeignKey(ImportJob, models.CASCADE, db_index=False, related_name="rows")
    sheet = models.CharField(_("sheet"), max_length=60)
    row = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    name = models.CharField(_("name"), max_length=60, blank=True)
    customer = models.ForeignKey("customers.Customer", models.SET_NULL, null=True)
    messages = models.JSONField(_("messages"), default=list)  # [[code, facts]] of workbooks.reading.messages
    raw = models.JSONField(_("cells"), default=list)  # the rows as they stand, of refused ones only

    class Meta:
        ordering = ["job_id", "id"]
        verbose_name = _("row of a workbook")
        indexes = [models.Index(fields=["job", "outcome", "id"], name="import_row_outcome")]


class ImportMapping(models.Model):
    """What a person has said of a sheet with these headers: proposed when such a sheet comes again (AR-12)."""

    digest = models.CharField(max_length=64, unique=True)  # of the squeezed headers
    role = models.CharField(max_length=10)  # of workbooks.reading.roles.ROLES
    columns = models.JSONField()  # {column: field}
    by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField()

    def __str__(self):
        return self.digest
