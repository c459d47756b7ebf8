from django.db import models


class Handover(models.Model):
    """A leaver's work given to colleagues in one step (ST-4): who, by whom, what went to whom."""

    leaver = models.ForeignKey("stores.Staff", models.PROTECT, related_name="handovers")
    by = models.ForeignKey("stores.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    given = models.JSONField(default=dict)  # {staff id: {"customers": n, "touchpoints": n, ...}}

    def __str__(self):
        return f"{self.leaver_id} {self.at:%Y-%m-%d}"
