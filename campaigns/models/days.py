from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.querysets import OwnDayQuerySet
from campaigns.special_days import OWN, SpecialDayRule


class OwnDay(models.Model):
    """A day of the dealer's own: to greet on, such as the founding of the store, or to be silent on (TP-1).

    A silence `until` a later day is a time of mourning. What is taken out keeps its row, so that it can be put back.
    """

    class Kind(models.TextChoices):
        GREET = "greet", _("For greetings")
        SILENCE = "silence", _("Of silence")

    class Falls(models.TextChoices):
        SOLAR = "solar", _("A date each year")
        LUNAR = "lunar", _("A lunar date each year")
        NTH_WEEKDAY = "nth_weekday", _("A weekday of a month, counted")
        LAST_WEEKDAY = "nth_weekday_last", _("The last such weekday of a month")
        ONCE = "once", _("Once")

    store = models.ForeignKey(
        "stores.Store", models.CASCADE, null=True, blank=True, related_name="own_days", verbose_name=_("Store")
    )
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("what for"), max_length=8, choices=Kind, default=Kind.GREET)
    falls = models.CharField(_("when"), max_length=16, choices=Falls, default=Falls.SOLAR)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    day = models.PositiveSmallIntegerField(_("day"), null=True, blank=True)
    nth = models.PositiveSmallIntegerField(_("which"), null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(_("weekday"), null=True, blank=True)  # 1 is Monday
    on = models.DateField(_("on"), null=True, blank=True)
    until = models.DateField(_("through"), null=True, blank=True)
    # Codes of customers.occupations; empty greets everybody.
    occupations = ArrayField(models.CharField(max_length=30), verbose_name=_("occupations"), default=list, blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = OwnDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("own day")
        ordering = ["month", "day", "on", "id"]
        constraints = [
            models.CheckConstraint(
                name="own_day_says_when",
                condition=Q(falls="once", on__isnull=False) | (~Q(falls="once") & Q(month__range=(1, 12))),
            ),
            models.CheckConstraint(
                name="own_day_ends_after_it_began",
                condition=Q(until=None) | Q(falls="once", kind="silence", until__gte=F("on")),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def code(self):
        """What rules name it by, as they name a day of the reference."""
        return f"own-{self.pk}"

    @property
    def rule(self):
        is_once = self.falls == self.Falls.ONCE
        return SpecialDayRule(
            code=self.code, name_zh=self.name, name_en=self.name, kind=OWN, rule_type=self.falls,
            month=self.month, day=self.day, nth=self.nth, weekday=self.weekday, only_on=self.on if is_once else None,
            occupations=tuple(self.occupations), blackout=self.kind == self.Kind.SILENCE,
            greeting_policy="no_greeting" if self.kind == self.Kind.SILENCE else "greet",
        )  # fmt: skip


class LoadedOffDay(models.Model):
    """A day off, or a weekend worked, of a year whose arrangement the dealer loaded (campaigns.off_days)."""

    date = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {self.name}"
