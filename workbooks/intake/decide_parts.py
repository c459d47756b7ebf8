"""What becomes of the family, the own fields, the tags and the old contacts of a record; the rules are decide.py's."""

import re

from django.core.exceptions import ValidationError

from customers.models import HouseholdMember, OwnField, Tag
from customers.own_fields import choices_of, read, shown
from dealercrm.lib.dates import parse_date
from dealercrm.lib.moments import is_no_day
from workbooks.intake.edit_conflicts import CUSTOMER, MEMBER
from workbooks.intake.existing import change, same_age
from workbooks.intake.parts import MEMBER_FIELDS, contact_key
from workbooks.reading.cells import half_width
from workbooks.reading.drafts import value_of
from workbooks.reading.sheets import as_text

_LONGEST_TAG = Tag._meta.get_field("name").max_length
_BORN = ("birthday", "age_band")
_ONLY_ONE = HouseholdMember.Relation.SPOUSE


class Parts:
    """Decides about the parts of one record after the other; remembers what the file has spoken of."""

    def __init__(self, new_member, own_fields, tags, new_tag, keepers, today):
        """`new_member(values)` gives a KnownMember; `own_fields` {key: OwnField}; `tags` {folded name: Tag};
        `new_tag(name)` gives a Tag, or None where none may be made; `keepers` {name: id} of those who may be."""
        self._keepers = keepers
        self._new_member, self._new_tag, self._today = new_member, new_tag, today
        self._own_fields, self._tags, self._members = own_fields, tags, set()

    def read(self, record):
        """Turn the cells of own fields into values, unknown tags into notes: before the notes are decided upon."""
        if not (record.own_fields or record.tags or record.keeper):
            return
        values = {}
        for key, (header, cell) in record.own_fields.items():
            if field := self._own_fields.get(key):
                values[field] = _own_value(record, field, header, cell, self._today)
        record.own_fields = {field: value for field, value in values.items() if value is not None}
        record.tags = [tag for name in record.tags if (tag := self._tag(record, name))]
        if record.keeper and record.keeper[1] not in self._keepers:
            header, name = record.keeper
            record.note(name, under=header)
            record.say("no_keeper", value=name, column=header)
            record.keeper = None

    def decide(self, record, customer):
        """Fill and follow; returns whether anything changed."""
        said = (record.members, record.own_fields, record.tags, record.keeper, record.contacts, record.no_contact)
        if not any(said):
            return False
        found = [self._decide_member(record, draft, customer) for draft in record.members]
        found.append(self._fill_own_fields(record, customer))
        found.append(self._add_tags(record, customer))
        found.append(self._give_keeper(record, customer))
        found += [self._add_contact(record, draft, customer.parts) for draft in record.contacts]
        if record.no_contact and not customer.parts.has_said:
            customer.parts.has_said, customer.parts.new_no_contact = True, record.no_contact
            found.append(True)
        return any(found)

    # --- family --------------------------------------------------------------------------------

    def _decide_member(self, record, draft, customer):
        values = {name: value_of(draft, name) for name in MEMBER_FIELDS}
        member = self.same_member(draft, customer)
        newer = customer.newer(MEMBER, member.id, record.exported_at) if member and draft.id else ()
        if member is None:
            member = self._new_member(values)
            customer.parts.members.append(member)
            self._members.add(member.id)
            if not record.creates:
                record.say("member_added", name=_called(values), relation=draft.relation)
            return True
        may_follow = record.is_own_export or (member.is_as_imported and member.id not in self._members)
        self._members.add(member.id)
        if kept := [name for name in MEMBER_FIELDS if name in newer and values[name] not in ("", member.values[name])]:
            record.say("newer_member", name=_called(member.values), relation=draft.relation, members=kept)
            values |= {name: member.values[name] for name in kept}
        changed = _follow_member(member, values, may_follow)
        if changed:
            record.say("member_changed", name=_called(member.values), relation=draft.relation, members=changed)
        else:
            record.say("member_known")
        return bool(changed)

    def same_member(self, draft, customer):
        """The member whom the draft means, or None. Without a name: the one of that relation who fits."""
        members = customer.parts.members
        if draft.id:
            return next((member for member in members if str(member.id) == draft.id), None)
        if draft.name:
            named = [member for member in members if member.values["name"] == draft.name]
            named = [member for member in named if _are_alike(member.values["relation"], draft.relation)]
            if named:
                return named[0]
        nearest = [
            member
            for member in members
            if member.id not in self._members
            and member.values["relation"] == draft.relation
            and not (draft.name and member.values["name"])
            and (member.values["notes"] == draft.notes or draft.relation == _ONLY_ONE)
        ]
        fitting = [member for member in nearest if _issame_age(member.values, draft)]
        return next(iter(fitting or [member for member in nearest if not _has_age(member.values, draft)]), None)

    # --- own fields, tags, contacts ------------------------------------------------------------

    @staticmethod
    def _fill_own_fields(record, customer):
        parts, changed = customer.parts, False
        for field, value in record.own_fields.items():
            before = parts.own_values.get(field.key)
            if before == value:
                continue
            sides = {"before": shown(field, before), "after": shown(field, value)}
            if f"own:{field.key}" in customer.newer(CUSTOMER, customer.id, record.exported_at):
                record.say("newer", own=field.label, **sides)
                continue
            is_kept = field.label in parts.own_values_edited and not record.is_own_export
            if before is not None and (is_kept or not (customer.is_from_import or record.is_own_export)):
                record.say("kept", own=field.label, **sides)
                continue
            if not record.creates:
                record.say("changed", own=field.label, **sides)
            parts.own_values = parts.own_values | {field.key: value}
            parts.new_own_values[field.label] = [
                parts.new_own_values.get(field.label, [sides["before"]])[0],
                sides["after"],
            ]
            changed = True
        return changed

    @staticmethod
    def _add_tags(record, customer):
        parts = customer.parts
        new = [tag for tag in record.tags if tag.pk not in parts.tags]
        newer = customer.newer(CUSTOMER, customer.id, record.exported_at)
        new = [tag for tag in new if f"tag:{tag.pk}" not in newer]
        if not record.is_own_export:
            new = [tag for tag in new if tag.name not in parts.tags_removed]
        parts.tags |= {tag.pk for tag in new}
        parts.new_tags += new
        if new and not record.creates:
            record.say("tagged", names=[tag.name for tag in new])
        return bool(new)

    def _give_keeper(self, record, customer):
        """To who has none: whom a person has given stays."""
        if record.keeper is None or customer.keeper is not None:
            return False
        customer.keeper = customer.new_keeper = self._keepers[record.keeper[1]]
        if not record.creates:
            record.say("keeper_given", name=record.keeper[1])
        return True

    @staticmethod
    def _add_contact(record, draft, parts):
        key = contact_key(draft.on.isoformat(), draft.by_name, draft.note)
        if key in parts.contacts:
            record.say("contact_known")
            return False
        parts.contacts.add(key)
        parts.new_contacts.append(draft)
        record.say("contact_added", day=draft.on.isoformat())
        return True

    def _tag(self, record, name):
        tag = self._tags.get(name.casefold())
        if tag is None and len(name) <= _LONGEST_TAG and (tag := self._new_tag(name)):
            self._tags[name.casefold()] = tag
        if tag is None:
            record.note(name)
            record.say("unknown_tag", value=name)
        return tag


