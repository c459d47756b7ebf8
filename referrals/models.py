from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from referrals.querysets import CLOSED, ReferralQuerySet


class Referral(models.Model):
    """An old customer names somebody who may need us (转介绍): from the name to that person's order (RF-4)."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        CONTACTED = "contacted", _("Contacted")
        VISITED = "visited", _("Visited the store")
        QUOTED = "quoted", _("Quoted")
        SIGNED = "signed", _("Signed")
        LOST = "lost", _("Lost")

    class Relation(models.TextChoices):
        RELATIVE = "relative", _("Relative")
        FRIEND = "friend", _("Friend")
        NEIGHBOUR = "neighbour", _("Neighbour")
        COLLEAGUE = "colleague", _("Colleague")
        OTHER = "other", _("Other")

    # Who follows it up; an open one goes along when its referrer moves to another store.
    store = models.ForeignKey("stores.Store", models.PROTECT, db_index=False, related_name="referrals")
    # Where the name was written down: it counts there, wherever the referrer moves.
    recorded_in = models.ForeignKey("stores.Store", models.PROTECT, db_index=False, related_name="+")
    referrer = models.ForeignKey(
        "customers.Customer",
        models.CASCADE,
        db_index=False,
        related_name="referrals_made",
        verbose_name=_("referrer"),
    )
    referee = models.ForeignKey(
        "customers.Customer", models.SET_NULL, null=True, blank=True, related_name="referrals_received"
    )
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20)
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    need = models.CharField(_("need"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    order = models.OneToOneField("customers.Order", models.SET_NULL, null=True, related_name="referral")
    lost_reason = models.CharField(_("why it came to nothing"), max_length=200, blank=True)
    recorded_by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="referrals_recorded")
    recorded_at = models.DateTimeField(_("recorded on"))
    signed_on = models.DateField(_("signed on"), null=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        ordering = ["-recorded_at", "-id"]
        constraints = [
            # First come, first kept: one open claim per person, however many friends name them (RF-3).
            models.UniqueConstraint(
                fields=["phone"], name="one_open_claim_per_person", condition=~Q(state__in=["signed", "lost"])
            ),
        ]
        indexes = [
            models.Index(fields=["-recorded_at", "-id"], name="referral_newest"),
            models.Index(fields=["store", "-recorded_at", "-id"], name="referral_in_store"),
            models.Index(fields=["recorded_in", "recorded_at"], name="referral_recorded_in"),
            models.Index(fields=["referrer", "-recorded_at"], name="referral_by_referrer"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_open(self):
        return self.state not in CLOSED

    @property
    def next_state(self):
        """The one step that comes next by hand, or None: only an order signs a referral."""
        steps = (*STEPS, None)
        return steps[steps.index(self.state) + 1] if self.state in STEPS else None

    def numbers_are_read_by(self, reader):
        """May this person read the number? Whoever wrote it down, and whoever may read the referrer's (ST-5)."""
        return reader.staff.pk == self.recorded_by_id or reader.reads_numbers(self.referrer)


STEPS = (Referral.State.SUBMITTED, Referral.State.CONTACTED, Referral.State.VISITED, Referral.State.QUOTED)
