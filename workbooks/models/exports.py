from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dealercrm.lib.jobs import Job
from workbooks.querysets import ExportJobQuerySet


class ExportJob(Job):
    """A file of customers for the owner: a job row with its progress, the file itself only for some days (AR-15).

    The row stays when the file has gone: it is the log of what left the house.
    """

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel (.xlsx)")
        CSV = "csv", _("CSV")

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")
        REMOVED = "removed", _("Removed")

    RUNNING = {State.WRITING: _("The file is being written.")}
    COUNTS_ROWS = False  # but customers, once for each sheet

    KEPT = timedelta(days=7)

    by = models.ForeignKey("stores.Staff", models.PROTECT, related_name="exports")
    format = models.CharField(_("format"), max_length=4, choices=Format)
    query = models.TextField(blank=True)  # the list's address; with `ticked` None all that it shows
    ticked = models.JSONField(null=True)  # ids
    words = models.TextField(blank=True)  # the same for people
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=State, default=State.WRITING)
    count = models.PositiveIntegerField(default=0)  # customers: when asked for those seen, then those written
    file = models.FileField(upload_to="exports/%Y/%m/", blank=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("workbooks:export-detail", args=[self.pk])

    @property
    def progress_url(self):
        return reverse("workbooks:export-progress", args=[self.pk])

    @property
    def file_name(self):
        return f"customers-{timezone.localdate(self.created_at):%Y%m%d}-{self.pk}.{self.format}"

    @property
    def size(self):
        """Of the file in bytes; None where the disk has lost it."""
        try:
            return self.file.size
        except (ValueError, FileNotFoundError):
            return None

    @property
    def kept_until(self):
        """The moment from which the night may take the file away, or None while there is none."""
        return self.finished_at + self.KEPT if self.finished_at else None
