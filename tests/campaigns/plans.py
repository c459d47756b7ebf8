"""What a plan should be, worked out by the pure rule, and what it is."""

from datetime import timedelta
from hashlib import md5

from campaigns.models import Contact, OwnDay, Touchpoint, TouchpointRule
from campaigns.schedule import occasions
from customers.models import CustomerTier, Order
from tests.factories import TODAY

FOR_90_DAYS = TODAY + timedelta(days=90)


def by_the_book(store, span):
    """What should be planned, worked out person by person without any SQL of the planner."""
    wanted = set()
    for rule in TouchpointRule.objects.filter(is_active=True):
        found = [each for each in occasions(rule, span, OwnDay.objects.calendar(store.pk)) if not each.left_out]
        for customer in store.customers.old():
            tier = CustomerTier.objects.filter(customer=customer).first()
            if rule.tiers and (tier is None or tier.letter not in rule.tiers):
                continue
            for occasion in found:
                keys = [(occasion.occurrence, "", None)]
                if rule.trigger == "birthday" and (
                    customer.birthday is None or customer.birthday.day_key != occasion.match
                ):
                    continue
                if rule.trigger == "profession" and customer.occupation_code != occasion.match:
                    continue
                if rule.trigger == "household_birthday":
                    keys = [
                        (occasion.occurrence, person_of(member), member.pk)
                        for member in customer.members.all()
                        if member.birthday
                        and member.birthday.day_key == occasion.match
                        and rule.day_code in ("", member.relation)
                    ]
                if rule.trigger == "after_install":
                    orders = Order.objects.filter(customer=customer, installed_on=occasion.match)
                    if rule.category_id:
                        orders = orders.filter(lines__category=rule.category_id).distinct()
                    keys = [(f"order-{order.pk}", "", None) for order in orders]
                wanted |= {(customer.pk, rule.pk, *key, *occasion[2:5]) for key in keys}
    return wanted


def person_of(member):
    """The digest of campaigns.persons, for relatives with a name or who are the only one of their relation."""
    who = "" if member.relation == "spouse" else member.name
    return md5(f"{member.relation}|{who}".encode()).hexdigest()[:16]


def planned():
    """The reasons, also those that gave way, each with whom its doer should be; and the contacts are what they say."""
    columns = ("customer", "rule", "occurrence", "person", "member", "occasion_on", "wanted_on", "latest")
    reasons = Touchpoint.objects.filter(state__in=["planned", "dropped"]).select_related("rule", "customer", "contact")
    for reason in reasons:
        if reason.state == "planned":
            assert reason.earliest <= reason.contact.on <= reason.latest
            assert reason.contact.state == "planned"
            lead = Touchpoint.objects.get(pk=reason.contact.leading_id)
            keeper = lead.customer.keeper_id if lead.rule.doer == "keeper" else None
            assert (reason.contact.assignee_id, reason.contact.way) == (keeper, lead.rule.way)
        else:
            assert reason.contact is None and reason.why
    assert not Contact.objects.planned().filter(touchpoints=None).exists()
    return set(reasons.values_list(*columns))
