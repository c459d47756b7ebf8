"""What an export holds, and how it is asked for."""

import csv
import io

import openpyxl
from django.test import TestCase
from django.urls import reverse
from django.utils import translation

from tests.factories import (
    PASSWORD,
)
from workbooks.models import ExportJob
from workbooks.reading.fields import INFORMATION, LABELS

NEW = reverse("workbooks:export-new")
NOTES = '第一行\n第二行, "引号"'


def h(field):
    """The heading of a field in Chinese."""
    with translation.override("zh-hans"):
        return str(LABELS.get(field) or INFORMATION[field])


def export(client, format="xlsx", **chosen):
    """Ask for a file as the page does; returns the job."""
    chosen = {"whom": "all", "query": ""} | chosen
    page = client.get(NEW, chosen)
    data = chosen | {"count": page.context["selection"].count, "format": format, "password": PASSWORD}
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(NEW, data)
    assert response.status_code == 302, response.context["form"].errors
    job = ExportJob.objects.latest("pk")
    assert response.url == job.get_absolute_url()
    return job


def content(client, job):
    response = client.get(reverse("workbooks:export-file", args=[job.pk]))
    return b"".join(response.streaming_content)


def rows_of(client, job):
    """{sheet: [{heading: value}]} of an .xlsx, or the rows of a CSV."""
    data = content(client, job)
    if job.format == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return found
