"""Two archives with something in every table, to be merged."""

from datetime import timedelta

from django.utils import timezone

from campaigns.models import Revisit
from customers.models import (
    Activity,
    ArchiveCheck,
    Attachment,
    Consent,
    CustomerRisk,
    CustomerTag,
    DesignerProfile,
    DistributorProfile,
    LikelyDuplicate,
    Merge,
    OwnField,
    OwnValues,
    SoftRating,
    Suspicion,
    Tag,
    Tie,
    TierCutoffs,
    TierMove,
    TierOverride,
)
from customers.needs_of_many import keep_next_purchases
from customers.search import keep_search
from messaging.models import Message
from rewards.models import GiftGiven
from tests.factories import (
    NOW,
    TODAY,
    make_contact,
    make_customer,
    make_item,
    make_marked_text,
    make_member,
    make_order,
    make_referral,
    make_signed_order,
)
from workbooks.models import ImportJob, ImportRow


def tie(one, other, relation="friend"):
    first, second = sorted((one, other), key=lambda customer: customer.pk)
    return Tie.objects.create(first=first, second=second, relation=relation)


def pair(one, other):
    first, second = sorted((one, other), key=lambda customer: customer.pk)
    return LikelyDuplicate.objects.create(first=first, second=second, store=one.store, reason="phone", found_at=NOW)


def fill(customer, store, staff, n):
    """A row in every table that points to a customer; `n` keeps apart what must differ."""
    friend = make_customer(store, name=f"朋友{n}", introduced_by=customer)
    make_signed_order(customer, signed_on=TODAY - timedelta(days=n), salesperson=staff)
    make_order(friend, designer=customer)
    make_item(customer, state="missing")
    member = make_member(customer, name=f"王桂英{n}", notes="儿子5岁")
    make_marked_text(customer, model="customers.householdmember", row_id=member.pk)
    touchpoint = make_contact(customer, state="done", closed_at=NOW)
    talk = {"customer": customer, "store": store, "contact": touchpoint, "by": staff, "way": "call"}
    Revisit.objects.create(at=NOW - timedelta(days=40), mood="delighted", **talk)
    Revisit.objects.create(at=NOW, mood="content", **talk)
    make_referral(customer, recorded_by=staff)
    make_referral(friend, recorded_by=staff, referee=customer)
    tie(customer, friend)
    pair(customer, friend)
    CustomerTag.objects.create(customer=customer, tag=Tag.objects.create(name=f"标签{n}"))
    Suspicion.objects.create(customer=customer, store=store, reason=["burst", "address"][n % 2], found_at=NOW)
    ArchiveCheck.objects.create(customer=customer, store=store, month=TODAY.replace(day=1, month=n), drawn_at=NOW)
    Consent.objects.create(customer=customer, channel="call", is_given=True, how="spoken", wording="好", at=NOW)
    Attachment.objects.create(customer=customer, file="a.jpg", name="a.jpg", content_type="image/jpeg", size=1, at=NOW)
    Activity.objects.create(kind="customers.customer_added", customer=customer, store=store, at=NOW)
    Message.objects.create(
        customer=customer, channel="email", subject="安装", body="明天安装", cause_kind="test", dedupe_key=f"full-{n}",
        due_at=NOW, expires_at=NOW,
    )  # fmt: skip
    DistributorProfile.objects.create(customer=customer, sells=f"门{n}")
    DesignerProfile.objects.create(customer=customer, studio=f"工作室{n}")
    OwnValues.objects.create(customer=customer, values={str(OwnField.objects.get().pk): f"值{n}"})
    cutoffs = TierCutoffs.objects.create(a_from=3, b_from=2, c_from=1, drawn_at=NOW - timedelta(days=900))
    TierMove.objects.create(customer=customer, store=store, from_tier="B1", to_tier="A1", at=NOW, cutoffs=cutoffs)
    said = {"customer": customer, "by": staff, "at": NOW}
    TierOverride.objects.create(letter="A", level=1, reason="老朋友", until=timezone.localdate(), **said)
    SoftRating.objects.create(aspect="kindness", stars=n % 5 + 1, said_on=TODAY, **said)
    CustomerRisk.objects.create(customer=customer, store=store, cause="falling", since=timezone.localdate(NOW))
    GiftGiven.objects.create(store=store, words=f"月饼{n}", cost=60, **said)
    job = ImportJob.objects.create(store=store, file_name="a.xlsx", sha256=str(n), state="done")
    ImportRow.objects.create(job=job, sheet="1", row=n, outcome="created", customer=customer)
    Merge.objects.create(kept=customer, gone_id=10**9 + n, gone_name="从前", before=[], by=staff, at=NOW)
    keep_search([customer.pk])
    keep_next_purchases([customer.pk], timezone.localdate())
