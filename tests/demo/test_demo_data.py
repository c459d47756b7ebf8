"""The demo dealer must look like a real one."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from campaigns.models import Contact
from customers.models import Activity, Consent, Customer, CustomerPhone, Order
from dealercrm.demo.clashes import agree
from dealercrm.demo.fill import fill
from dealercrm.demo.shops import PASSWORD
from dealercrm.demo.words import names
from dealercrm.lib.phones import is_mobile
from insights.models import PeriodFigures
from messaging.models import Message
from referrals.models import Referral
from stores.models import Role, Staff, Store
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def small_dealer(django_db_setup, django_db_blocker):
    """A dealer of 300 customers, made once for the file and taken away again."""
    with django_db_blocker.unblock():
        fill(TODAY, NOW, count=300)
        yield
        call_command("flush", interactive=False, verbosity=0)


def test_all_roles_can_log_in_with_the_one_password(small_dealer):
    assert Store.objects.count() == 3
    assert Staff.objects.count() == 12
    assert set(Staff.objects.values_list("role", flat=True)) == set(Role)
    assert all(person.check_password(PASSWORD) for person in Staff.objects.all())


def test_phone_numbers_are_valid_and_nobodys(small_dealer):
    numbers = list(CustomerPhone.objects.values_list("number", flat=True))
    numbers += Referral.objects.values_list("phone", flat=True)
    assert all(is_mobile(number) and number.startswith("154") for number in numbers)


def test_every_assistant_finds_a_days_work_with_some_of_it_overdue(small_dealer):
    for assistant in Staff.objects.filter(role=Role.ASSISTANT):
        due = Contact.objects.due(TODAY).todo_of(assistant)
        assert 3 <= due.count() <= 15
        assert due.filter(on__lt=TODAY).exists()


def test_the_past_is_done_or_expired_and_nothing_happened_tomorrow(small_dealer):
    late = Contact.objects.planned().filter(expires_on__lt=TODAY)
    assert not late.exists()
    assert {"done", "expired", "planned"} == set(Contact.objects.values_list("state", flat=True))
    assert not Activity.objects.filter(at__gt=NOW).exists()
    assert not Order.objects.filter(signed_on__gte=TODAY).exists()


def test_history_sets_nothing_off(small_dealer):
    assert not Activity.objects.filter(imported=False).exists()
    assert not Activity.objects.filter(answered_at__isnull=True).exists()


def test_old_customers_are_those_with_a_standing_order(small_dealer):
    standing = set(Order.objects.standing().values_list("customer", flat=True))
    assert set(Customer.objects.old().values_list("pk", flat=True)) == standing
    wrong = Order.objects.standing().filter(signed_on__lt=F("customer__customer_since"))
    assert not wrong.exists()


def test_a_signed_referral_points_to_the_first_order_of_the_person_named(small_dealer):
    signed = Referral.objects.filter(state=Referral.State.SIGNED).select_related("order__customer", "referrer")
    assert signed
    for referral in signed:
        first = referral.order.customer.orders.standing().order_by("signed_on", "pk").first()
        assert first == referral.order
        assert referral.recorded_at.date() <= referral.signed_on == referral.order.signed_on
        assert referral.phone in referral.order.customer.phones.values_list("number", flat=True)
        assert referral.referrer.customer_since < referral.signed_on
        assert referral.referrer.store_id == referral.store_id


def test_everybody_is_found_and_old_customers_have_a_tier(small_dealer):
    customer = Customer.objects.old().first()
    assert customer in Customer.objects.found_by(customer.name)
    assert customer in Customer.objects.found_by(customer.phones.first().number[-4:])
    assert not Customer.objects.old().filter(tier__isnull=True).exists()


def test_everybody_has_an_unread_digest_and_the_owner_figures_like_a_real_dealers(small_dealer):
    assert Message.objects.unread().values("staff").distinct().count() == 12
    year = PeriodFigures.objects.filter(months=12, month=TODAY.replace(day=1))
    served, referrers = sum(row.served for row in year), sum(row.referrers for row in year)
    old = sum(row.repeat_orders + row.referred_orders for row in year)
    assert 0.1 < referrers / served < 0.45
    assert 0.2 < old / sum(row.orders for row in year) < 0.5


def test_the_crew_has_installations_in_the_coming_days(small_dealer):
    crew = Staff.objects.get(role=Role.CREW)
    assert Order.objects.visible_to(crew).to_install().filter(planned_install_on__gte=TODAY).exists()


# Each asks for rows that cannot both be true; the demo must have none.
CONTRADICTIONS = {
    "noon is the best time and no time": """
        SELECT name FROM customers_customer WHERE best_time LIKE '%%中午%%' AND avoid LIKE '%%午休%%'""",
    "mornings are good and slept through": """
        SELECT name FROM customers_customer WHERE best_time LIKE '%%上午%%' AND avoid LIKE '%%上午在睡觉%%'""",
    "the father has died and lives there": """
        SELECT name FROM customers_customer WHERE avoid LIKE '%%父亲去年过世%%' AND household LIKE '%%父亲%%'""",
    "who lives alone has children": """
        SELECT name FROM customers_customer c JOIN campaigns_revisit r ON r.customer_id = c.id
        WHERE household LIKE '%%单身%%' AND (avoid LIKE '%%孩子%%' OR note LIKE '%%孩子%%' OR note LIKE '%%爱人%%')""",
    "who is retired has colleagues": """
        SELECT name FROM customers_customer c JOIN campaigns_revisit r ON r.customer_id = c.id
        WHERE occupation LIKE '%%退休%%' AND (note LIKE '%%单位%%' OR note LIKE '%%加班%%')""",
    "nobody picked up a message": """
        SELECT note FROM campaigns_revisit WHERE way <> 'call' AND note LIKE '%%没%%接%%'""",
    "nobody picked up and was reached": """
        SELECT note FROM campaigns_revisit WHERE outcome = 'reached' AND note LIKE '没人接%%'""",
    "called by us after they asked not to be": """
        SELECT c.customer_id FROM customers_consent c JOIN campaigns_revisit r ON r.customer_id = c.customer_id
        WHERE NOT c.is_given AND c.channel IN ('call', 'all') AND r.contact_id IS NOT NULL AND r.way = 'call'
          AND r.at > c.at + interval '2 days'""",
    "a promise to call who wants no call": """
        SELECT c.customer_id FROM customers_consent c JOIN campaigns_touchpoint t ON t.customer_id = c.customer_id
        WHERE NOT c.is_given AND c.channel IN ('call', 'all') AND t.promise_id IS NOT NULL AND t.state = 'planned'""",
    "a stale archive and a fresh talk": """
        SELECT c.name FROM campaigns_touchpoint t JOIN campaigns_touchpointrule u ON u.id = t.rule_id
        JOIN customers_customer c ON c.id = t.customer_id JOIN campaigns_revisit r ON r.customer_id = c.id
        WHERE u.trigger = 'stale' AND t.state = 'planned' AND r.outcome = 'reached'
          AND r.at > %(today)s::date - interval '180 days'""",
    "an archive older than the talk that asked": """
        SELECT c.name FROM customers_customer c JOIN campaigns_revisit r ON r.customer_id = c.id
        WHERE r.outcome = 'reached' AND r.at > c.updated_at""",
}


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_the_demo_tells_no_contradictions(small_dealer, what):
    with connection.cursor() as cursor:
        cursor.execute(CONTRADICTIONS[what], {"today": TODAY})
        assert cursor.fetchall() == []


def test_no_peculiarity_is_ruled_out_by_its_own_words():
    for peculiarity, _weight in names.AVOID:
        assert agree(peculiarity)
    assert not agree("中午12点到1点", "中午要午休，别打电话")


def test_its_households_are_not_overrun(small_dealer):
    """Never twice on one day or in one week, nobody greeted on New Year's Day or called who wants no calls."""
    planned = Contact.objects.planned().filter(is_fixed=False, on__gt=TODAY + timedelta(days=3))
    days = list(planned.filter(counts=True).order_by("household", "on").values_list("household", "on"))
    assert len(days) > 20
    for (one, on), (other, next_on) in pairwise(days):
        assert one != other or (next_on - on).days >= 7
    pairs = list(planned.values_list("household", "on"))
    assert len(pairs) == len(set(pairs))
    assert not planned.filter(counts=True, on__month=1, on__day=1).exists()
    unwanted = Consent.objects.newest().filter(channel="call")
    silent = [consent.customer_id for consent in unwanted if not consent.is_given]
    assert not planned.filter(customer__in=silent, way="call").exists()
    for full in Contact.objects.all().too_full(TODAY):
        assert full["n"] < 2 * full["room"]
