"""The clock's door to imports and exports (DESIGN)."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from workbooks.actions.exports import write_export
from workbooks.actions.import_steps import run_step
from workbooks.models import ExportJob, ImportJob

log = logging.getLogger(__name__)


@shared_task
def run_imports():
    """Imports whose wake-up was lost, or whose worker was killed."""
    for job_id in ImportJob.objects.waiting().values_list("pk", flat=True):
        run_import.delay(job_id)


@shared_task
def run_import(job_id):
    run_step(job_id)


@shared_task
def run_exports():
    """Likewise for exports."""
    for job_id in ExportJob.objects.waiting().values_list("pk", flat=True):
        run_export.delay(job_id)


@shared_task
def run_export(job_id):
    write_export(job_id)


def wake_import(job):
    """Have a worker take up the job at once; without a broker the clock finds it within a minute."""
    _wake(run_import, job)


def wake_export(job):
    """Likewise."""
    _wake(run_export, job)


def _wake(task, job):
    def wake():
        try:
            task.delay(job.pk)
        except OperationalError as error:
            log.warning("%s %s waits for the clock: %s", job._meta.model_name, job.pk, error)

    transaction.on_commit(wake)
