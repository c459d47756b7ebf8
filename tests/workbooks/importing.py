"""An import by the steps people take on its pages."""

import csv
import io
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from workbooks.actions.import_steps import run_step
from workbooks.models import ImportJob

WORKBOOK = (Path(__file__).parents[1] / "data" / "dealer_customers.xlsx").read_bytes()


def upload(client, content=WORKBOOK, name="老客户.xlsx", **data):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("workbooks:import-new"), {"file": file} | data)


def page(name, job):
    return reverse(f"workbooks:import-{name}", args=[job.pk])


def guessed(client, job):
    """The columns form as the page shows it, ready to be posted."""
    form = client.get(page("mapping", job)).context["form"]
    return {field.name: field.value() or "" for *_sheet, columns in form.sheets for field, _texts in columns}


def previewed(client, content=WORKBOOK, name="老客户.xlsx"):
    upload(client, content, name)
    job = ImportJob.objects.latest("pk")
    client.post(page("mapping", job), guessed(client, job))
    job.refresh_from_db()
    return job


def committed(client, job):
    client.post(page("commit", job))
    run_step(job.pk)
    job.refresh_from_db()
    return job


def as_csv(*rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()
