"""`manage.py try_outage` is for an empty folder only."""

import pytest
from django.core.management import CommandError, call_command

from stores.models import Staff


def test_it_is_refused_where_there_is_a_dealer(manager):
    with pytest.raises(CommandError, match="DEALERCRM_VAR"):
        call_command("try_outage")
    assert Staff.objects.count() == 1
