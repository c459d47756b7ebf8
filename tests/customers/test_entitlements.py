import pytest
from django.db import connection

from customers.entitlements import ENTITLEMENTS, READY, entitlements, rhythm_days
from customers.models import TierEntitlement

pytestmark = pytest.mark.django_db


def joined():
    with connection.cursor() as cursor:
        cursor.execute(ENTITLEMENTS)
        return {row[:2]: row[2:] for row in cursor.fetchall()}


def test_each_of_sixteen_tiers_has_its_rhythm_before_anybody_has_said_anything():
    assert len(READY) == 16
    assert joined() == {key: (ready.rhythm_days, ready.gift_yuan) for key, ready in READY.items()}
    for letter in "ABCD":  # the better known the need, the sooner
        rhythms = [rhythm_days(letter, level) for level in (1, 2, 3, 4)]
        assert rhythms == sorted(rhythms)


def test_what_the_dealer_wrote_takes_the_place_of_the_ready_row():
    TierEntitlement.objects.create(letter="A", level=1, rhythm_days=21, gift_yuan=500, services="除螨 3")
    assert rhythm_days("A", 1) == 21 and entitlements()["A", 1].services == "除螨 3"
    assert joined()["A", 1] == (21, 500)
    assert joined()["A", 2] == (READY["A", 2].rhythm_days, READY["A", 2].gift_yuan)
