"""A long job's bar, which asks for itself every second (DESIGN: long work is a job row)."""

from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect


def show_progress(request, job, template):
    """The bar while the job runs; when it is done, the way to where the job goes on."""
    if job.is_running:
        return render(request, template, {"job": job})
    return HttpResponseClientRedirect(job.get_absolute_url()) if request.htmx else redirect(job)
