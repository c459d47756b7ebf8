"""Undoing a whole import: a second look with the counts, and what stands in the way, each leading to its customer."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from customers.models import Customer
from dealercrm.lib.errors import Refused
from stores.access import needs
from stores.sending import once
from workbooks.actions.import_steps import run_step
from workbooks.actions.import_undo import ask_to_undo, check_undoable
from workbooks.models import ImportJob, ImportRow
from workbooks.obstacles import SHOWN, Obstacles
from workbooks.tasks import wake_import
from workbooks.views.imports import visible_job

AT_ONCE = 1000  # rows of an import that is undone while the person waits
State = ImportJob.State


@needs("workbooks.import")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def import_undo(request, pk):
    job = visible_job(request, pk)
    if job.state == State.UNDOING and request.method != "POST":
        return render(request, "workbooks/import_undo.html", {"job": job})
    if request.method == "POST":
        return _undo(request, job)
    try:
        check_undoable(job, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(job)
    obstacles = Obstacles(job)
    updated = job.rows.filter(outcome=ImportRow.Outcome.UPDATED, customer__isnull=False)
    # A second order of somebody the file itself brought is no change of the archive.
    changed = updated.exclude(customer__import_job_id=job.pk).exclude(customer__in=obstacles.held)
    made = Customer.objects.filter(import_job_id=job.pk).exclude(pk__in=obstacles.held)
    context = {
        "job": job,
        "made": made.count(),
        "changed": changed.values("customer").distinct().count(),
        "goes": obstacles.goes,
        "count": obstacles.count,
        "found": obstacles.found,
        "stay": len(obstacles.held),
        "shown": SHOWN,
    }
    return render(request, "workbooks/import_undo.html", context)


def _undo(request, job):
    try:
        job = ask_to_undo(job, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("workbooks:import-undo", job.pk)
    if job.total_rows > AT_ONCE:
        wake_import(job)
        return redirect("workbooks:import-undo", job.pk)
    run_step(job.pk)
    job.refresh_from_db()
    if job.state == State.UNDONE:
        return redirect(job)
    messages.error(request, job.error)
    return redirect("workbooks:import-undo", job.pk)
