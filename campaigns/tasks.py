"""The clock's door to the schedule."""

from celery import shared_task
from django.utils import timezone

from campaigns.actions import digest


@shared_task
def write_digests():
    digest.write_digests(timezone.now())
