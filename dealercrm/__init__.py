"""The roof. The Celery application is loaded with it, so that every process knows the broker of its tasks."""

from dealercrm.celery import app as celery_app

__all__ = ["celery_app"]
