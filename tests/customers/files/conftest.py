"""A folder for uploads, a home whose family allows photos, and a photo."""

import pytest

from customers.actions.files import add_files
from customers.models import Home
from tests.customers.files.pages import ALLOWED
from tests.lib.photos import photo, upload


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    """A media folder of the test's own; every file that lies there."""
    settings.MEDIA_ROOT = tmp_path
    return lambda: sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def home(customer):
    return Home.objects.create(customer=customer, community="万科城", door="23-2-1191", **ALLOWED)


@pytest.fixture
def kept(customer, assistant):
    """A photo of the customer."""
    return add_files(customer, [upload(photo(), "客厅.jpg")], by=assistant, shows_home=False, caption="新客厅").rows[0]
