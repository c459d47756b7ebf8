from django.db import models
from django.db.models.functions import Greatest


class ImportJobQuerySet(models.QuerySet):
    def visible_to(self, staff):
        return self if staff.is_owner else self.filter(store_id=staff.store_id)

    def waiting(self):
        """Jobs a worker should be at; one that is being done is among them."""
        return self.filter(state__in=self.model.RUNNING)

    def at_rest_since(self, moment):
        """Jobs that nobody has gone on with since, whatever they came to."""
        last = Greatest("created_at", "started_at", "finished_at")  # Postgres passes over those that are empty
        return self.exclude(state__in=self.model.RUNNING).annotate(last_step_at=last).filter(last_step_at__lte=moment)


class ExportJobQuerySet(models.QuerySet):
    def visible_to(self, staff):
        """The file is for whoever asked for it; the log of exports is `readings.view`."""
        return self.filter(by=staff)

    def waiting(self):
        """Jobs a worker should be at; one that is being done is among them."""
        return self.filter(state=self.model.State.WRITING)
