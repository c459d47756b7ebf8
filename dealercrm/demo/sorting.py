"""How the shops sort their customers: tags, fields of their own, saved views (AR-15, AR-18)."""

from datetime import timedelta

from customers.models import Customer, CustomerTag, OwnField, OwnValues, SavedView, Tag

# tag -> (part of the customers, words of the household that call for it)
TAGS = {
    "养宠物": (0.02, ("猫", "金毛")),
    "二胎家庭": (0, ("二胎", "双胞胎")),
    "样板间客户": (0.04, ()),
    "爱发朋友圈": (0.06, ()),
    "业主群群主": (0.015, ()),
    "老邻居": (0.05, ()),
    "团购来的": (0.08, ()),
    "慎打扰": (0.02, ()),
}
KNOWN = 0.45  # of the customers: something stands in the dealer's own fields
LAYOUTS = ("两室一厅", "三室两厅", "四室两厅", "复式", "别墅")
FIELDS = (
    ("户型", OwnField.Type.CHOICE, "\n".join(LAYOUTS)),
    ("装修预算（万元）", OwnField.Type.NUMBER, ""),
    ("计划入住", OwnField.Type.DATE, ""),
    ("车牌", OwnField.Type.TEXT, ""),
)
# (login, name, query, shared)
VIEWS = (
    ("laoban", "A 类半年没联系", "tier=A&untouched=180", True),
    ("laoban", "没有维护人的老客户", "status=old&keeper=none", False),
    ("dianzhang1", "档案缺得多的老客户", "status=old&below=60", True),
    ("dianzhang2", "本月农历生日", "born=lunar-{month:02}", True),
    ("daogou1", "我的 A、B 类", "keeper=me&sort=tier", False),
    ("daogou1", "缺生日的老客户", "keeper=me&status=old&missing=birthday", False),
    ("kefu1", "三个月没回访", "status=old&untouched=90", True),
)


def sort_out(rng, archive, staff, today):
    """Tags and own fields on the customers, and the views of the staff; saved."""
    tags = {name: Tag.objects.create(name=name) for name in TAGS}
    carried = [
        CustomerTag(customer=customer, tag=tags[name])
        for customer in archive.customers
        for name, (part, words) in TAGS.items()
        if any(word in customer.household for word in words) or rng.random() < part
    ]
    CustomerTag.objects.bulk_create(carried, batch_size=2000)
    fields = [
        OwnField.objects.create(label=label, type=type, choices=choices, position=position)
        for position, (label, type, choices) in enumerate(FIELDS, start=1)
    ]
    families = (customer for customer in archive.customers if customer.kind == Customer.Kind.CONSUMER)
    known = [customer for customer in families if rng.random() < KNOWN]
    OwnValues.objects.bulk_create(
        (OwnValues(customer=customer, values=values(rng, archive, customer, fields, today)) for customer in known),
        batch_size=1000,
    )
    SavedView.objects.bulk_create(
        SavedView(
            name=name,
            query=query.format(month=today.month),
            by=staff[login],
            store=staff[login].store,
            is_shared=shared,
        )
        for login, name, query, shared in VIEWS
    )


def values(rng, archive, customer, fields, today):
    """What is known of one customer: {field key: value} as customers.own_fields keeps it."""
    layout, budget, moves_in, plate = (field.key for field in fields)
    found = {layout: rng.choice(LAYOUTS)}
    if rng.random() < 0.6:
        found[budget] = rng.choice((8, 10, 12, 15, 18, 20, 25, 30, 50))
    if not archive.purchases[id(customer)]:
        found[moves_in] = (today + timedelta(days=rng.randint(20, 300))).isoformat()
    if rng.random() < 0.2:
        found[plate] = f"豫A·{rng.choice('DFGHKPQ')}{rng.randint(1000, 9999)}"
    return found
