"""Work on the archive that stands in the way of undoing an import."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import ArchiveCheck, Customer, Erasure, LikelyDuplicate, Merge, Suspicion, Tie
from workbooks.obstacles.finding import Obstacle


def by_imports(brought):
    return brought.changes().filter(at__in=[moment for moment, job in brought.later.items() if not job.undone_at])


def by_people(brought):
    return brought.changes().exclude(at__in=brought.later)


def of_pairs(model, side, **decided):
    return lambda brought: model.objects.filter(**{f"{side}__in": brought.made}, **decided)


OBSTACLES = [
    Obstacle("changed", _("The archive was changed"), by_people, by="staff_id", at="at"),
    Obstacle("imported", _("A later import changed it: undo that one first"), by_imports, by="staff_id", at="at"),
    Obstacle("erased", _("The archive was erased"), lambda b: Erasure.objects.filter(customer__in=b.touched), at="at"),
    Obstacle(
        "merged",
        _("The archive was merged with another"),
        lambda b: Merge.objects.filter(
            Q(kept__in=b.touched) | Q(gone_id__in=b.added(Customer)), undone_at=None, at__gte=b.job.committed_at
        ),
        "kept_id", "by_id", "at",
    ),
    Obstacle(
        "introduced",
        _("Another customer is said to come through them"),
        lambda b: Customer.objects.filter(introduced_by__in=b.made),
        "introduced_by_id",
    ),
    Obstacle("tied", _("A tie to another customer was noted"), of_pairs(Tie, "first"), "first_id"),
    Obstacle("tied2", _("A tie to another customer was noted"), of_pairs(Tie, "second"), "second_id"),
    Obstacle(
        "checked",
        _("The archive was checked by phone"),
        lambda b: ArchiveCheck.objects.filter(customer__in=b.made).exclude(result=""),
        by="checked_by_id", at="checked_at",
    ),
    Obstacle(
        "cleared",
        _("A suspicion about the archive was cleared"),
        lambda b: Suspicion.objects.filter(customer__in=b.made, cleared_at__isnull=False),
        by="cleared_by_id", at="cleared_at",
    ),
    *(
        Obstacle(
            f"apart{side}",
            _("Somebody has said that this and another are two people"),
            of_pairs(LikelyDuplicate, side, two_people_at__isnull=False),
            f"{side}_id", "two_people_by_id", "two_people_at",
        )
        for side in ("first", "second")
    ),
]  # fmt: skip
