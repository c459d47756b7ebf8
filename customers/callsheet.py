"""What to ask when an archive is checked by phone: open questions, and what the archive says (AR-9)."""

from django.utils.translation import gettext as _

from customers.models import Customer


def questions(customer: Customer) -> list[tuple[str, str]]:
    """[(question, what the archive says)] of what it knows; needs `orders` with `lines` prefetched, newest first.

    Open questions: whoever reads the answer out learns nothing.
    """
    order = next(iter(customer.orders.all()), None)
    products = _(", ").join(line.product for line in order.lines.all()) if order else ""
    asked = [
        (_("How may we address you?"), " ".join(part for part in (customer.name, customer.salutation) if part)),
        (_("Where did our people deliver to?"), customer.place),
        (_("What did you buy here?"), products),
        (_("When was that?"), order.signed_on.isoformat() if order else ""),
        (_("Since when does it stand there?"), order.installed_on.isoformat() if order and order.installed_on else ""),
        (_("Who looks after you here?"), customer.keeper.name if customer.keeper else ""),
        (_("How did you come to us?"), customer.get_source_display() if customer.source else ""),
    ]
    return [(question, answer) for question, answer in asked if answer]
