"""The timeline of all this: each step as a fact of the past that sets nothing off."""

from datetime import timedelta

from django.db import connection

from campaigns.facts import COMPLAINT_HEARD, PRAISE_HEARD, REVISIT_LOGGED
from campaigns.models import Revisit
from customers.facts import CUSTOMER_ADDED, ORDER_CANCELLED, ORDER_DELIVERED, ORDER_INSTALLED, ORDER_SIGNED
from customers.models import Activity
from dealercrm.demo.seasons import at
from dealercrm.lib.copying import copy_in
from referrals.facts import REFERRAL_ADVANCED, REFERRAL_LOST, REFERRAL_RECORDED, REFERRAL_SIGNED
from referrals.models import STEPS, Referral

COLUMNS = tuple(field.attname for field in Activity._meta.concrete_fields if not field.primary_key)
FEELINGS = {Revisit.Mood.DELIGHTED: PRAISE_HEARD, Revisit.Mood.COMPLAINT: COMPLAINT_HEARD}


def write(rng, archive, revisits, now):
    """Save one Activity for each step of the archive; its data are what the product's own verbs write."""
    facts = [
        fact(CUSTOMER_ADDED, customer, customer.keeper, customer.created_at, customer)
        for customer in archive.customers
    ]  # fmt: skip
    for order in archive.orders:
        facts += order_steps(rng, order)
    for revisit in revisits:
        facts += revisit_steps(revisit)
    for referral in archive.referrals:
        facts += referral_steps(rng, referral, now)
    facts.sort(key=lambda activity: activity.at)
    copy_in(Activity, COLUMNS, [tuple(getattr(activity, column) for column in COLUMNS) for activity in facts])


# Whatever is no order was found out when the archive was last brought up to date.
BACKDATE = """
    DELETE FROM customers_rowchange WHERE action <> 'insert';
    UPDATE customers_rowchange h SET staff_id = c.keeper_id, at = CASE
        WHEN h."table" IN ('customers_customer', 'customers_customerphone') THEN c.created_at ELSE c.updated_at END
    FROM customers_customer c WHERE c.id = h.customer_id;
    UPDATE customers_rowchange h SET at = o.created_at FROM customers_order o
    WHERE h."table" = 'customers_order' AND o.id = h.row_id;
    UPDATE customers_rowchange h SET at = o.created_at
    FROM customers_orderline l JOIN customers_order o ON o.id = l.order_id
    WHERE h."table" = 'customers_orderline' AND l.id = h.row_id"""


# Whoever talked to them within the year asked what has changed: no archive is stale whose family was heard of lately.
ASKED = """
    UPDATE customers_customer c SET updated_at = r.at
    FROM (SELECT customer_id, max(at) AS at FROM campaigns_revisit WHERE outcome = 'reached' GROUP BY customer_id) r
    WHERE r.customer_id = c.id AND r.at > c.updated_at"""


def backdate_opinions():
    """What people said of customers and the tiers set by hand: known since their own day."""
    with connection.cursor() as cursor:
        for table in ("customers_softrating", "customers_tieroverride"):
            cursor.execute(
                f"""UPDATE customers_rowchange h SET at = r.at, staff_id = r.by_id
                FROM {table} r WHERE h."table" = '{table}' AND r.id = h.row_id"""
            )


def backdate():
    """The database's own history of the archive, as if it had been written down when it says, by each one's keeper."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        cursor.execute(BACKDATE)


def fact(kind, customer, by, moment, subject, by_name="", **data):
    return Activity(
        kind=kind, customer=customer, store=customer.store, by=by, by_name=by_name or (by.name if by else ""),
        at=moment, subject_id=subject.pk, data=data, imported=True, answered_at=moment,
    )  # fmt: skip


def order_steps(rng, order):
    customer, seller = order.customer, order.salesperson
    amount = {"amount": str(order.amount)}
    if order.signed_on:
        yield fact(ORDER_SIGNED, customer, seller, at(rng, order.signed_on), order, order.salesperson_name,
                   on=order.signed_on.isoformat(), **amount)  # fmt: skip
    if order.delivered_on:
        yield fact(ORDER_DELIVERED, customer, seller, at(rng, order.delivered_on, 9, 12), order,
                   order.salesperson_name, on=order.delivered_on.isoformat())  # fmt: skip
    if order.installed_on:
        yield fact(ORDER_INSTALLED, customer, order.crew, at(rng, order.installed_on, 15, 19), order, order.crew_name,
                   on=order.installed_on.isoformat())  # fmt: skip
    if order.cancelled_on:
        yield fact(ORDER_CANCELLED, customer, seller, at(rng, order.cancelled_on), order, order.salesperson_name,
                   on=order.cancelled_on.isoformat(), reason=order.notes)  # fmt: skip


def revisit_steps(revisit):
    data = {name: getattr(revisit, name) for name in ("way", "outcome", "mood", "note", "needs")}
    data["next_on"] = revisit.next_on and revisit.next_on.isoformat()
    kinds = [REVISIT_LOGGED] + [kind for mood, kind in FEELINGS.items() if revisit.mood == mood]
    for kind in kinds:
        yield fact(kind, revisit.customer, revisit.by, revisit.at, revisit, revisit.by_name, **data)


def referral_steps(rng, referral, now):
    """From the name to where it stands now, some days apart; never in the future."""
    referrer, by, moment = referral.referrer, referral.recorded_by, referral.recorded_at
    told = {"name": referral.name}
    wish = {"relation": referral.relation, "need": referral.need}
    yield fact(REFERRAL_RECORDED, referrer, by, moment, referral, **told, **wish)
    closed = referral.state in (Referral.State.SIGNED, Referral.State.LOST)
    reached = 1 if referral.state == Referral.State.LOST else 3 if closed else STEPS.index(referral.state)
    end = at(rng, referral.signed_on) if referral.signed_on else min(moment + timedelta(days=25), now)
    for number, step in enumerate(STEPS[1 : reached + 1], start=1):
        day = (moment + (end - moment) * number / (reached + 1)).date()
        then = min(max(at(rng, day), moment + timedelta(hours=number)), end)
        yield fact(REFERRAL_ADVANCED, referrer, by, then, referral, **told, to=step)
    if referral.state == Referral.State.SIGNED:
        yield fact(REFERRAL_SIGNED, referrer, by, end, referral, order=referral.order_id, **told)
    elif closed:
        yield fact(REFERRAL_LOST, referrer, by, end, referral, reason=referral.lost_reason, **told)
