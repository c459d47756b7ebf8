"""The demo dealer only ever appears in an empty database."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from customers.models import Customer
from dealercrm.demo.shops import PASSWORD

pytestmark = pytest.mark.django_db


def test_an_archive_that_holds_anybody_is_left_alone(owner):
    out = StringIO()
    call_command("demo_data", stdout=out)
    assert not Customer.objects.exists()
    assert PASSWORD not in out.getvalue()


def test_a_bad_date_is_answered_with_a_sentence():
    with pytest.raises(CommandError, match="2026-11-22"):
        call_command("demo_data", today="22.11.2026")
