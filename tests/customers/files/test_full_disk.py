import errno

import pytest
from django.core.files.base import ContentFile

from customers.models import Attachment
from tests.customers.files.pages import HTMX, url
from tests.lib.photos import photo, upload


@pytest.fixture
def full_disk(monkeypatch):
    """The disk takes the first kilobyte of a file and no more."""

    def chunks(self, chunk_size=None):
        yield self.read(1024)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ContentFile, "chunks", chunks, raising=False)


@pytest.mark.logs_errors
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_full_disk_is_said_and_leaves_no_half_file(full_disk, customer, assistant, client_of, disk, headers):
    files = {"files": upload(photo(size=(800, 600)), "客厅.jpg"), "shows": "goods"}
    answer = client_of(assistant).post(url("file-create", customer.pk), files, headers=headers)
    assert "磁盘满了" in answer.content.decode() and answer.status_code in (507, 422)
    assert disk() == [] and not Attachment.objects.exists()
