from datetime import timedelta

import pytest
from django.http import QueryDict

from dealercrm.lib.keyset import keyset_page
from referrals.models import Referral
from tests.factories import NOW, make_referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def referrals(customer):
    """Seven, of which some share a moment and none is in the order of its id."""
    days = [3, 1, 1, 1, 5, 0, 2]
    made = [make_referral(customer, recorded_at=NOW - timedelta(days=days_ago)) for days_ago in days]
    return sorted(made, key=lambda row: (row.recorded_at, row.pk), reverse=True)


def walk(params, direction, size):
    pages = []
    while params is not None:
        page = keyset_page(Referral.objects.all(), QueryDict(params), by="recorded_at", size=size)
        pages.append(page.rows)
        params = getattr(page, direction) or None
    return pages, page


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_walking_down_and_up_again_shows_every_row_once(referrals, size):
    down, last = walk("q=a", "older", size)
    assert [row for page in down for row in page] == referrals
    assert all(len(page) == size for page in down[:-1])
    if last.newer:
        up, first = walk(last.newer, "newer", size)
        assert [row for page in reversed(up) for row in page] == referrals[: -len(last.rows)]
        assert not first.newer


def test_the_neighbours_keep_what_was_asked_for(referrals):
    page = keyset_page(Referral.objects.all(), QueryDict("q=张&store=1"), by="recorded_at", size=2)
    assert QueryDict(page.older)["q"] == "张" and QueryDict(page.older)["store"] == "1" and not page.newer


@pytest.mark.parametrize("bad", ["x", "~", "2026-99-99~1", "~3", "2026-11-22T10:00+08:00~x", "2026-11-22T10:00~1"])
def test_a_cursor_that_cannot_be_read_shows_the_first_page(referrals, bad):
    params = QueryDict(mutable=True)
    params["after"] = bad
    assert keyset_page(Referral.objects.all(), params, by="recorded_at", size=3).rows == referrals[:3]


def test_a_cursor_of_a_row_that_never_was_is_no_error(referrals):
    params = QueryDict(mutable=True)
    params["after"] = f"{NOW.isoformat()}~{10**30}"
    assert keyset_page(Referral.objects.all(), params, by="recorded_at", size=9).rows == referrals
