"""Who introduced whom is one column, Customer.introduced_by: written by the form, and here for a recommendation."""

from customers.models import Customer


def introduce(customer: Customer, introducer: Customer) -> None:
    """The customer came through the introducer, unless the archive names another already; nobody brings themselves."""
    unknown = Customer.objects.filter(pk=customer.pk, introduced_by=None).exclude(pk=introducer.pk)
    unknown.update(introduced_by=introducer)
