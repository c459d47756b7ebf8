from django.db import models
from django.utils.translation import gettext_lazy as _


class Attachment(models.Model):
    """A file or photo on a customer or one of their homes; served only to those who may see the customer (AR-19)."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="attachments")
    home = models.ForeignKey("customers.Home", models.CASCADE, null=True, blank=True, related_name="attachments")
    file = models.FileField(upload_to="attachments/%Y/%m/")
    thumbnail = models.FileField(upload_to="attachments/%Y/%m/", blank=True)  # empty: not a picture
    name = models.CharField(_("file"), max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    caption = models.CharField(_("caption"), max_length=100, blank=True)
    by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("file")

    def __str__(self):
        return self.name
