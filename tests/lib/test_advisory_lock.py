"""One at a time: seen by a second connection, as another worker has."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from dealercrm.lib.advisory_lock import alone

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = "a test"


def elsewhere(key):
    """Whose turn it is, asked by another connection."""

    def ask():
        try:
            with alone(LOCK, key) as is_ours:
                return is_ours
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(ask).result()


def test_one_has_the_turn_until_the_end_also_a_bad_one():
    with pytest.raises(ZeroDivisionError), alone(LOCK, 1) as is_ours:
        assert is_ours and not elsewhere(1)
        assert elsewhere(2)
        assert not elsewhere(1)  # who did not have the turn has given nothing back
        raise ZeroDivisionError
    assert elsewhere(1)
