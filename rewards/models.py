from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rewards.querysets import GiftQuerySet, GivenQuerySet


class Gift(models.Model):
    """Something the dealer gives (TP-8): what it costs, and whom it suits, so that it is chosen for the customer."""

    class ForWhom(models.TextChoices):
        ANYBODY = "anybody", _("Anybody")
        TASTE = "taste", _("Who likes what the words below say")
        PETS = "pets", _("Who keeps a pet")
        YOUNG_CHILD = "young_child", _("Families with a child up to 6")
        SCHOOL_CHILD = "school_child", _("Families with a child at school")
        ELDERS = "elders", _("Families with elders")
        NEW_HOME = "new_home", _("Who has just moved in")

    name = models.CharField(_("gift"), max_length=60, unique=True)
    cost = models.DecimalField(_("cost, yuan"), max_digits=8, decimal_places=2)
    for_whom = models.CharField(_("for whom"), max_length=12, choices=ForWhom, default=ForWhom.ANYBODY)
    words = models.CharField(
        _("tastes and trades it suits"), max_length=120, blank=True,
        help_text=_("Words of the small talk or the occupation, with spaces between: tea fishing teacher"),
    )  # fmt: skip
    is_active = models.BooleanField(_("in use"), default=True)

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift")
        ordering = ["-is_active", "name"]
        constraints = [models.CheckConstraint(name="gift_cost_not_negative", condition=Q(cost__gte=0))]

    def __str__(self):
        return self.name


class Stock(models.Model):
    """How many pieces lie in a store: the sum of its entries, kept by the database as they are added, never below zero
    (migrations/0002_stock.py)."""

    gift = models.ForeignKey(Gift, models.PROTECT, related_name="stocks")
    store = models.ForeignKey("stores.Store", models.PROTECT, related_name="+")
    pieces = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gift", "store"], name="stock_of_gift_in_store"),
            models.CheckConstraint(name="stock_not_below_zero", condition=Q(pieces__gte=0)),
        ]


class StockEntry(models.Model):
    """Pieces that came or went. Only ever added to: a mistake is put right by a further entry."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        GIVEN = "given", _("Given")
        TAKEN_BACK = "taken_back", _("Taken back")
        CORRECTED = "corrected", _("Counted anew")

    gift = models.ForeignKey(Gift, models.PROTECT, related_name="entries", db_index=False)
    store = models.ForeignKey("stores.Store", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("what for"), max_length=10, choices=Kind)
    pieces = models.IntegerField(_("pieces"))
    why = models.CharField(_("why"), max_length=120, blank=True)
    given_id = models.BigIntegerField(null=True)  # the GiftGiven, which may have been taken back since
    by = models.ForeignKey("stores.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of the stock")
        indexes = [models.Index(fields=["gift", "store", "-id"], name="stock_entries_of_gift")]
        constraints = [models.CheckConstraint(name="stock_entry_moves", condition=~Q(pieces=0))]


class GiftGiven(models.Model):
    """A gift a customer got: of the catalogue, or in words; what it cost, and what called for it."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="gifts", db_index=False)
    store = models.ForeignKey("stores.Store", models.PROTECT, related_name="+", db_index=False)
    gift = models.ForeignKey(Gift, models.PROTECT, null=True, related_name="given", verbose_name=_("gift"))
    words = models.CharField(_("what else"), max_length=60, blank=True)
    pieces = models.PositiveSmallIntegerField(_("pieces"), default=1)
    cost = models.DecimalField(_("cost, yuan"), max_digits=8, decimal_places=2)  # of all pieces
    by = models.ForeignKey("stores.Staff", models.PROTECT, related_name="gifts_given", verbose_name=_("by"))
    at = models.DateTimeField(_("on"))
    # What called for it, a row of a floor above: 'campaigns.touchpoint' and its id.
    cause_kind = models.CharField(max_length=40, blank=True)
    cause_id = models.BigIntegerField(null=True)

    objects = GivenQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift given")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["customer", "-at"], name="gifts_of_customer"),
            models.Index(fields=["store", "at"], name="gifts_in_store"),
        ]
        constraints = [
            models.CheckConstraint(name="gift_given_cost", condition=Q(cost__gte=0, pieces__gte=1)),
        ]

    def __str__(self):
        name = self.gift.name if self.gift_id else self.words or str(_("A gift"))
        return f"{name} × {self.pieces}" if self.pieces > 1 else name
