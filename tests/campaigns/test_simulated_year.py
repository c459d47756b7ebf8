"""A simulated year: days go by, people log late or never, some complain; the schedule keeps its word (TP-4 to TP-6).

SIMULATED_YEAR="300 400 1" runs it for 300 families day by day.
"""

import os
import random
from datetime import datetime, time, timedelta
from itertools import pairwise

from django.utils import timezone

from campaigns.actions.revisits import log_revisit
from campaigns.dealer_calendar import REFERENCE_ONLY
from campaigns.models import Contact, Revisit, Touchpoint
from campaigns.planning import plan_store
from tests.campaigns.test_incremental_plan import open_dealer
from tests.factories import TODAY

PEOPLE, DAYS, STEP = (int(n) for n in os.environ.get("SIMULATED_YEAR", "20 400 4").split())


def at(day):
    return timezone.make_aware(datetime.combine(day, time(10)))


def work(rng, owner, day):
    """Of what is due some is done, some nobody answers, some is left lying; now and then somebody complains."""
    for contact in Contact.objects.due(day).select_related("customer"):
        luck = rng.random()
        if luck < 0.75:
            log_revisit(contact.customer, by=owner, now=at(day), way=contact.way, outcome="reached", contact=contact,
                        mood="complaint" if luck < 0.02 else "", note="柜门响")  # fmt: skip
        elif luck < 0.85:
            log_revisit(contact.customer, by=owner, now=at(day), way=contact.way, outcome="no_answer", contact=contact)


def what_is_planned_is_bearable(store, day):
    planned = Contact.objects.planned().select_related("customer", "leading")
    complaining = set(Revisit.objects.open_complaints().values_list("customer", flat=True))
    days = {}
    for contact in planned:
        assert not (contact.counts and contact.customer_id in complaining), "no greeting during a complaint"
        if contact.from_hour is not None:
            assert 8 <= contact.from_hour < contact.to_hour <= 21
        if contact.counts and not contact.is_fixed and contact.on > day + timedelta(days=3):
            assert not REFERENCE_ONLY.is_silent(contact.on), contact
            days.setdefault(contact.household, []).append(contact.on)
    for one_household in days.values():
        one_household.sort()
        gaps = [(b - a).days for a, b in pairwise(one_household)]
        assert all(gap >= 7 for gap in gaps), "one greeting or offer in seven days"
    pairs = planned.values_list("household", "on")
    unfixed = [pair for pair, fixed in zip(pairs, planned.values_list("is_fixed", flat=True), strict=True) if not fixed]
    assert len(unfixed) == len(set(unfixed)), "never twice on one day"


def test_every_due_occurrence_is_once_a_contact_or_has_its_reason(db):
    rng = random.Random(7)
    store, owner, _keepers = open_dealer(rng, TODAY, people=PEOPLE)
    for n in range(0, DAYS, STEP):
        day = TODAY + timedelta(days=n)
        plan_store(store, today=day)
        what_is_planned_is_bearable(store, day)
        work(rng, owner, day)
        if n % 30 == 0:
            Revisit.objects.open_complaints().filter(at__lt=at(day - timedelta(days=14))).update(cleared_at=at(day))
    over = Touchpoint.objects.filter(rule__isnull=False, latest__lt=TODAY + timedelta(days=DAYS - STEP))
    assert over.count() > PEOPLE
    for touchpoint in over.select_related("contact"):
        if touchpoint.state in ("dropped", "silenced"):
            assert touchpoint.why, touchpoint
        elif touchpoint.state == "planned":
            assert touchpoint.contact.is_fixed or touchpoint.contact.expires_on >= touchpoint.contact.on
        else:
            assert touchpoint.contact and touchpoint.contact.state == touchpoint.state, touchpoint
    told = over.filter(state="done").values_list("customer", "rule", "occurrence", "person")
    assert len(told) == len(set(told))
    born = Touchpoint.objects.filter(rule__trigger="birthday")
    assert born.values("customer").distinct().count() == store.customers.count(), "everybody's birthday was seen to"
