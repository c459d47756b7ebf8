"""What a customer may expect in the coming year: what is arranged, then what the rules will ask for (TP-9)."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from campaigns.models import Contact
from campaigns.planning import plan_store
from dealercrm.lib.birthdays import Birthday
from tests.factories import make_customer, make_member, make_rule


def year_of(client, customer):
    answer = client.get(reverse("campaigns:customer-coming-year", args=[customer.pk]))
    lines = [line for _first, lines in answer.context["months"] for line in lines]
    return answer, lines


def test_each_birthday_of_the_year_stands_once(store, assistant, client_of):
    today = timezone.localdate()
    soon, late = today + timedelta(days=20), today + timedelta(days=200)
    own, mothers = (Birthday("solar", month=day.month, day=day.day) for day in (soon, late))
    customer = make_customer(store, keeper=assistant, customer_since=today - timedelta(days=900), birthday=own)
    make_member(customer, relation="parent", birthday=mothers)
    make_rule(store, trigger="birthday")
    make_rule(store, trigger="household_birthday", name="家人生日")
    plan_store(store, today=today)
    answer, lines = year_of(client_of(assistant), customer)
    assert [(on, bool(contact), bool(member)) for on, contact, member, _rule in lines] == [
        (Contact.objects.get(customer=customer).on, True, False),
        (late, False, True),
    ]
    assert len(answer.context["months"]) == 13 and answer.context["months"][0][0] == today.replace(day=1)


def test_a_year_without_a_plan_or_of_a_lead_says_so(store, assistant, client_of):
    lead = make_customer(store, keeper=assistant)
    answer, lines = year_of(client_of(assistant), lead)
    assert not lines and "第一单" in answer.content.decode()


def test_looking_at_it_changes_nothing(store, assistant, client_of):
    customer = make_customer(store, keeper=assistant, customer_since=timezone.localdate())
    make_rule(store, trigger="festival", day_code="mid_autumn", name="中秋")
    plan_store(store, today=timezone.localdate())
    before = list(Contact.objects.values())
    _answer, lines = year_of(client_of(assistant), customer)
    assert len(lines) == 1 and list(Contact.objects.values()) == before
