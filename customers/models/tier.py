from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CustomerTier(models.Model):
    """An old customer's tier A1..D4 that is in force, and what it rests on (TI-1).

    A narrow table of its own: the night rewrites it for everybody, and on the wide customer row that would cost
    thirty times as much. `values` are what each signal says (NULL where nothing), in the order of the newest
    TierCutoffs; the two scores are what they come to (customers.tiering). Set by hand, the tier is the TierOverride's.
    """

    customer = models.OneToOneField("customers.Customer", models.CASCADE, primary_key=True, related_name="tier")
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    letter = models.CharField(_("tier"), max_length=1)
    level = models.PositiveSmallIntegerField(_("level"))
    spent = models.BigIntegerField(_("spent, yuan"))
    profit = models.BigIntegerField(_("gross profit, yuan"), null=True)  # where it is not known, at the usual margin
    orders = models.PositiveIntegerField(_("orders"))
    last_signed_on = models.DateField(_("last signed on"))
    importance = models.PositiveSmallIntegerField(_("importance, hundredths of a point"), default=0)
    urgency = models.PositiveSmallIntegerField(_("urgency, hundredths of a point"), default=0)
    values = ArrayField(models.SmallIntegerField(null=True), verbose_name=_("what the signals say"), default=list)
    is_dissatisfied = models.BooleanField(_("is dissatisfied"), default=False)
    by_hand = models.BooleanField(_("set by hand"), default=False)

    class Meta:
        verbose_name = _("tier")
        indexes = [
            models.Index(fields=["store", "letter", "level", "-customer"], name="tier_in_store"),
            models.Index(fields=["letter", "level", "-customer"], name="tier_of_all"),
        ]

    def __str__(self):
        return f"{self.letter}{self.level}"


class TierScheme(models.Model):
    """How the dealer weighs the signals and where the tiers begin (TI-2). A changed one is a new row.

    Cut-offs of letters and levels are shares, in percent of the customers who may stand above, or points of 100.
    """

    class By(models.TextChoices):
        SHARE = "share", _("by share of the customers")
        SCORE = "score", _("by points")

    weights = models.JSONField(_("weights"))  # {code of a signal: weight}
    levels = models.PositiveSmallIntegerField(_("levels"), choices=[(3, "3"), (4, "4")], default=3)
    letters_by = models.CharField(_("letters"), max_length=5, choices=By, default=By.SHARE)
    a = models.PositiveSmallIntegerField("A", default=20)
    b = models.PositiveSmallIntegerField("B", default=50)
    c = models.PositiveSmallIntegerField("C", default=80)
    levels_by = models.CharField(_("levels"), max_length=5, choices=By, default=By.SCORE)
    first = models.PositiveSmallIntegerField("1", default=35)
    second = models.PositiveSmallIntegerField("2", default=15)
    third = models.PositiveSmallIntegerField("3", default=5)
    from_on = models.DateField(_("in force from"))
    by = models.ForeignKey("stores.Staff", models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("on"))

    class Meta:
        verbose_name = _("scheme of the tiers")
        ordering = ["-from_on", "-id"]

    def __str__(self):
        return f"{self.from_on}"

    @property
    def letter_cuts(self):
        return [self.a, self.b, self.c]

    @property
    def level_cuts(self):
        return [self.first, self.second, self.third][: self.levels - 1]


class TierCutoffs(models.Model):
    """What a night has drawn from all customers by a scheme: between nights, facts are measured by it.

    Scores (hundredths of a point) from which A, B, C and the levels begin; the weights in the order of `codes`, of
    which the `silent` ones say nothing of anybody yet; from which sums on one bought more than so many percent of all.
    """

    scheme = models.ForeignKey(TierScheme, models.PROTECT, null=True, related_name="+")  # none: the ready one
    a_from = models.IntegerField()
    b_from = models.IntegerField()
    c_from = models.IntegerField()
    levels_from = ArrayField(models.IntegerField(), default=list)
    codes = ArrayField(models.CharField(max_length=30), default=list)
    weights = ArrayField(models.SmallIntegerField(), default=list)
    silent = ArrayField(models.CharField(max_length=30), default=list)
    value_steps = ArrayField(models.BigIntegerField(), default=list)
    profit_steps = ArrayField(models.BigIntegerField(), default=list)
    margin = models.DecimalField(max_digits=8, decimal_places=6, null=True)  # gross profit in a yuan sold, where known
    # From which profit (or sum, where no profit is known) on customers together bring 80 % of all, and how many do.
    most_from = models.BigIntegerField(null=True)
    most_people = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    drawn_at = models.DateTimeField()

    class Meta:
        verbose_name = _("where the tiers begin")


