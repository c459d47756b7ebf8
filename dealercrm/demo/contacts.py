"""Two years of contact: what the schedule asked for, what was done of it, and what was said."""

from collections import defaultdict
from datetime import timedelta

from django.db import connection

from campaigns.dealer_calendar import REFERENCE_ONLY
from campaigns.models import Contact, Doer, Revisit, Touchpoint, TouchpointRule
from campaigns.schedule import Span, occasions
from customers.models import CustomerTier
from dealercrm.demo.clashes import agree, said_of
from dealercrm.demo.seasons import at
from dealercrm.demo.shops import FORMER, team
from dealercrm.demo.words import talk
from stores.models import Role

Trigger = TouchpointRule.Trigger
Outcome, Mood = Revisit.Outcome, Revisit.Mood
YEARS_KEPT = timedelta(days=730)
SETTLED_WITHIN = 10  # days: of the complaints only those of these days are open
# Part of what fell due that was done in time: care calls nearly always, greetings as there was time.
DONE = {Trigger.AFTER_INSTALL: 0.85, Trigger.BIRTHDAY: 0.24, Trigger.FESTIVAL: 0.15, Trigger.PROFESSION: 0.25}
SAID = {"spring_festival": talk.SPRING, "mid_autumn": talk.MID_AUTUMN}


class Matches:
    """Who is meant by an occasion: (customer, order or None) by the match of campaigns/schedule.py."""

    def __init__(self, archive):
        self.by_birthday, self.by_occupation, self.by_install = defaultdict(list), defaultdict(list), defaultdict(list)
        self.old = [customer for customer in archive.customers if customer.customer_since]
        for customer in self.old:
            if customer.birthday:
                self.by_birthday[customer.birthday.day_key].append((customer, None))
            if customer.occupation_code:
                self.by_occupation[customer.occupation_code].append((customer, None))
            for order, lines in archive.purchases[id(customer)]:
                if order.installed_on:
                    self.by_install[order.installed_on.isoformat()].append((customer, order, lines))
        self.letters = dict(CustomerTier.objects.values_list("customer_id", "letter"))

    def of(self, rule, occasion):
        if rule.trigger == Trigger.BIRTHDAY:
            found = self.by_birthday[occasion.match]
        elif rule.trigger in (Trigger.HOUSEHOLD_BIRTHDAY, Trigger.STALE):
            found = []  # a new custom: what is still to come is the planner's
        elif rule.trigger == Trigger.PROFESSION:
            found = self.by_occupation[occasion.match]
        elif rule.trigger == Trigger.AFTER_INSTALL:
            found = [
                (customer, order)
                for customer, order, lines in self.by_install[occasion.match]
                if not rule.category_id or rule.category_id in {line.category_id for line in lines}
            ]
        else:
            found = [(customer, None) for customer in self.old]
        return [
            (customer, order)
            for customer, order in found
            if customer.store_id == rule.store_id
            and customer.customer_since < occasion.due_on
            and (not rule.tiers or self.letters.get(customer.pk, "-") in rule.tiers)
        ]


