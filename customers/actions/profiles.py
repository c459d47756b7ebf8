"""What is known of the partners among the customers: distributors and designers (AR-8)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.completeness import keep_completeness
from customers.models import Customer, DesignerProfile, DistributorProfile
from dealercrm.lib.errors import Refused
from stores.models import Staff

PROFILES: dict[str, Any] = {Customer.Kind.DISTRIBUTOR: DistributorProfile, Customer.Kind.DESIGNER: DesignerProfile}


def profile_of(customer: Customer) -> DesignerProfile | DistributorProfile | None:
    """The profile of the customer's kind, unsaved where there is none yet; None for kinds without one."""
    model = PROFILES.get(customer.kind)
    return model and (model.objects.filter(pk=customer.pk).first() or model(customer=customer))


@transaction.atomic
def keep_profile(customer: Customer, *, by: Staff, **values: Any) -> set[str]:
    """Set the given fields of the profile of the customer's kind; returns the names of what changed.

    A customer whose kind changes keeps the old kind's profile, unseen: it comes back with the kind.
    """
    customers = Customer.objects.select_for_update(no_key=True, of=("self",)).select_related("store")
    row = customers.get(pk=customer.pk)
    profile = profile_of(row)
    if profile is None:
        raise Refused(_("Only distributors and designers have a profile."))
    changed = [field for field, value in values.items() if getattr(profile, field) != value]
    for field in changed:
        setattr(profile, field, values[field])
    if changed:
        profile.save()
        keep_completeness([row.pk])
        data = {"kind": row.kind, "fields": changed}
        record(facts.PROFILE_CHANGED, customer=row, by=by, subject=row, data=data)
    return set(changed)
