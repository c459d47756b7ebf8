import pytest
from django.utils import timezone

from customers.actions.tiers import recompute_tiers
from customers.completeness import keep_all
from customers.models import (
    ArchiveCheck,
    CustomerTag,
    OwnField,
    Suspicion,
    Tag,
)
from dealercrm.lib.birthdays import parse_birthday
from tests.customers.merged import fill, pair, tie
from tests.factories import (
    NOW,
    TODAY,
    make_contact,
    make_customer,
    make_rule,
)


@pytest.fixture
def two(store, assistant):
    """Two full archives of one person, alike enough for every collision."""
    OwnField.objects.create(label="喜好", type="text")
    born = parse_birthday("5月6日", today=TODAY)
    keep = make_customer(store, keeper=assistant, phones=["13800000001", "13800000002"], birthday=born)
    gone = make_customer(store, keeper=assistant, name="张小妹", phones=["13800000002", "13800000003"], notes="爱喝茶")
    for n, customer in enumerate((keep, gone), 1):
        fill(customer, store, assistant, n)
    pair(keep, gone)
    tie(keep, gone, "relative")
    common, rule = make_customer(store, name="共同"), make_rule(store)
    for customer in (keep, gone):
        tie(customer, common)
        pair(customer, common)
        make_contact(customer, rule=rule, occurrence="solar-2026")
        make_contact(customer, rule=rule, occurrence="solar-2025", state="done", closed_at=NOW)
        ArchiveCheck.objects.create(
            customer=customer,
            store=store,
            month=TODAY.replace(day=1),
            drawn_at=NOW,
            result="true" if customer == gone else "",
        )
        CustomerTag.objects.create(customer=customer, tag=Tag.objects.get_or_create(name="共")[0])
        Suspicion.objects.create(customer=customer, store=store, reason="running", found_at=NOW)
    recompute_tiers(timezone.localdate())  # as of the day on which the merge looks at them anew
    keep_all(TODAY)
    keep.refresh_from_db()
    gone.refresh_from_db()
    return keep, gone