def look_back(rng, archive, staff, rules, today):
    """Contacts and revisits of the last two years, saved; returns the revisits.

    What fell due lately, was not done and is still worth doing is left to the planner.
    """
    span, matches = Span(since=today - YEARS_KEPT, today=today, through=today), Matches(archive)
    care = {store: (team(staff, store, Role.CARE) or [None])[0] for store in {c.store for c in archive.customers}}
    contacts, revisits = [], []
    for rule in rules:
        for occasion in occasions(rule, span, REFERENCE_ONLY):
            for customer, order in matches.of(rule, occasion):
                if archive.silent.get(customer, occasion.expires_on) < occasion.expires_on:
                    continue  # nobody calls who was asked not to
                contact = fell_due(rule, occasion, customer, order)
                if rng.random() < DONE[rule.trigger] and contact.on < today:
                    revisits.append(log_contact(rng, archive, contact, rule, care[customer.store], today))
                elif occasion.expires_on < today:
                    contact.state = Contact.State.EXPIRED
                    contact.closed_at = at(rng, occasion.expires_on + timedelta(days=1), 2, 3)
                else:
                    continue
                contacts.append(contact)
    save(contacts)
    revisits += [thank_referrer(rng, archive, referral) for referral in archive.referrals
                 if today - referral.recorded_at.date() < YEARS_KEPT]  # fmt: skip
    passing = rng.sample(matches.old, len(matches.old) // 9)
    revisits += [log_visit_to_store(rng, archive, customer, today) for customer in passing]
    revisits += [log_complaint(rng, archive, customer, today) for customer in lately_installed(archive, today)]
    revisits.sort(key=lambda revisit: revisit.at)
    for each in revisits:
        if each.mood == Mood.COMPLAINT and (today - each.at.date()).days > SETTLED_WITHIN:
            each.cleared_at, each.cleared_by = each.at + timedelta(days=3), each.by
    return Revisit.objects.bulk_create(revisits, batch_size=2000)


def fell_due(rule, occasion, customer, order):
    """The contact, with its reason in `leading`."""
    who = {"customer": customer, "store": customer.store, "household": customer.pk}
    who |= {"wanted_on": occasion.due_on, "earliest": occasion.due_on}
    contact = Contact(
        **who,
        assignee=customer.keeper if rule.doer == Doer.KEEPER else None,
        on=occasion.due_on,
        expires_on=occasion.expires_on,
        way=rule.way,
        doer=rule.doer,
        counts=not rule.is_service,
    )
    contact.leading = Touchpoint(
        **who,
        rule=rule,
        occurrence=occasion.occurrence or f"order-{order.pk}",
        occasion_on=occasion.occasion_on,
        latest=occasion.expires_on,
        nature=rule.nature,
    )
    return contact


def save(contacts):
    """Contacts with one reason each, in its state."""
    for contact in contacts:
        contact.leading.state = contact.state
    reasons = Touchpoint.objects.bulk_create([contact.leading for contact in contacts], batch_size=2000)
    for contact, reason in zip(contacts, reasons, strict=True):
        contact.leading = reason
    Contact.objects.bulk_create(contacts, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_touchpoint t SET contact_id = c.id FROM campaigns_contact c "
                       "WHERE c.leading_id = t.id AND t.contact_id IS NULL")  # fmt: skip


def log_contact(rng, archive, contact, rule, care, today):
    """The revisit that closed the contact, on the day or a little later."""
    day = min(contact.on + timedelta(days=rng.choice((0, 0, 0, 1))), today - timedelta(days=1))
    by = care if rule.doer == Doer.CARE else contact.customer.keeper
    said = words(rule, contact.customer)
    revisit = speak(rng, archive, contact.customer, by, at(rng, day), rule.way, said)
    revisit.contact = contact
    contact.state, contact.closed_at = Contact.State.DONE, revisit.at
    return revisit


def words(rule, customer):
    """What is said on such an occasion, as a row of talk.json."""
    if rule.category_id:
        return talk.TILE
    if rule.trigger == Trigger.AFTER_INSTALL:
        return talk.CARE_7 if rule.after_days <= 10 else talk.CARE_30 if rule.after_days <= 60 else talk.CARE_180
    if rule.trigger == Trigger.BIRTHDAY:
        return talk.BIRTHDAY + (talk.LUNAR_BIRTHDAY if customer.birthday.calendar == "lunar" else [])
    return talk.PROFESSION if rule.trigger == Trigger.PROFESSION else SAID.get(rule.day_code, talk.FESTIVAL)


def speak(rng, archive, customer, by, moment, way, said):
    """A Revisit with its outcome, mood and words."""
    outcome = rng.choices((Outcome.REACHED, Outcome.NO_ANSWER, Outcome.LATER), weights=(88, 7, 5))[0]
    mood, note = "", fitting(rng, said, customer)
    if outcome == Outcome.NO_ANSWER:
        note = rng.choice(talk.NO_ANSWER) if way == "call" else ""
    elif outcome == Outcome.LATER:
        note = rng.choice(talk.LATER)
    else:
        mood = rng.choices((Mood.CONTENT, Mood.DELIGHTED, Mood.COMPLAINT, ""), weights=(62, 13, 2, 23))[0]
        strong = {Mood.DELIGHTED: talk.DELIGHTED, Mood.COMPLAINT: talk.COMPLAINT}.get(mood)
        note = fitting(rng, strong, customer) if strong else note
    return revisit(
        archive, customer, by, moment, way, note,
        outcome=outcome, mood=mood, needs=rng.choice(talk.NEEDS) if mood and rng.random() < 0.07 else "",
    )  # fmt: skip


def fitting(rng, notes, customer):
    """A note that nothing else known of the family disproves."""
    return rng.choice([note for note in notes if agree(note, *said_of(customer))] or [""])


def revisit(archive, customer, by, moment, way, note, **fields):
    """An unsaved Revisit; what nobody of today did was done by somebody who has left."""
    product = archive.purchases[id(customer)][0][1][0].product if archive.purchases[id(customer)] else "样品"
    former = FORMER[customer.store.code][0]
    return Revisit(
        customer=customer,
        store=customer.store,
        by=by,
        by_name=by.name if by else former,
        at=moment,
        way=way,
        note=note.format(product=product.split()[0], place=customer.community),
        **fields,
    )


def thank_referrer(rng, archive, referral):
    """A referral is heard in a talk with the one who refers."""
    note = fitting(rng, talk.REFERRED[referral.relation], referral.referrer)
    way = "shop" if referral.referrer in archive.silent else rng.choice(("call", "shop"))
    return revisit(archive, referral.referrer, referral.recorded_by, referral.recorded_at, way,
                   note, outcome=Outcome.REACHED, mood=Mood.DELIGHTED)  # fmt: skip


def log_visit_to_store(rng, archive, customer, today):
    day = max(today - timedelta(days=rng.randint(1, 700)), customer.customer_since)
    note = fitting(rng, talk.WALK_IN, customer)
    return revisit(archive, customer, customer.keeper, at(rng, min(day, today - timedelta(days=1))), "shop", note,
                   outcome=Outcome.REACHED, mood=Mood.CONTENT)  # fmt: skip


def lately_installed(archive, today, count=3):
    latest = today - timedelta(days=4)
    orders = [order for order in archive.orders if order.installed_on and order.installed_on < latest]
    return [order.customer for order in sorted(orders, key=lambda order: order.installed_on)[-count:]]


def log_complaint(rng, archive, customer, today):
    """A few complaints of these days, for the manager's board."""
    day, note = today - timedelta(days=rng.randint(1, 4)), rng.choice(talk.COMPLAINT)
    return revisit(archive, customer, customer.keeper, at(rng, day), "call", note,
                   outcome=Outcome.REACHED, mood=Mood.COMPLAINT)  # fmt: skip
