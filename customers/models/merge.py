from django.db import models
from django.utils.translation import gettext_lazy as _


class Merge(models.Model):
    """Two archives of one person made one; `before` holds every row it changed, so it can be undone (AR-13)."""

    kept = models.ForeignKey("customers.Customer", models.CASCADE, related_name="merges")
    gone_id = models.BigIntegerField(db_index=True)  # the old address forwards to `kept`
    gone_name = models.CharField(max_length=60)
    before = models.JSONField()
    by = models.ForeignKey("stores.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.gone_name} > {self.kept_id}"


class LikelyDuplicate(models.Model):
    """Two archives that may be one person, found by the scan; a person merges them or says they are two."""

    class Reason(models.TextChoices):
        PHONE = "phone", _("Same phone")
        WECHAT = "wechat", _("Same WeChat id")
        NAME_PLACE = "name", _("Near-same name and address")
        NAME_NUMBER = "tail", _("Near-same name and number")

    first = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    second = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    reason = models.CharField(max_length=8, choices=Reason)
    found_at = models.DateTimeField()
    two_people_by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+")
    two_people_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once")]
        indexes = [models.Index(fields=["store", "-id"], name="duplicates_in_store")]

    def __str__(self):
        return f"{self.first_id} = {self.second_id}?"


class Tie(models.Model):
    """How two customers know each other: relatives, neighbours ... (AR-17). Stored once, smaller id first."""

    class Relation(models.TextChoices):
        RELATIVE = "relative", _("Relative")
        FRIEND = "friend", _("Friend")
        NEIGHBOUR = "neighbour", _("Neighbour")
        COLLEAGUE = "colleague", _("Colleague")
        OTHER = "other", _("Other")

    first = models.ForeignKey("customers.Customer", models.CASCADE, related_name="ties_first")
    second = models.ForeignKey("customers.Customer", models.CASCADE, related_name="ties_second")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("tie")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="tie_once"),
            models.CheckConstraint(name="tie_smaller_first", condition=models.Q(first__lt=models.F("second"))),
        ]

    def __str__(self):
        return self.get_relation_display()
