import pytest

from customers.models import Activity
from dealercrm.lib.errors import Refused
from referrals.actions.steps import advance_referral, lose_referral
from referrals.facts import REFERRAL_ADVANCED, REFERRAL_LOST
from tests.factories import NOW, make_referral


@pytest.fixture
def referral(customer):
    return make_referral(customer)


def test_a_referral_goes_on_step_by_step_and_each_step_has_its_person(referral, assistant):
    for state in ("contacted", "visited", "quoted"):
        advance_referral(referral, by=assistant, to=state, now=NOW)
    referral.refresh_from_db()
    assert referral.state == "quoted" and referral.next_state is None
    steps = Activity.objects.filter(kind=REFERRAL_ADVANCED, by=assistant, customer=referral.referrer).order_by("pk")
    assert [step.data["to"] for step in steps] == ["contacted", "visited", "quoted"]


@pytest.mark.parametrize("to", ["submitted", "visited", "signed", "lost", "nonsense"])
def test_a_step_out_of_order_is_refused(referral, assistant, to):
    with pytest.raises(Refused):
        advance_referral(referral, by=assistant, to=to, now=NOW)


def test_a_second_tap_on_the_same_step_is_refused_though_the_page_is_old(referral, assistant):
    advance_referral(referral, by=assistant, to="contacted", now=NOW)
    with pytest.raises(Refused):
        advance_referral(referral, by=assistant, to="contacted", now=NOW)
    assert Activity.objects.filter(kind=REFERRAL_ADVANCED).count() == 1


def test_a_lost_referral_keeps_its_reason_and_goes_no_further(referral, assistant):
    lose_referral(referral, by=assistant, reason="买了别家", now=NOW)
    referral.refresh_from_db()
    assert (referral.state, referral.lost_reason) == ("lost", "买了别家")
    assert Activity.objects.get(kind=REFERRAL_LOST).data["reason"] == "买了别家"
    with pytest.raises(Refused):
        advance_referral(referral, by=assistant, to="contacted", now=NOW)
    with pytest.raises(Refused):
        lose_referral(referral, by=assistant, reason="again", now=NOW)


def test_without_a_reason_nothing_is_lost(referral, assistant):
    with pytest.raises(Refused):
        lose_referral(referral, by=assistant, reason="  ", now=NOW)
    referral.refresh_from_db()
    assert referral.is_open
