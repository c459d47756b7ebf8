"""What happens to each row of the archive when its customer or keeper changes (dealercrm.lib.parts)."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import models
from customers.erased_searches import forget_views
from customers.erasure import Person, empty_customer, empty_facts, empty_orders, forget_changes, forget_merges
from customers.handover import by_tier, note_new_keepers
from customers.households import keep_households, with_household
from customers.merging.rules import checks, members, one_in_force, phones
from customers.models import Customer, Order
from dealercrm.lib.parts import (
    ADDED,
    COUNTED,
    KEEP,
    NOTED,
    ONLY_ONE,
    PAIR,
    STAY,
    HandOver,
    Obstacle,
    Part,
    blank,
    once_per,
)
from dealercrm.lib.texts import Words
from stores.models import Role
from stores.permissions import PERMISSIONS

KEEPERS = frozenset({Role.ASSISTANT, Role.MANAGER})
SELLERS = KEEPERS & PERMISSIONS["orders.edit"]
WORK = (
    HandOver("customers", _("Customers"), KEEPERS, "keeper",
             lambda leaver: Customer.objects.filter(keeper=leaver, store_id=leaver.store_id),
             order_by=("tier__letter", "tier__level", "pk"), split=by_tier, after=note_new_keepers),
    HandOver("orders", _("Orders not signed yet"), SELLERS, "salesperson",
             lambda leaver: Order.objects.open().filter(salesperson=leaver, signed_on__isnull=True),
             first_choice="customer__keeper_id"),
    # The family waits for what they have paid: somebody must know of it. The history tells who sold it.
    HandOver("signed", _("Signed orders not installed yet"), SELLERS, "salesperson",
             lambda leaver: Order.objects.to_install().filter(salesperson=leaver), first_choice="customer__keeper_id"),
    # In the order of their days, so that everybody gets some of each week; a day may be arranged before the signing.
    HandOver("installations", _("Coming installations"), frozenset({Role.CREW}), "crew",
             lambda leaver: Order.objects.open().filter(crew=leaver, installed_on__isnull=True),
             order_by=("planned_install_on", "pk")),
)  # fmt: skip


def leave_households(part: Part, who: Person) -> None:
    """Their answers are gone by now; the others of the household are counted without them."""
    keep_households(with_household([who.customer.pk]))


def of_pairs(words: Words, **decided: Any) -> tuple[Obstacle, ...]:
    return tuple(Obstacle(words, side, **decided) for side in ("first", "second"))


TIED = of_pairs(_("A tie to another customer was noted"))
ERASED = Obstacle(
    _("The archive was erased"), "id", at="erased_at", rows=lambda b: Customer.objects.erased().filter(pk__in=b.touched)
)
INTRODUCED = Obstacle(
    _("Another customer is said to come through them"), "introduced_by",
    rows=lambda b: Customer.objects.filter(introduced_by__in=b.made).exclude(pk__in=b.touched),
)  # fmt: skip
DESIGNED = Obstacle(
    _("An order is said to be of their design"), "designer",
    rows=lambda b: Order.objects.filter(designer__in=b.made).exclude(customer__in=b.touched),
)  # fmt: skip
MERGED = Obstacle(
    _("The archive was merged with another"), "kept", by="by", at="at",
    rows=lambda b: models.Merge.objects.filter(
        Q(kept__in=b.touched) | Q(gone_id__in=b.added(Customer)), undone_at=None, at__gte=b.job.committed_at
    ),
)  # fmt: skip
PARTS = [
    Part(Customer, ("id", "introduced_by"), erase=empty_customer, untold=("pinyin", "occupation_code", "import_job_id"),
         history=("customer_since", "erased_at", "created_at", "updated_at"), undo=NOTED,
         obstacles=(ERASED, INTRODUCED), hand_over=WORK[:1]),
    Part(models.CustomerPhone, merge=phones, history=("position",), undo=NOTED),
    Part(models.CustomerSearch, merge=COUNTED, subject_access=False),
    Part(models.CustomerTier, merge=COUNTED, erase=KEEP, untold=("values",)),
    Part(models.CustomerRisk, merge=COUNTED, subject_access=False),
    Part(models.TierScheme, ()),
    Part(models.TierCutoffs, ()),
    Part(models.TierMove, erase=KEEP, untold=("cutoffs", "parts_before", "parts")),
    Part(models.TierOverride, merge=one_in_force, erase=blank("reason"), history=("at", "ended_at"),
         obstacles=(Obstacle(_("A tier was set by hand"), by="by", at="at"),)),
    Part(models.SoftRating, history=("at",),
         obstacles=(Obstacle(_("Somebody said what they think of the customer"), by="by", at="at"),)),
    Part(models.Completeness, merge=COUNTED, subject_access=False),
    Part(models.NextPurchase, merge=COUNTED, subject_access=False),
    Part(models.DistributorProfile, merge=ONLY_ONE, history=True),
    Part(models.DesignerProfile, merge=ONLY_ONE, history=True),
    Part(models.HouseholdMember, merge=members, undo=NOTED,
         history=("age_band_on", "guardian_consent_at", "guardian_consent_by")),
    Part(models.Home, history=True, undo=NOTED),
    Part(models.Attachment, untold=("file", "thumbnail"), history=True),
    Part(Order, also_names=("designer",), erase=empty_orders, obstacles=(DESIGNED,),
         untold=("import_job_id",), history=("created_at",), undo=NOTED,
         hand_over=WORK[1:]),
    Part(models.OrderLine, "order__customer", erase=KEEP, history=("position",), undo=NOTED),
    Part(models.DesignReview, "order__customer", erase=blank("result"), history=True),
    Part(models.HomeItem, "home__customer", history=True, undo=NOTED),
    Part(models.Consent, history=True, undo=NOTED),
    Part(models.Tag, (), undo=ADDED),
    Part(models.CustomerTag, merge=once_per("tag"), history=True, undo=NOTED),
    Part(models.OwnValues, merge=ONLY_ONE, history=True, undo=NOTED),
    Part(models.SavedView, (), erase=forget_views),
    Part(models.HouseholdAnswer, ("first", "second"), merge=PAIR, obstacles=of_pairs(
        _("Somebody has said whether two archives are one household"), by="by", at="at")),
    Part(models.HouseholdKey, merge=COUNTED, erase=leave_households, subject_access=False),
    Part(models.Tie, ("first", "second"), merge=PAIR, history=True, obstacles=TIED),
    Part(models.LikelyDuplicate, ("first", "second"), merge=PAIR, subject_access=False,
         obstacles=of_pairs(_("Somebody has said that this and another are two people"),
                            where=Q(two_people_at__isnull=False), by="two_people_by", at="two_people_at")),
    Part(models.ArchiveCheck, merge=checks, erase=blank("note"),
         obstacles=(Obstacle(_("The archive was checked by phone"), where=~Q(result=""),
                             by="checked_by", at="checked_at"),)),
    Part(models.MarkedText, subject_access=False),
    Part(models.Suspicion, merge=once_per("reason"), subject_access=False,
         obstacles=(Obstacle(_("A suspicion about the archive was cleared"), where=Q(cleared_at__isnull=False),
                             by="cleared_by", at="cleared_at"),)),
    Part(models.Merge, "kept", erase=forget_merges, subject_access=False, obstacles=(MERGED,)),
    Part(models.Activity, erase=empty_facts, undo=ADDED,
         untold=("subject_id", "answered_at", "attempts", "try_after", "error", "imported")),
    # Last: what the others change while somebody is erased is in it.
    Part(models.RowChange, merge=STAY, erase=forget_changes, subject_access=False),
]  # fmt: skip
