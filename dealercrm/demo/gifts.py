"""A catalogue of gifts with its stock in each shop, and a year of gifts chosen for the families."""

from datetime import timedelta
from decimal import Decimal

from customers.models import Activity
from dealercrm.demo.history import fact
from dealercrm.demo.seasons import at
from rewards.facts import GIFT_GIVEN
from rewards.known import suggested_for
from rewards.models import Gift, GiftGiven, StockEntry
from stores.models import Role

# (name, yuan, for whom, words, pieces a shop got a year ago)
CATALOGUE = (
    ("信阳毛尖礼盒", 98, "taste", "茶 喝茶 品茶", 30),
    ("浮漂渔线套装", 66, "taste", "钓鱼 垂钓", 15),
    ("花艺剪刀与营养土", 45, "taste", "养花 花 绿植", 20),
    ("宠物毛毯", 39, "pets", "猫 狗", 20),
    ("木制积木", 59, "young_child", "", 25),
    ("护眼台灯", 129, "school_child", "", 15),
    ("足浴桶", 159, "elders", "", 12),
    ("乔迁餐具六件套", 88, "new_home", "", 25),
    ("教师节钢笔礼盒", 68, "taste", "教师 老师 教授", 15),
    ("除螨清洁一次", 60, "anybody", "", 60),
    ("定制帆布袋", 18, "anybody", "", 80),
)
GIVEN = 220  # in the year, the better tiers first
IN_WORDS = (("鲜花一束", 88), ("生日蛋糕", 128), ("水果礼盒", 68))


def give_gifts(rng, archive, stores, staff, today):
    """Saved with their entries and facts; what suits a family is asked of the product's own rule."""
    owner = staff["laoban"]
    gifts = [Gift(name=name, cost=cost, for_whom=whom, words=words) for name, cost, whom, words, _ in CATALOGUE]
    Gift.objects.bulk_create(gifts)
    entries = [
        StockEntry(gift=gift, store=store, kind="received", pieces=row[4], why="年度备货", by=owner,
                   at=at(rng, today - timedelta(days=370)))
        for gift, row in zip(gifts, CATALOGUE, strict=True) for store in stores.values()
    ]  # fmt: skip
    StockEntry.objects.bulk_create(entries)
    left = {(entry.gift_id, entry.store_id): entry.pieces for entry in entries}
    bought = [customer for customer in archive.customers if customer.customer_since and customer.keeper]
    chosen = rng.sample(bought, min(GIVEN, len(bought)))
    made = []
    for customer in chosen:
        day = today - timedelta(days=rng.randint(1, 360))
        by = customer.keeper if customer.keeper.role != Role.OWNER else owner
        given = GiftGiven(customer=customer, store=customer.store, by=by, at=at(rng, day), pieces=1)
        best = next((each.offer for each in suggested_for(customer, today, None)
                     if left[each.offer.pk, customer.store_id] > 1), None)  # fmt: skip
        if best is None or rng.random() < 0.15:
            given.words, given.cost = rng.choice(IN_WORDS)
        else:
            given.gift_id, given.cost = best.pk, Decimal(best.cost)
            left[best.pk, customer.store_id] -= 1
        made.append(given)
    GiftGiven.objects.bulk_create(made)
    StockEntry.objects.bulk_create(
        StockEntry(gift_id=given.gift_id, store=given.store, kind="given", pieces=-1, given_id=given.pk, by=given.by,
                   at=given.at)
        for given in made if given.gift_id
    )  # fmt: skip
    named = {gift.pk: gift.name for gift in gifts}
    Activity.objects.bulk_create(
        fact(GIFT_GIVEN, given.customer, given.by, given.at, given, gift=named.get(given.gift_id, given.words),
             amount=str(given.cost))
        for given in made
    )  # fmt: skip
