"""The monthly check by phone: archives drawn at random, and what the manager found (AR-9)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.consent import left_alone
from customers.models import ArchiveCheck, Customer, CustomerPhone
from dealercrm.lib.errors import Refused
from stores.models import Staff, Store

SPARED_FOR = timedelta(days=180)  # who was found true is not called again so soon
Result = ArchiveCheck.Result


def draw_samples(today: date) -> int:
    """Draw this month's archives of every store that has none yet: on the 1st, or when the clock is back.

    Returns how many were drawn.
    """
    return sum(draw_sample(store.pk, today=today) for store in Store.objects.order_by("pk"))


@transaction.atomic
def draw_sample(store_id: int, *, today: date) -> int:
    """Draw `store.checks_a_month` archives unless the month has its sample; returns how many.

    The order is drawn from the month and the dealer's secret key: nobody in the shop can work out who comes up, and
    whoever draws again draws the same.
    """
    store = Store.objects.select_for_update(no_key=True).get(pk=store_id)
    month = today.replace(day=1)
    if ArchiveCheck.objects.filter(store=store, month=month).exists():
        return 0
    seed = salted_hmac("customers.checks", month.isoformat()).hexdigest()
    spared = ArchiveCheck.objects.filter(customer=OuterRef("pk"), result=Result.TRUE)
    spared = spared.filter(checked_at__gte=timezone.now() - SPARED_FOR)
    customers = Customer.objects.filter(
        Exists(CustomerPhone.objects.filter(customer=OuterRef("pk")).order_by()),
        ~Exists(spared.order_by()),
        store=store,
        erased_at__isnull=True,
    ).exclude(pk__in=left_alone())  # a check is no service
    drawn = customers.order_by(MD5(Concat(Value(seed), Cast("pk", CharField()))), "pk")
    now = timezone.now()
    checks = [
        ArchiveCheck(customer_id=pk, store=store, month=month, drawn_at=now)
        for pk in drawn.values_list("pk", flat=True)[: store.checks_a_month]
    ]
    return len(ArchiveCheck.objects.bulk_create(checks))


@transaction.atomic
def record_check(check: ArchiveCheck, *, result: str, note: str, by: Staff, now: datetime) -> ArchiveCheck:
    """What the call found; may be said again, the last word counts.

    Refused without a result, and without a note where something was wrong.
    """
    row = ArchiveCheck.objects.select_for_update(no_key=True).select_related("customer").get(pk=check.pk)
    note = note.strip()
    if result not in Result:
        raise Refused(_("Say what the call found."))
    if result in (Result.PARTLY, Result.FALSE) and not note:
        raise Refused(_("Say what was wrong: the keeper will want to know."))
    if (row.result, row.note) == (result, note):
        return row
    row.result, row.note, row.checked_by, row.checked_at = result, note, by, now
    row.save(update_fields=["result", "note", "checked_by", "checked_at"])
    data = {"result": result, "note": note}
    record(facts.ARCHIVE_CHECKED, customer=row.customer, by=by, subject=row, data=data)
    return row
