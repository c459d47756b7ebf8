"""A scheme is looked at before it is saved, and what the preview says is what saving does (TI-2, TI-3)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from customers.actions.schemes import save_scheme
from customers.actions.tier_by_hand import let_tier_go, set_tier, take_back_tier
from customers.actions.tiers import recompute_tiers
from customers.entitlements import entitlement_of, rhythm_days
from customers.models import CustomerTier, TierMove, TierOverride, TierScheme
from customers.scoring import ready_scheme
from customers.tier_preview import TierPreview
from customers.tiering import POINT
from dealercrm.lib.errors import Refused
from tests.factories import NOW, TODAY, make_customer, make_signed_order, make_staff

YEAR = timedelta(days=365)


@pytest.fixture
def people(store, other_store, assistant):
    found = [make_customer(store, keeper=assistant) for __ in range(8)] + [make_customer(other_store)]
    for n, customer in enumerate(found):
        make_signed_order(customer, amount=1000 * (n + 1), signed_on=TODAY - timedelta(days=150 * n))
    recompute_tiers(TODAY)
    return found


def sent(**changed):
    scheme = ready_scheme()
    fields = {name: getattr(scheme, name) for name in
              ("letters_by", "a", "b", "c", "levels", "levels_by", "first", "second", "third")}  # fmt: skip
    return fields | {f"weight_{code}": weight for code, weight in scheme.weights.items()} | changed


def draft(by, **fields):
    scheme = ready_scheme()
    scheme.from_on, scheme.by = TODAY, by
    for name, value in fields.items():
        setattr(scheme, name, value)
    return scheme


def tiers():
    return {tier.pk: str(tier) for tier in CustomerTier.objects.all()}


def test_what_the_preview_says_is_what_saving_does(people, owner):
    before = tiers()
    scheme = draft(owner, a=10, b=30, c=60, levels=4, first=90, second=50, third=20)
    preview = TierPreview(scheme, owner, TODAY)
    promised = {(from_, to): many for (_store, from_, to), many in preview.counts.items() if from_ != to}
    named = {pair: set(preview.names(*pair)) for pair in promised}
    assert tiers() == before and not TierScheme.objects.exists()  # looking writes nothing
    save_scheme(scheme, seen=None, by=owner, now=NOW)
    after = tiers()
    moved = {}
    for pk, tier in after.items():
        if tier != before[pk]:
            moved.setdefault((before[pk], tier), set()).add(pk)
    assert moved == named and {pair: len(ids) for pair, ids in moved.items()} == promised
    assert sum(promised.values()) == preview.moving == TierMove.objects.count() > 0
    assert preview.people == len(people)


def test_a_manager_sees_what_would_move_in_their_store_alone(people, manager, owner):
    scheme = draft(owner, letters_by="score", a=90, b=80, c=70)
    assert TierPreview(scheme, manager, TODAY).people == 8
    assert TierPreview(scheme, owner, TODAY).people == 9


def test_cuts_by_points_begin_there(people, owner):
    save_scheme(draft(owner, letters_by="score", a=80, b=50, c=30), seen=None, by=owner, now=NOW)
    for tier in CustomerTier.objects.all():
        expected = next((letter for letter, start in zip("ABC", (80, 50, 30), strict=True)
                         if tier.importance >= start * POINT), "D")  # fmt: skip
        assert tier.letter == expected


def test_levels_by_share_take_the_best_first(people, owner):
    save_scheme(draft(owner, levels_by="share", first=30, second=60), seen=None, by=owner, now=NOW)
    ranked = CustomerTier.objects.order_by("-urgency")
    assert ranked[0].level == 1 and list(ranked)[-1].level == 3


def test_a_scheme_for_a_later_day_waits_for_its_night(people, owner):
    before = tiers()
    later = draft(owner, a=1, b=2, c=3)
    later.from_on = TODAY + timedelta(days=3)
    assert not save_scheme(later, seen=None, by=owner, now=NOW)
    recompute_tiers(TODAY)
    assert tiers() == before
    recompute_tiers(TODAY + timedelta(days=3))
    assert tiers() != before


def test_two_who_save_one_scheme_the_second_is_told(people, owner, client_of):
    save_scheme(draft(owner), seen=None, by=owner, now=NOW)
    with pytest.raises(Refused, match=owner.name):
        save_scheme(draft(owner), seen=None, by=owner, now=NOW)
    page = client_of(owner).post(reverse("customers:tier-scheme-save"), sent(from_on=date.max, seen=""))
    assert page.status_code == 422 and owner.name in page.text
    assert TierScheme.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"weight_value": -1}, "weight_value"),
        ({"a": 60}, "b"),
        ({"b": 20}, "b"),
        ({"letters_by": "score"}, "b"),
        ({"second": 40}, "second"),
        ({"levels": 4, "third": ""}, "third"),
        ({"from_on": "2020-01-01"}, "from_on"),
        ({"weight_profit": "viel"}, "weight_profit"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(wrong, field, people, owner, client_of):
    page = client_of(owner).post(reverse("customers:tier-scheme-save"), sent(from_on="2099-01-01") | wrong)
    assert page.status_code == 422 and field in page.context["form"].errors
    preview = client_of(owner).get(reverse("customers:tier-preview"), sent(from_on="2099-01-01") | wrong)
    assert str(page.context["form"].errors[field][0]) in preview.text
    assert not TierScheme.objects.exists()


def test_weights_that_are_all_nothing_are_refused(people, owner, client_of):
    nothing = {name: 0 for name in sent() if name.startswith("weight_")}
    page = client_of(owner).post(reverse("customers:tier-scheme-save"), sent(from_on="2099-01-01") | nothing)
    assert page.status_code == 422
    assert {"weight_value", "weight_lately"} <= page.context["form"].errors.keys()


def test_the_owner_saves_and_a_manager_looks(people, owner, manager, client_of):
    url = reverse("customers:tier-scheme")
    assert client_of(manager).get(url).status_code == 200
    names = client_of(manager).get(
        reverse("customers:tier-preview"), sent(from_on="2099-01-01", a=1, b=2, c=99, **{"from": "A1", "to": "C1"})
    )
    assert names.status_code == 200
    assert client_of(manager).post(reverse("customers:tier-scheme-save"), sent()).status_code == 403
    saved = client_of(owner).post(reverse("customers:tier-scheme-save"), sent(from_on="2099-01-01"))
    assert saved.status_code == 302 and TierScheme.objects.get().by == owner


def test_set_by_hand_it_wins_until_its_day_and_not_longer(people, assistant):
    last = people[0]
    worked_out = tiers()[last.pk]
    override = set_tier(last, tier="A1", reason="老板的亲戚", until=TODAY, by=assistant, now=NOW)
    assert tiers()[last.pk] == "A1" and TierMove.objects.get().cause == "hand"
    recompute_tiers(TODAY)
    assert tiers()[last.pk] == "A1"
    recompute_tiers(TODAY + timedelta(days=1))
    assert tiers()[last.pk] == worked_out
    assert list(TierMove.objects.values_list("cause", flat=True)) == ["ended", "hand"]
    assert override.ended_at is None


def test_let_go_or_taken_back_the_points_count_again(people, assistant, manager):
    last = people[0]
    worked_out = tiers()[last.pk]
    first = set_tier(last, tier="B1", reason="介绍了三家", until=TODAY + YEAR, by=assistant, now=NOW)
    later = NOW + timedelta(minutes=1)
    second = set_tier(last, tier="A1", reason="又介绍了一家", until=TODAY + YEAR, by=manager, now=later)
    assert tiers()[last.pk] == "A1"
    take_back_tier(second, by=manager, now=NOW)
    assert tiers()[last.pk] == "B1" and TierOverride.objects.get().ended_at is None
    assert let_tier_go(last, by=manager, now=NOW)
    assert tiers()[last.pk] == worked_out
    first.refresh_from_db()
    assert first.ended_by == manager and not let_tier_go(last, by=manager, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tier": "A4"},
        {"tier": "E1"},
        {"reason": " "},
        {"until": TODAY - timedelta(days=1)},
        {"until": TODAY + 2 * YEAR},
    ],
)
def test_by_hand_needs_a_tier_a_reason_and_an_end(wrong, people, assistant):
    given = {"tier": "A1", "reason": "老朋友", "until": TODAY + YEAR} | wrong
    with pytest.raises(Refused):
        set_tier(people[0], by=assistant, now=NOW, **given)


def test_only_the_keeper_and_who_leads_set_it(people, store, client_of):
    colleague = make_staff(store)
    with pytest.raises(Refused):
        set_tier(people[0], tier="A1", reason="老朋友", until=TODAY, by=colleague, now=NOW)
    page = client_of(colleague).get(reverse("customers:customer-tier", args=[people[0].pk]))
    assert page.status_code == 200 and "tier/set" not in page.text


def test_the_manager_sees_what_was_set_and_who_moved(people, assistant, manager, client_of):
    until = date.today() + YEAR
    set_tier(people[0], tier="A1", reason="介绍了三家", until=until, by=assistant)
    page = client_of(manager).get(reverse("customers:tier-moves")).text
    assert "介绍了三家" in page and "A1" in page and assistant.name in page


def test_who_is_dissatisfied_keeps_normal_care(people):
    tier = CustomerTier.objects.filter(letter="D").first()
    own = rhythm_days("D", tier.level)
    assert entitlement_of(tier).rhythm_days == own
    tier.is_dissatisfied = True
    better = entitlement_of(tier)
    assert better.rhythm_days == min(own, rhythm_days("B", 2)) and better.gift_yuan > 0


def test_the_owner_says_what_a_tier_gets(people, owner, manager, client_of):
    url = reverse("customers:tier-entitlements")
    form = client_of(owner).get(url).context["forms"]
    typed = {field.html_name: field.value() for each in form for field in each} | {"A1-rhythm_days": 21}
    assert client_of(owner).post(reverse("customers:tier-entitlements-change"), typed).status_code == 302
    assert rhythm_days("A", 1) == 21
    wrong = client_of(owner).post(reverse("customers:tier-entitlements-change"), typed | {"A1-rhythm_days": 0})
    assert wrong.status_code == 422
    assert "form-control" not in client_of(manager).get(url).text


def test_the_few_who_bring_most_are_a_list(people, owner, client_of):
    page = client_of(owner).get(reverse("customers:customer-list"), {"brings": "most"})
    spent = sorted(CustomerTier.objects.values_list("spent", flat=True), reverse=True)
    few = [amount for n, amount in enumerate(spent) if sum(spent[:n]) < 0.8 * sum(spent)]
    assert len(page.context["list"].rows) == len(few)


def test_what_was_set_and_said_stands_in_the_timeline_in_sentences(people, assistant, client_of):
    client, first = client_of(assistant), people[0]
    client.post(reverse("customers:customer-opinion-say", args=[first.pk]), {"aspect": "kindness", "stars": "4"})
    until = date.today() + YEAR
    said = {"tier": "A1", "reason": "介绍了三家", "until": until}
    client.post(reverse("customers:customer-tier-set", args=[first.pk]), said)
    page = client.get(reverse("customers:customer-timeline", args=[first.pk])).text
    assert "介绍了三家" in page and str(until) in page and "为人友善" in page and "4" in page
    box = client.get(reverse("customers:customer-tier", args=[first.pk])).text
    assert "介绍了三家" in box and 'aria-pressed="true"' in box
