from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.querysets import SavedViewQuerySet
from dealercrm.lib.texts import LONGEST_TEXT
from stores.permissions import Role


class Tag(models.Model):
    """A word the dealer sorts customers by (AR-18)."""

    name = models.CharField(_("name"), max_length=20, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")

    def __str__(self):
        return self.name


class CustomerTag(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")

    class Meta:
        verbose_name = _("tag")
        constraints = [models.UniqueConstraint(fields=["tag", "customer"], name="tag_once")]


class OwnField(models.Model):
    """A field of the dealer's own, made without code: on forms, filters, import and export (AR-18)."""

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")

    label = models.CharField(_("label"), max_length=30, unique=True)
    type = models.CharField(_("type"), max_length=8, choices=Type)
    choices = models.TextField(_("choices, one a line"), max_length=LONGEST_TEXT, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("own field")

    def __str__(self):
        return self.label

    @property
    def key(self):
        """Under which a customer's value stands in `OwnValues.values`."""
        return str(self.pk)


class OwnValues(models.Model):
    """A customer's values of the dealer's own fields: {field id: text, number or ISO date}."""

    customer = models.OneToOneField("customers.Customer", models.CASCADE, primary_key=True, related_name="own")
    values = models.JSONField(_("own fields"), default=dict)

    class Meta:
        verbose_name = _("own fields")
        indexes = [GinIndex(fields=["values"], name="own_values", fastupdate=False)]


class SavedView(models.Model):
    """A list somebody comes back to: its filters under a name (AR-15)."""

    name = models.CharField(_("name"), max_length=30)
    by = models.ForeignKey("stores.Staff", models.CASCADE, related_name="saved_views")
    store = models.ForeignKey("stores.Store", models.CASCADE, null=True, related_name="+")
    is_shared = models.BooleanField(_("for the whole store"), default=False)
    query = models.CharField(max_length=2000)  # the list's query string

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["by", "name"], name="view_name_once")]

    def __str__(self):
        return self.name

    def may_be_changed_by(self, staff):
        """The maker; of a shared one also a manager of its store, and the owner."""
        if staff.pk == self.by_id:
            return True
        return self.is_shared and (staff.is_owner or (staff.role == Role.MANAGER and staff.store_id == self.store_id))
