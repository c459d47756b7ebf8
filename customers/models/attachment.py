from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.querysets import AttachmentQuerySet


class Attachment(models.Model):
    """A file or photo on a customer, a home or an order; served only to those who may see the customer (AR-19).

    Whatever else a file is about (a visit, a complaint) points to it from a table of its own: what it takes to keep,
    show, merge, hand out and erase a file is done here once.
    """

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="attachments")
    home = models.ForeignKey(
        "customers.Home", models.CASCADE, null=True, blank=True, related_name="attachments", verbose_name=_("home")
    )
    order = models.ForeignKey(
        "customers.Order", models.SET_NULL, null=True, blank=True, related_name="attachments", verbose_name=_("order")
    )
    # What a photo shows, not what it is filed under, decides whether the family must have allowed it (AR-4).
    shows_home = models.BooleanField(_("shows people or the inside of a home"), default=False)
    file = models.FileField(upload_to="attachments/%Y/%m/")
    thumbnail = models.FileField(upload_to="attachments/%Y/%m/", blank=True)  # empty: not a picture
    name = models.CharField(_("file"), max_length=200)
    content_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    caption = models.CharField(_("caption"), max_length=100, blank=True)
    by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("on"))
    # Taken away by a person: out of sight at once, off the disk a month later.
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        "stores.Staff", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("removed by")
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("file")
        indexes = [
            # The night asks which files of a month's folder are known, and which were removed long ago.
            models.Index(fields=["file"], opclasses=["varchar_pattern_ops"], name="attachment_on_disk"),
            models.Index(fields=["removed_at"], condition=Q(removed_at__isnull=False), name="attachment_removed"),
        ]

    def __str__(self):
        return self.caption or self.name

    @property
    def is_picture(self):
        return bool(self.thumbnail)

    @property
    def kind(self):
        """What a document is called on its tile: PDF, DOCX, XLSX."""
        return self.name.rpartition(".")[2].upper()
