from django.db import models


class Heartbeat(models.Model):
    """One row, renewed by the clock each minute; the app shows when it stops (MS-7)."""

    at = models.DateTimeField()

    def __str__(self):
        return str(self.at)


class ClockRun(models.Model):
    """A nightly job of one day: claimed once, however many clocks wake up; a failed one is taken again."""

    job = models.CharField(max_length=40)
    day = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="clock_run_once")]

    def __str__(self):
        return f"{self.job} {self.day}"