def _follow_member(member, values, may_follow):
    """The names of what changed: what was empty is filled, the rest follows only if it `may_follow`."""
    changed = []
    for name, value in values.items():
        before = member.values[name]
        if name in _BORN or value in ("", None) or value == before:
            continue
        if before in ("", None) or (may_follow and not (name == "relation" and value == "other")):
            change(member, name, value)
            changed.append(name)
    born, was = [tuple(source[name] for name in _BORN) for source in (values, member.values)]
    is_news = any(born) and born != was and not same_age(born[0], was[0])
    # Whose guardian consented has a birthday that the file may only know as a band.
    if is_news and not member.has_consent and not (was[0] and born[1]) and (not any(was) or may_follow):
        member.changed.setdefault("birthday", was[0])
        member.values |= dict(zip(_BORN, born, strict=True))
        changed.append("birthday")
    return changed


def _own_value(record, field, header, cell, today):
    """What is to be kept of a cell in one of the dealer's own fields; what does not fit goes into the notes."""
    text = as_text(cell)
    try:
        if field.type == OwnField.Type.DATE and is_no_day(cell):
            return None
        if field.type == OwnField.Type.DATE:
            text = parse_date(cell, today=today).isoformat()
        elif field.type == OwnField.Type.NUMBER:
            text = re.sub(r"(?<=\d),(?=\d{3})", "", half_width(cell))
        elif field.type == OwnField.Type.CHOICE:
            words = {half_width(word).casefold(): word for word in choices_of(field)}
            text = words.get(half_width(cell).casefold(), text)
        return read(field, text)
    except (ValidationError, ValueError):
        record.note(as_text(cell), under=header)
        record.say("unreadable_own", value=as_text(cell), column=header)
        return None


def _called(values):
    """Who, for a sentence; of a child not the name."""
    return "" if values["age_band"] else values["name"]


def _are_alike(one, other):
    return one == other or "other" in (one, other)


def _has_age(values, draft):
    return any(values[name] for name in _BORN) and bool(draft.birthday or draft.age_band)


def _issame_age(values, draft):
    if draft.age_band:
        return values["age_band"] == draft.age_band
    return bool(draft.birthday) and (
        values["birthday"] == draft.birthday or same_age(draft.birthday, values["birthday"])
    )
