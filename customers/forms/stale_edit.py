"""Two people who change the same archive at once must not undo each other unseen (dealercrm.lib.stale_edit)."""

from customers.models import Customer
from dealercrm.lib import stale_edit


class Seen(stale_edit.Seen):
    """Of a form on a row of an archive: its customer is locked, as every verb on one family does first."""

    def held(self):
        Customer.objects.select_for_update(no_key=True).get(pk=customer_of(self.instance))
        return type(self.instance)._base_manager.filter(pk=self.instance.pk).first()


def customer_of(row):
    """The id of the customer whose archive it is, however far the way there."""
    if isinstance(row, Customer):
        return row.pk
    owner = next(name for name in ("customer", "home", "order") if hasattr(row, f"{name}_id"))
    return row.customer_id if owner == "customer" else customer_of(getattr(row, owner))
