"""Scores are the sum of their parts, in Python as in the database, and parts are what the rows say."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Revisit
from customers.actions.opinions import say_opinion, take_back_opinion
from customers.actions.tiers import newest_cutoffs, recompute_tiers, retier
from customers.models import CustomerTier, NextPurchase, SoftRating, TierCutoffs, TierMove
from customers.scoring import ready_scheme, signals
from customers.tier_sql import Formula
from customers.tier_words import Explained, parts_of
from customers.tiering import IMPORTANCE, URGENCY, Weights, faded, shared_out
from dealercrm.lib.errors import Refused
from tests.factories import NOW, TODAY, make_customer, make_item, make_referral, make_signed_order

CODES = list(signals())
weights = st.dictionaries(st.sampled_from(CODES), st.integers(0, 100), min_size=1)
values = st.lists(st.none() | st.integers(0, 100), min_size=len(CODES), max_size=len(CODES))


@given(weights, st.sets(st.sampled_from(CODES)))
def test_what_is_shared_out_adds_up_to_the_whole(given_weights, silent):
    shares = shared_out(given_weights, silent)
    assert sum(shares.values()) == (100 if shares else 0)
    assert not shares.keys() & silent
    left = {code: weight for code, weight in given_weights.items() if code in shares}
    for code, share in shares.items():
        assert abs(share - 100 * left[code] / sum(left.values())) < 1


@given(st.integers(1, 5), st.integers(0, 4000))
def test_an_opinion_fades_to_the_middle_and_then_says_nothing(stars, days):
    now, later = faded(stars, days), faded(stars, days + 30)
    if now is None:
        assert days >= 1095 and later is None
    else:
        assert 0 <= now <= 100 and (now - 50) * (stars - 3) >= 0
        assert later is None or abs(later - 50) <= abs(now - 50)
    assert faded(stars, 0) == 25 * (stars - 1)


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(1, 100), min_size=1), st.data())
def test_a_score_is_between_nothing_and_all_and_grows_with_each_value(given_weights, data):
    side = Weights(given_weights)
    known = {code: data.draw(st.integers(0, 100)) for code in given_weights}
    score = sum(side.part(code, value) for code, value in known.items())
    assert -len(known) <= score <= 10_000 + len(known)
    assert all(side.part(code, 100) >= side.part(code, value) for code, value in known.items())


@pytest.mark.django_db
@given(st.lists(st.integers(0, 100), min_size=len(CODES), max_size=len(CODES)), st.sets(st.sampled_from(CODES)), values)
def test_the_database_adds_up_the_same_parts(given_weights, silent, said):
    cutoffs = TierCutoffs(codes=CODES, weights=given_weights, silent=sorted(silent), a_from=3, b_from=2, c_from=1)
    array = "ARRAY[" + ", ".join("NULL" if value is None else str(value) for value in said) + "]::smallint[]"
    with connection.cursor() as cursor:
        cursor.execute(Formula(cutoffs).scored(f"SELECT {array} AS values"))
        _values, importance, urgency = cursor.fetchone()
    parts = parts_of(cutoffs, said)
    for side, score in ((IMPORTANCE, importance), (URGENCY, urgency)):
        assert sum(part.points for part in parts if part.signal.side == side) == score


@pytest.fixture
def people(store, assistant):
    """Ten old customers of whom each is known something else."""
    found = [make_customer(store, keeper=assistant, name=f"客户{n}") for n in range(10)]
    for n, customer in enumerate(found):
        profit = Decimal(300 * n) if n % 2 else None
        make_signed_order(
            customer, amount=1000 * (n + 1), gross_profit=profit, signed_on=TODAY - timedelta(days=200 * n)
        )
    SoftRating.objects.create(customer=found[3], aspect="kindness", stars=5, said_on=TODAY, by=assistant, at=NOW)
    SoftRating.objects.create(
        customer=found[3], aspect="circle", stars=1, said_on=TODAY - timedelta(days=700), by=assistant, at=NOW
    )
    make_item(found[1], state="missing")
    NextPurchase.objects.create(customer=found[2], percent=31, from_on=TODAY)
    for mood, days in (("delighted", 300), ("complaint", 5)):
        at = NOW - timedelta(days=days)
        Revisit.objects.create(customer=found[4], store=store, by=assistant, at=at, way="call", mood=mood, needs="沙发")
    make_referral(found[5], recorded_by=assistant)
    recompute_tiers(TODAY)
    return found


def value_of(customer, code):
    tier, cutoffs = CustomerTier.objects.get(customer=customer), newest_cutoffs()
    return tier.values[cutoffs.codes.index(code)]


def test_each_signal_says_what_its_rows_say(people):
    assert value_of(people[3], "kindness") == 100 and value_of(people[1], "kindness") is None
    assert value_of(people[3], "circle") == faded(1, 700)
    assert value_of(people[1], "missing") == 50
    assert value_of(people[2], "window") == 62
    assert value_of(people[4], "satisfaction") == 10 and value_of(people[4], "needs") == 100
    assert value_of(people[5], "brought") == 10
    assert value_of(people[9], "value") == 100 and value_of(people[0], "value") == 10
    assert value_of(people[0], "lately") == 100 and value_of(people[9], "lately") == 0
    assert CustomerTier.objects.get(customer=people[4]).is_dissatisfied
    assert CustomerTier.objects.filter(is_dissatisfied=True).count() == 1


def test_unknown_profit_is_taken_at_the_usual_margin_and_eighty_percent_are_found(people):
    amounts, profits = [2000, 4000, 6000, 8000, 10000], [300, 900, 1500, 2100, 2700]
    margin = sum(profits) / sum(amounts)
    known = {tier.spent: tier.profit for tier in CustomerTier.objects.all()}
    assert known[10000] == 2700 and known[9000] == round(9000 * margin)
    cutoffs, ranked, so_far = newest_cutoffs(), sorted(known.values(), reverse=True), 0
    few = []
    for profit in ranked:
        if so_far < 0.8 * sum(ranked):
            few.append(profit)
        so_far += profit
    assert (cutoffs.most_people, cutoffs.most_from, cutoffs.people) == (len(few), few[-1], 10)


def test_signals_that_say_nothing_have_their_weight_shared_out(store):
    make_signed_order(make_customer(store))
    recompute_tiers(TODAY)
    cutoffs = newest_cutoffs()
    assert set(cutoffs.silent) == signals().keys() - {"value", "lately"}
    tier = CustomerTier.objects.get()
    assert (tier.importance, tier.urgency) == (10_000, 10_000)


def test_the_sentences_agree_with_the_parts(people):
    cutoffs = newest_cutoffs()
    for tier in CustomerTier.objects.all():
        explained = Explained(tier, cutoffs)
        assert sum(part.points for part in explained.parts(IMPORTANCE)) == tier.importance
        assert sum(part.points for part in explained.parts(URGENCY)) == tier.urgency
        assert explained.worked_out == str(tier)
        means, near, unknown = explained.sentences
        for side, sentence in ((IMPORTANCE, means), (URGENCY, near)):
            known = [part for part in explained.parts(side) if part.value is not None and part.points > 0]
            assert not known or str(known[0].signal.label) in sentence
        for side in (IMPORTANCE, URGENCY):
            for part in explained.parts(side):
                assert (str(part.signal.label) in unknown) == (part.value is None), part


def test_after_any_fact_the_incremental_tiers_equal_all_counted_anew(people, assistant):
    say_opinion(people[0], aspect="belief", stars=5, by=assistant, now=NOW)
    make_item(people[6], state="broken")
    make_signed_order(people[7], amount=90000)
    Revisit.objects.create(customer=people[8], store=people[8].store, by=assistant, at=NOW, way="call", mood="content")
    retier([people[n].pk for n in (0, 6, 7, 8)], today=TODAY)
    kept = list(CustomerTier.objects.order_by("pk").values())
    retier([customer.pk for customer in people], today=TODAY)
    assert list(CustomerTier.objects.order_by("pk").values()) == kept
    CustomerTier.objects.all().delete()
    retier([customer.pk for customer in people], today=TODAY)
    assert list(CustomerTier.objects.order_by("pk").values()) == kept


def test_only_real_moves_are_kept_and_their_parts_add_up(people):
    assert not TierMove.objects.exists()
    recompute_tiers(TODAY)
    assert not TierMove.objects.exists()
    last = people[0]
    before = CustomerTier.objects.get(customer=last)
    make_signed_order(last, amount=99999)
    retier([last.pk], today=TODAY)
    move, tier = TierMove.objects.get(), CustomerTier.objects.get(customer=last)
    assert (move.from_tier, move.to_tier) == (str(before), str(tier)) and str(tier)[0] == "A"
    assert sum(move.parts) == tier.importance + tier.urgency
    assert sum(move.parts_before) == before.importance + before.urgency


def test_said_again_on_a_day_it_is_one_word_and_taken_back_the_older_counts(people, assistant, manager):
    first = say_opinion(people[0], aspect="belief", stars=2, by=assistant, now=NOW)
    assert say_opinion(people[0], aspect="belief", stars=2, by=assistant, now=NOW) is None
    later = say_opinion(people[0], aspect="belief", stars=5, by=manager, now=NOW)
    recompute_tiers(TODAY)
    assert value_of(people[0], "belief") == 100
    with pytest.raises(Refused):
        take_back_opinion(later, by=assistant, now=NOW)
    take_back_opinion(later, by=manager, now=NOW)
    assert value_of(people[0], "belief") == 25
    take_back_opinion(first, by=assistant, now=NOW)
    assert value_of(people[0], "belief") is None


def test_the_ready_scheme_weighs_every_signal():
    assert all(ready_scheme().weights.values()) and ready_scheme().weights.keys() == signals().keys()
