from django.db import models


class SentForm(models.Model):
    """A form that made something, by the key it was drawn with: sent a second time it makes nothing more.

    stores/sending.py says how. Kept for a day, until nobody presses a button twice any more.
    """

    key = models.CharField(max_length=64, primary_key=True)
    leads_to = models.CharField(max_length=500, blank=True)  # the page that shows what was made
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return self.leads_to
