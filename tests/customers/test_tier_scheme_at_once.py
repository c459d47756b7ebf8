"""Two who save a scheme of the tiers at the same moment: one is saved, the other told."""

from threading import Thread

import pytest
from django.db import connection

from customers.actions.schemes import save_scheme
from customers.models import TierScheme
from customers.scoring import ready_scheme
from dealercrm.lib.errors import Refused
from stores.models import Role
from tests.factories import NOW, TODAY, make_staff


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_saved_and_the_other_told():
    owners, told = [make_staff(None, Role.OWNER) for __ in range(2)], []

    def save(owner):
        scheme = ready_scheme()
        scheme.from_on = TODAY
        try:
            save_scheme(scheme, seen=None, by=owner, now=NOW)
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=save, args=[owner]) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    saved = TierScheme.objects.get()
    assert len(told) == 1 and saved.by.name in told[0]
