"""Who knows whom, how designs were talked over, and which archives a manager has asked about (AR-6, AR-9, AR-17)."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from customers.actions.checks import draw_samples
from customers.models import ArchiveCheck, DesignReview, Tie
from dealercrm.demo.seasons import at
from dealercrm.demo.shops import team
from stores.models import Role

NEIGHBOURS = 0.12  # of those in one building are known to know each other
TALKED_OVER = 0.5  # of the recent orders, made to measure
RESULTS = (
    "量尺复核，衣柜改成到顶，客户要看板材样块。", "第二稿厨房动线调整，冰箱位加宽 5 厘米。",
    "爱人也在，定了颜色，报价再让一点就签。",
    "客户想加阳台柜，预算超了，回去商量。", "门的开向改了一处，其余没意见。", "看了实景案例，满意，约到店签单。",
)  # fmt: skip
DESIGNERS = ("小薛", "丁设计师", "白设计师")
Result = ArchiveCheck.Result
FOUND = ((Result.TRUE, ""),) * 7 + (
    (Result.PARTLY, "楼号写错了，应为隔壁栋，已改。"),
    (Result.UNREACHABLE, ""),
    (Result.FALSE, "号码是中介的，说没来过店，请导购核实。"),
)


def get_to_know(rng, archive, staff, today):
    """Ties, design reviews and this and last month's checks of archives; saved."""
    tie(rng, archive)
    talk_designs_over(rng, archive, today)
    draw_samples(last_month := today.replace(day=1) - timedelta(days=1))
    draw_samples(today)
    check_archives(rng, staff, last_month, last_month, most=1.0)
    check_archives(rng, staff, today, today - timedelta(days=1), most=0.4)


def tie(rng, archive):
    found = {}
    for referral in archive.referrals:
        if referral.referee_id:
            found[pair(referral.referrer_id, referral.referee_id)] = referral.relation
    doors = defaultdict(list)
    for customer in archive.customers:
        if customer.building:
            doors[customer.community, customer.building].append(customer.pk)
    for one, other in (couple for people in doors.values() for couple in pairwise(people)):
        if rng.random() < NEIGHBOURS:
            found.setdefault(pair(one, other), Tie.Relation.NEIGHBOUR)
    Tie.objects.bulk_create(
        (Tie(first_id=first, second_id=second, relation=relation) for (first, second), relation in found.items()),
        batch_size=2000,
    )


def pair(one, other):
    return min(one, other), max(one, other)


def talk_designs_over(rng, archive, today):
    """One to three reviews before an order of the last months was signed, or of an offer that is still open."""
    reviews = []
    for order in archive.orders:
        last = order.signed_on or today
        if order.cancelled_on or (today - last).days > 200 or rng.random() >= TALKED_OVER:
            continue
        many = rng.randint(1, 3)
        for number in range(1, many + 1):
            held_on = last - timedelta(days=5 * (many - number) + rng.randint(1, 4))
            reviews.append(
                DesignReview(order=order, number=number, held_on=held_on, by=order.customer.keeper,
                             designer_name=rng.choice(DESIGNERS), result=rng.choice(RESULTS))
            )  # fmt: skip
    DesignReview.objects.bulk_create(reviews, batch_size=1000)


def check_archives(rng, staff, month, until, *, most):
    """A manager's calls about the archives drawn for a month: about that part of them, by the day `until`."""
    checks = list(ArchiveCheck.objects.filter(month=month.replace(day=1)).select_related("store"))
    managers = {check.store_id: team(staff, check.store, Role.MANAGER)[0] for check in checks}
    asked = [check for check in checks if rng.random() < most]
    for check in asked:
        check.result, check.note = rng.choice(FOUND)
        check.checked_by = managers[check.store_id]
        check.checked_at = at(rng, until - timedelta(days=rng.randint(0, min(10, until.day - 1))))
    ArchiveCheck.objects.bulk_update(asked, ["result", "note", "checked_by", "checked_at"])
    ArchiveCheck.objects.filter(month=month.replace(day=1)).update(drawn_at=at(rng, month.replace(day=1), 2, 3))
