from django.apps import AppConfig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("Messages")
    awake_since = None  # of this program; the web server's workers have it from the one they were split off

    def ready(self):
        self.awake_since = timezone.now()
