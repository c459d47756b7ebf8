"""Whose design an order is: the archive of the designer who is named on it (AR-6)."""

from django.db.models import QuerySet

from customers.models import Customer, Order
from dealercrm.lib.pinyin import pinyin_sort_key


def designers_called(name: str) -> QuerySet[Customer]:
    """Designers' archives of that name, of any store of the dealer: they work for several."""
    if not name.strip():
        return Customer.objects.none()
    called = Customer.objects.filter(pinyin=pinyin_sort_key(name.strip())[:120], name=name.strip())
    return called.filter(kind=Customer.Kind.DESIGNER, erased_at=None)


def link_designer(order: Order, before: Order | None) -> None:
    """Follow what was written anew: a name leads to the one archive that is called so, if it is one; an archive that
    was chosen puts the old name out of date."""
    is_chosen = order.designer_id != (before.designer_id if before else None)
    is_named = order.designer_name != (before.designer_name if before else "")
    if is_named and not (is_chosen and order.designer_id):
        found = list(designers_called(order.designer_name)[:2])
        order.designer = found[0] if len(found) == 1 else None
    elif is_chosen and not is_named and order.designer_id:
        order.designer_name = ""