class TierMove(models.Model):
    """An old customer's move from one tier to another, and the parts both scores came to (TI-4)."""

    class Cause(models.TextChoices):  # empty: what is known of the customer, or of the others
        HAND = "hand", _("set by hand")
        ENDED = "ended", _("no longer set by hand")

    customer = models.ForeignKey("customers.Customer", models.CASCADE, db_index=False, related_name="tier_moves")
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    from_tier = models.CharField(_("from tier"), max_length=2)
    to_tier = models.CharField(_("to tier"), max_length=2)
    at = models.DateTimeField(_("on"))
    cutoffs = models.ForeignKey(TierCutoffs, models.PROTECT, related_name="+", db_index=False)
    cause = models.CharField(_("cause"), max_length=5, choices=Cause, blank=True)
    importance = models.PositiveSmallIntegerField(_("importance, hundredths of a point"), default=0)
    urgency = models.PositiveSmallIntegerField(_("urgency, hundredths of a point"), default=0)
    # Of each signal in the order of `cutoffs.codes`: they add up to the two scores, before and after.
    parts_before = ArrayField(models.SmallIntegerField(), verbose_name=_("parts before"), default=list)
    parts = ArrayField(models.SmallIntegerField(), verbose_name=_("parts"), default=list)

    class Meta:
        verbose_name = _("move to another tier")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["customer", "-at"], name="tier_move_of_customer"),
            models.Index(fields=["store", "-at", "-id"], name="tier_move_in_store"),
            models.Index(fields=["-at", "-id"], name="tier_move_of_all"),
        ]

    def __str__(self):
        return f"{self.from_tier} → {self.to_tier}"


class TierOverride(models.Model):
    """A tier that a person has set (TI-4). It wins through the day `until`, unless it was ended before."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, db_index=False, related_name="tier_overrides")
    letter = models.CharField(_("tier"), max_length=1)
    level = models.PositiveSmallIntegerField(_("level"))
    reason = models.CharField(_("reason"), max_length=200)
    until = models.DateField(_("until"))
    by = models.ForeignKey("stores.Staff", models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("on"))
    ended_by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended on"), null=True)

    class Meta:
        verbose_name = _("tier set by hand")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["customer", "-at"], name="override_of_customer")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="override_in_force_once", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self):
        return f"{self.letter}{self.level}"


class SoftRating(models.Model):
    """What somebody of the staff thinks of a customer, on five steps; fades with age (customers.tiering.faded)."""

    class Aspect(models.TextChoices):
        BELIEF = "belief", _("belief in the brand")
        CIRCLE = "circle", _("breadth of their circle")
        FIRST_SERVICE = "first_service", _("how the first service went")
        KINDNESS = "kindness", _("kindness")

    customer = models.ForeignKey("customers.Customer", models.CASCADE, db_index=False, related_name="soft_ratings")
    aspect = models.CharField(_("what of them"), max_length=13, choices=Aspect)
    stars = models.PositiveSmallIntegerField(_("step of five"))
    said_on = models.DateField(_("day"))
    by = models.ForeignKey("stores.Staff", models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("on"))

    class Meta:
        verbose_name = _("opinion of a customer")
        indexes = [models.Index(fields=["customer", "aspect", "-said_on", "-id"], name="soft_rating_newest")]
        constraints = [
            models.CheckConstraint(name="soft_rating_five_steps", condition=Q(stars__range=(1, 5))),
        ]

    def __str__(self):
        return f"{self.get_aspect_display()} {self.stars}"
