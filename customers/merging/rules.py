"""Where two archives have what one can have only once, which row gives way. Called before the rows are moved.

What gives way is kept with the merge and comes back when it is undone.
"""

from django.db import connection
from django.db.models import F, Max
from django.db.models.functions import Greatest, Least

from customers.models import (
    ArchiveCheck,
    Completeness,
    CustomerPhone,
    CustomerSearch,
    CustomerTag,
    CustomerTier,
    DesignerProfile,
    DistributorProfile,
    Erasure,
    LikelyDuplicate,
    OwnValues,
    Suspicion,
    Tie,
)


def phones(keep_id, gone_id):
    """A number both have is kept once; the others follow after those of the archive that stays."""
    known = CustomerPhone.objects.filter(customer=keep_id)
    CustomerPhone.objects.filter(customer=gone_id, number__in=list(known.values_list("number", flat=True))).delete()
    last = known.aggregate(last=Max("position"))["last"]
    if last is not None:
        CustomerPhone.objects.filter(customer=gone_id).update(position=F("position") + last + 1)


def once_per(model, field):
    """Of two rows that agree in `field`, the one of the archive that stays is kept."""

    def give_way(keep_id, gone_id):
        kept = list(model.objects.filter(customer=keep_id).values_list(field, flat=True))
        model.objects.filter(customer=gone_id, **{f"{field}__in": kept}).delete()

    return give_way


def checks(keep_id, gone_id):
    """Of two checks in a month the one that has a result is kept."""
    done = ArchiveCheck.objects.filter(customer=gone_id).exclude(result="").values("month")
    ArchiveCheck.objects.filter(
        customer=keep_id, result="", month__in=list(done.values_list("month", flat=True))
    ).delete()
    once_per(ArchiveCheck, "month")(keep_id, gone_id)


def only_one(model):
    """What was worth keeping has been taken over before (merging.fields), or is counted anew afterwards."""
    return lambda keep_id, gone_id: model.objects.filter(customer=gone_id).delete()


PAIRS = """
    DELETE FROM {table} t
    WHERE %(gone)s IN (t.first_id, t.second_id)
      AND (%(keep)s IN (t.first_id, t.second_id)
           OR EXISTS (SELECT FROM {table} o WHERE %(keep)s IN (o.first_id, o.second_id)
                      AND o.first_id + o.second_id - %(keep)s = t.first_id + t.second_id - %(gone)s))"""


def pairs(model):
    """Nobody is tied to themselves, and two people only once; the smaller id stands first."""

    def give_way(keep_id, gone_id):
        with connection.cursor() as cursor:
            cursor.execute(PAIRS.format(table=model._meta.db_table), {"keep": keep_id, "gone": gone_id})
        other = F("first_id") + F("second_id") - gone_id
        mine = model.objects.filter(first=gone_id) | model.objects.filter(second=gone_id)
        mine.update(first_id=Least(other, keep_id), second_id=Greatest(other, keep_id))

    return give_way


RULES = {
    CustomerPhone: phones,
    CustomerTag: once_per(CustomerTag, "tag_id"),
    Suspicion: once_per(Suspicion, "reason"),
    ArchiveCheck: checks,
    Tie: pairs(Tie),
    LikelyDuplicate: pairs(LikelyDuplicate),
    Completeness: only_one(Completeness),
    CustomerSearch: only_one(CustomerSearch),
    CustomerTier: only_one(CustomerTier),
    DistributorProfile: only_one(DistributorProfile),
    DesignerProfile: only_one(DesignerProfile),
    OwnValues: only_one(OwnValues),
    Erasure: only_one(Erasure),  # an erased archive is never merged; see actions.merge
}
