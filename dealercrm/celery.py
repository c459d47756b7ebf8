"""The Celery application. It only wakes things up; the database remembers (see timetable.py)."""

import os

from celery import Celery

from dealercrm.timetable import BEAT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealercrm.settings")

app = Celery("dealercrm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = BEAT
