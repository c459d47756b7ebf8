from customers.models.activity import Activity
from customers.models.attachment import Attachment
from customers.models.consent import Consent, Suppression
from customers.models.customer import Customer, CustomerPhone, CustomerSearch
from customers.models.entitlement import TierEntitlement
from customers.models.history import RowChange
from customers.models.home import DesignReview, Home, HomeItem
from customers.models.household import HouseholdAnswer, HouseholdKey, HouseholdMember
from customers.models.marked_text import MarkedText
from customers.models.merge import LikelyDuplicate, Merge, Tie
from customers.models.order import Category, Order, OrderLine
from customers.models.profile import DesignerProfile, DistributorProfile
from customers.models.quality import (
    ArchiveCheck,
    BuyingHabits,
    Completeness,
    LifeCurve,
    NextPurchase,
    Suspicion,
)
from customers.models.risk import CustomerRisk
from customers.models.tag import CustomerTag, OwnField, OwnValues, SavedView, Tag
from customers.models.tier import CustomerTier, SoftRating, TierCutoffs, TierMove, TierOverride, TierScheme

__all__ = [
    "Activity",
    "ArchiveCheck",
    "Attachment",
    "BuyingHabits",
    "Category",
    "Completeness",
    "Consent",
    "Customer",
    "CustomerPhone",
    "CustomerRisk",
    "CustomerSearch",
    "CustomerTag",
    "CustomerTier",
    "DesignReview",
    "DesignerProfile",
    "DistributorProfile",
    "Home",
    "HomeItem",
    "HouseholdAnswer",
    "HouseholdKey",
    "HouseholdMember",
    "LifeCurve",
    "LikelyDuplicate",
    "MarkedText",
    "Merge",
    "NextPurchase",
    "Order",
    "OrderLine",
    "OwnField",
    "OwnValues",
    "RowChange",
    "SavedView",
    "SoftRating",
    "Suppression",
    "Suspicion",
    "Tag",
    "Tie",
    "TierCutoffs",
    "TierEntitlement",
    "TierMove",
    "TierOverride",
    "TierScheme",
]
