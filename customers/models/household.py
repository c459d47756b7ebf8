from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.minors import is_child
from dealercrm.lib.birthday_field import BirthdayField


class HouseholdMember(models.Model):
    """Somebody who lives with the customer: one household, one address, one care plan (AR-3).

    Data of a child under 14 is sensitive by law: a date of birth is kept only with a recorded guardian's consent,
    else only the age band stands here (AR-16); `customers.actions.household` keeps that rule.
    """

    class Relation(models.TextChoices):
        SPOUSE = "spouse", _("Spouse")
        CHILD = "child", _("Child")
        PARENT = "parent", _("Parent")
        GRANDPARENT = "grandparent", _("Grandparent")
        GRANDCHILD = "grandchild", _("Grandchild")
        SIBLING = "sibling", _("Brother or sister")
        OTHER = "other", _("Other")

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="members")
    name = models.CharField(_("name"), max_length=60, blank=True)
    relation = models.CharField(_("relation"), max_length=12, choices=Relation)
    occupation = models.CharField(_("occupation"), max_length=40, blank=True)
    birthday = BirthdayField(_("birthday or age"))
    # Instead of a child's birthday: '0-2', '3-6', '7-13' (customers.minors), as of a day.
    age_band = models.CharField(_("age band"), max_length=8, blank=True, editable=False)
    age_band_on = models.DateField(null=True, editable=False)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    notes = models.CharField(_("notes"), max_length=200, blank=True)
    guardian_name = models.CharField(_("guardian who consented"), max_length=60, blank=True)
    guardian_consent_at = models.DateTimeField(null=True, editable=False)
    guardian_consent_by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        ordering = ["customer_id", "id"]
        verbose_name = _("household member")
        indexes = [
            models.Index(fields=["customer"], name="member_of_household"),
            # Whose number somebody types who may be written down a second time.
            models.Index(fields=["phone"], name="member_phone", condition=~Q(phone="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="age_band_instead_of_birthday",
                condition=Q(age_band="", age_band_on__isnull=True)
                | Q(birthday__isnull=True, age_band_on__isnull=False),
            ),
            models.CheckConstraint(
                name="guardian_consents_on_a_day",
                condition=Q(guardian_name="", guardian_consent_at__isnull=True)
                | (~Q(guardian_name="") & Q(guardian_consent_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return self.name or self.get_relation_display()

    @property
    def salutation(self):
        """'Parent 王桂英', or the relation alone."""
        return f"{self.get_relation_display()} {self.name}".strip()

    def is_child(self, today):
        """Under 14, or perhaps: never exported (AR-16)."""
        return bool(self.age_band) or is_child(self.relation, self.birthday, today)


class HouseholdAnswer(models.Model):
    """Whether two archives are one household, as a person who knows has said (AR-3); who is one with whom follows from
    the answers (customers.households). Stored once, smaller id first."""

    first = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    second = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    is_one = models.BooleanField(_("one household"))
    by = models.ForeignKey("stores.Staff", models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("on"))

    class Meta:
        verbose_name = _("household of two archives")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="household_answered_once"),
            models.CheckConstraint(name="household_smaller_first", condition=Q(first__lt=models.F("second"))),
        ]


class HouseholdKey(models.Model):
    """The household an archive is of: the smallest id among its archives. Counted from the answers, for the plan."""

    customer = models.OneToOneField("customers.Customer", models.CASCADE, primary_key=True, related_name="+")
    household = models.BigIntegerField(db_index=True)
