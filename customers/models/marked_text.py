from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.querysets import MarkedTextQuerySet


class MarkedText(models.Model):
    """A text of an archive that waits for a person's word (AR-16): it stays as typed, and until then no export has it.

    One whose words tell a child's birth or age: meanwhile only keeper and managers read it. Or one of somebody else's
    archive in which a person stands who was erased: the owner sees it. Of those nothing is written down again, so
    `words` is empty, `spans` says from where to where in the text they stand, and `digest` whether it is still that
    text.
    """

    class Kind(models.TextChoices):
        CHILD = "child", _("tells of a child")
        ERASED = "erased", _("names an erased person")

    class How(models.TextChoices):
        CONSENT = "consent", _("A guardian has consented")
        CHANGED = "changed", _("The text was changed")
        NO_CHILD = "no_child", _("It is about no child under 14")
        OTHER = "other", _("It is somebody else")

    kind = models.CharField(max_length=6, choices=Kind, default=Kind.CHILD)
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="marked_texts")
    # Which text: a row of any table, and a field of it; of the dealer's own fields the key.
    model = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    words = ArrayField(models.TextField(), default=list)
    spans = ArrayField(models.IntegerField(), default=list)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+")  # nobody: it was imported
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=8, choices=How, blank=True)
    guardian = models.CharField(_("guardian who consented"), max_length=60, blank=True)

    objects = MarkedTextQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("marked text")
        constraints = [
            models.UniqueConstraint(fields=["kind", "model", "row_id", "field"], name="text_marked_once"),
            models.CheckConstraint(
                name="marked_text_settled_whole",
                condition=Q(settled_at__isnull=True, how="") | (Q(settled_at__isnull=False) & ~Q(how="")),
            ),
            models.CheckConstraint(
                name="erased_person_not_written_again", condition=~Q(kind="erased") | Q(words=[], guardian="")
            ),
        ]
        indexes = [models.Index(fields=["customer"], name="marked_open", condition=Q(settled_at__isnull=True))]

    @property
    def place(self):
        return self.model, self.row_id, self.field
