from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleVersion(models.Model):
    """A rule as it stood from a moment on: what was done by it shows the words it was done with (TP-2)."""

    rule = models.ForeignKey("campaigns.TouchpointRule", models.CASCADE, related_name="versions")
    since = models.DateTimeField(_("since"))
    by_name = models.CharField(_("by"), max_length=40, blank=True)
    values = models.JSONField()

    class Meta:
        ordering = ["rule_id", "-since", "-id"]

    def __str__(self):
        return f"{self.rule_id} {self.since:%Y-%m-%d}"
