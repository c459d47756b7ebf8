"""What was read of a new customer, in one line of the preview: were days, sums and rooms taken for what they are?"""

from django.utils.translation import gettext as _

from customers.models import Customer
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.money import yuan
from dealercrm.lib.punctuation import listed

_PLACE = ("community", "building", "unit", "room", "address")


def facts_as_read(record):
    """The facts of a Record for a message "as_read": plain data; of relatives, children perhaps, only how many."""
    facts = {name: record.facts[name] for name in (*_PLACE, "wechat") if record.facts.get(name)}
    birthday = record.facts.get("birthday")
    orders = [
        [
            order.signed_on and order.signed_on.isoformat(),
            [line.product for line in order.lines],
            None if order.amount is None else str(order.amount),
            order.installed_on and order.installed_on.isoformat(),
        ]
        for order in record.orders
    ]
    facts |= {"phones": record.phones, "birthday": birthday and birthday.text, "orders": orders}
    facts |= {"members": len(record.members), "kind": record.facts.get("kind", "")}
    bought_by = record.facts.get("bought_by")
    return facts | {"bought_by": bought_by and bought_by.isoformat()}


def in_words(facts):
    """One line of the facts, in the reader's language."""
    place = Customer(**{name: facts.get(name, "") for name in _PLACE}).place
    parts = [listed(facts["phones"]), facts.get("wechat", ""), place]
    if facts["birthday"]:
        parts.append(_("born %(day)s") % {"day": Birthday.from_text(facts["birthday"])})
    if kind := facts.get("kind"):
        parts.append(Customer.Kind(kind).label)
    if day := facts.get("bought_by"):
        parts.append(_("old customer since %(day)s at the latest") % {"day": day})
    if facts["members"]:
        parts.append(_("relatives: %(n)d") % {"n": facts["members"]})
    return " · ".join(filter(None, [*parts, *(_order(*order) for order in facts["orders"])]))


def _order(signed, products, amount, installed):
    parts = [_("signed %(day)s") % {"day": signed} if signed else "", listed(products)]
    parts.append(f"¥{yuan(amount)}" if amount is not None else "")
    parts.append(_("installed %(day)s") % {"day": installed} if installed else "")
    return " ".join(filter(None, parts))
