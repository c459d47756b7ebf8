"""Who may be the person of a row without being taken for them: told in the preview, and never merged (AR-13)."""

from collections import defaultdict

from django.db import connection

from customers.matching import near_names
from customers.models import Customer, CustomerPhone, HouseholdMember
from dealercrm.lib.phones import mask

_DOOR = ("community", "building", "unit", "room")
# Of an archive of a hundred thousand each door is looked up; it is asked with the doors as one table.
AT_THE_DOORS = """
    SELECT c.id, c.name, c.community, c.building, c.unit, c.room
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS d (community, building, unit, room)
    JOIN customers_customer c USING (community, building, unit, room)
    WHERE c.store_id = %s AND c.erased_at IS NULL"""


class Hints:
    """What the archive says of a batch of records before any of them comes in."""

    def __init__(self, store, records, by):
        phones = {phone for record in records for phone in record.phones}
        self._may_read_all = by is None or by.is_owner
        self._elsewhere, self._members, self._neighbours = defaultdict(set), defaultdict(list), defaultdict(list)
        others = CustomerPhone.objects.filter(number__in=phones).exclude(customer__store=store)
        for number, name in others.values_list("number", "customer__store__name"):
            self._elsewhere[number].add(name)
        members = HouseholdMember.objects.filter(phone__in=phones, customer__store=store).order_by("pk")
        for number, *whose in members.values_list("phone", "customer", "customer__name"):
            self._members[number].append(whose)
        if doors := {door for record in records if (door := _door(record))}:
            with connection.cursor() as cursor:
                cursor.execute(AT_THE_DOORS, [*map(list, zip(*doors, strict=True)), store.pk])
                for pk, name, *door in cursor.fetchall():
                    self._neighbours[tuple(door)].append((pk, name))

    def of(self, record, customer):
        """[[code, facts]]; `customer` is whom the record was decided to mean, and no hint about themselves."""
        return [[code, facts] for pk, code, facts in self._all(record) if customer is None or pk != customer.id]

    def _all(self, record):
        for phone in record.phones:
            if phone not in self._elsewhere and phone not in self._members:
                continue
            shown = phone if self._may_read_all else mask(phone)
            for store in sorted(self._elsewhere.get(phone, ())):
                yield None, "in_another_store", {"value": shown, "store": store}
            for pk, name in self._members.get(phone, ()):
                yield pk, "number_of_member", {"value": shown, "name": name}
        for pk, name in self._neighbours.get(door, ()) if (door := _door(record)) else ():
            if near_names(record.name, name):
                place = Customer(**dict(zip(_DOOR, door, strict=True))).place
                yield pk, "near_name_at_door", {"name": name, "place": place}


def _door(record):
    """(community, building, unit, room), None where the row does not say so much."""
    facts = record.facts
    return tuple(facts.get(part, "") for part in _DOOR) if facts.get("community") and facts.get("room") else None
