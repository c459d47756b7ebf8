"""What two archives say of one person, side by side."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model
from django.db.models.fields import CharField, TextField
from django.utils.translation import gettext as _

from customers.archive_facts.table import facts_of
from customers.models import Customer, DesignerProfile, DistributorProfile, OwnField, OwnValues
from dealercrm.lib.birthdays.value import Birthday
from stores.models import Staff

PROFILES = {"distributor": DistributorProfile, "designer": DesignerProfile}
JOINED = {fact.name: fact.joined for fact in facts_of(Customer) if fact.joined}
KEEP, GONE, BOTH = "keep", "gone", "both"
# An address is chosen whole: half of one and half of the other is nobody's door.
PLACE, WHOLE = "place", ("community", "building", "unit", "room", "address")


@dataclass(frozen=True)
class Difference:
    """A field both archives fill differently; `kept` and `other` as people read them."""

    key: str
    label: str
    kept: str
    other: str
    can_join: bool

    @property
    def suggested(self) -> str:
        """What is ticked until a person says otherwise: where both can be kept, nothing is dropped."""
        return BOTH if self.can_join else KEEP


def sheet(customer: Customer) -> dict[str, Any]:
    """{key: value} of all a person can write down: 'name', 'designer.studio', 'own.3' (own field 3)."""
    values = {field.name: getattr(customer, field.name) for field in fields_of(Customer)}
    for prefix, model in PROFILES.items():
        if profile := model._default_manager.filter(customer=customer).first():
            values |= {f"{prefix}.{field.name}": getattr(profile, field.name) for field in fields_of(model)}
    own = OwnValues.objects.filter(customer=customer).first()
    return values | {f"own.{key}": value for key, value in (own.values if own else {}).items()}


def compare(kept: dict[str, Any], other: dict[str, Any]) -> list[Difference]:
    """Differences between two sheets; a field that only one archive fills is no question, nor an address that says
    no more than the other."""
    labels = {f"own.{field.key}": field.label for field in OwnField.objects.all()}
    found = []
    if _fuller_place(kept, other) is None:
        found.append(Difference(PLACE, str(_("Address")), _place_of(kept), _place_of(other), can_join=False))
    for key, value in other.items():
        mine = kept.get(key)
        if is_empty(value) or is_empty(mine) or value == mine or key in WHOLE:
            continue
        field = field_of(key)
        shown = (shown_as(field, mine), shown_as(field, value))
        label = labels.get(key, key) if field is None else str(field.verbose_name)
        found.append(Difference(key, label, *shown, can_join=joined(key, mine, value) is not None))
    return found


def merged(kept: dict[str, Any], other: dict[str, Any], choices: dict[str, str]) -> dict[str, Any]:
    """The sheet of the one archive: {key: value} by `choices` {key: KEEP, GONE or BOTH}; gaps are filled.

    Where nobody chose, both texts stay if they can stand together.
    """
    fuller = _fuller_place(kept, other)
    place = (other if choices.get(PLACE) == GONE else kept) if fuller is None else fuller
    result = {key: place[key] for key in WHOLE}
    for key in (kept.keys() | other.keys()) - result.keys():
        mine, theirs = kept.get(key), other.get(key)
        is_joined = choices.get(key, BOTH) == BOTH and mine != theirs
        both = joined(key, mine, theirs) if is_joined else None
        if is_empty(mine) or (choices.get(key) == GONE and not is_empty(theirs)):
            result[key] = mine if theirs is None else theirs
        else:
            result[key] = mine if both is None else both
    return result


def _fuller_place(kept: dict[str, Any], other: dict[str, Any]) -> dict[str, Any] | None:
    """The sheet whose address says all that the other's does; None where they differ."""
    for one, another in ((kept, other), (other, kept)):
        if all(not another[key] or another[key] == one[key] for key in WHOLE):
            return one
    return None


def _place_of(values: dict[str, Any]) -> str:
    door = "-".join(values[key] for key in ("building", "unit", "room") if values[key])
    return " ".join(part for part in (values["community"], door, values["address"]) if part)


def write(customer: Customer, values: dict[str, Any]) -> None:
    """Write a sheet onto the customer (saved by the caller) and their profile and own values (saved here)."""
    for field in fields_of(Customer):
        setattr(customer, field.name, values[field.name])
    if customer.introduced_by_id == customer.pk:
        customer.introduced_by = None
    for prefix, model in PROFILES.items():
        found = {key.partition(".")[2]: value for key, value in values.items() if key.startswith(f"{prefix}.")}
        if found:
            model._default_manager.update_or_create(customer=customer, defaults=found)
    own = {key.partition(".")[2]: value for key, value in values.items() if key.startswith("own.")}
    if own:
        OwnValues.objects.update_or_create(customer=customer, defaults={"values": own})


def fields_of(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.fields if field.editable and not field.primary_key and field.name != "store"]


def field_of(key: str) -> Any:
    prefix, dot, name = key.partition(".")
    if prefix == "own":
        return None
    return PROFILES[prefix]._meta.get_field(name) if dot else Customer._meta.get_field(key)


def shown_as(field: CharField | TextField | None, value: str) -> str:
    return str(dict(field.flatchoices).get(value, value) if field is not None else value)


def is_empty(value: Birthday | Staff | str | None) -> bool:
    return value is None or value == ""


def joined(key: str, mine: str, theirs: str) -> str | None:
    """Both texts in one, or None where they cannot stand together."""
    if key not in JOINED or is_empty(mine) or is_empty(theirs):
        return None
    text = f"{mine}{JOINED[key]}{theirs}"
    longest = field_of(key).max_length
    return text if longest is None or len(text) <= longest else None
