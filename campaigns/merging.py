"""One contact planned for each of two archives that turn out to be one person (AR-13)."""

from django.db.models import Value
from django.db.models.functions import Concat, Left

from campaigns.models import Revisit, Touchpoint

PLANNED = Touchpoint.State.PLANNED


def touchpoints(keep_id, gone_id):
    """Of two for one occasion the open one gives way, its revisits go to the other; what was done twice stays twice."""
    kept = {(t.rule_id, t.occurrence): t for t in _ruled(keep_id)}
    for touchpoint in _ruled(gone_id):
        twin = kept.get((touchpoint.rule_id, touchpoint.occurrence))
        if twin is None:
            continue
        if touchpoint.state == PLANNED:
            _replace(touchpoint, twin)
        elif twin.state == PLANNED:
            _replace(twin, touchpoint)
        else:
            rows = Touchpoint.objects.filter(pk=touchpoint.pk)
            rows.update(occurrence=Concat(Left("occurrence", 12), Value(f"~{touchpoint.pk}")))


def _ruled(customer_id):
    return Touchpoint.objects.filter(customer=customer_id, rule__isnull=False)


def _replace(touchpoint, twin):
    Revisit.objects.filter(touchpoint=touchpoint).update(touchpoint=twin)
    touchpoint.delete()


RULES = {Touchpoint: touchpoints}
