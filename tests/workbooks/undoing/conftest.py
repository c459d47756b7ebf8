"""What the tests of undoing share."""

import pytest
from django.utils import timezone

from campaigns.planning import plan_store
from tests.factories import make_rule


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def plan(store):
    """A schedule that is laid out before and after, so that the house makes planned contacts of an import."""
    for trigger, fields in (("birthday", {}), ("after_install", {"after_days": 7})):
        make_rule(store, trigger=trigger, **fields)
    plan_store(store, today=timezone.localdate())
