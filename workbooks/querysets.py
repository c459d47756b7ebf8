from django.db.models.functions import Greatest

from dealercrm.lib.jobs import JobQuerySet


class ImportJobQuerySet(JobQuerySet):
    def visible_to(self, staff):
        return self if staff.is_owner else self.filter(store_id=staff.store_id)

    def at_rest_since(self, moment):
        """Jobs that nobody has gone on with since, whatever they came to."""
        last = Greatest("created_at", "started_at", "finished_at")  # Postgres passes over those that are empty
        at_rest = self.exclude(state__in=list(self.model.RUNNING))
        return at_rest.annotate(last_step_at=last).filter(last_step_at__lte=moment)


class ExportJobQuerySet(JobQuerySet):
    def visible_to(self, staff):
        """The file is for whoever asked for it; the log of exports is `readings.view`."""
        return self.filter(by=staff)
