from customers.models.activity import Activity
from customers.models.customer import Customer, CustomerPhone, CustomerSearch
from customers.models.importing import ImportJob, ImportRow
from customers.models.order import Category, Order, OrderLine
from customers.models.tier import CustomerTier, TierCutoffs

__all__ = [
    "Activity",
    "Category",
    "Customer",
    "CustomerPhone",
    "CustomerSearch",
    "CustomerTier",
    "ImportJob",
    "ImportRow",
    "Order",
    "OrderLine",
    "TierCutoffs",
]
