"""The clock's door to the figures (DESIGN)."""

from celery import shared_task

from insights.freshness import freshen_all


@shared_task
def freshen_figures():
    freshen_all()
