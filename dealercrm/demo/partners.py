"""Who brings others: designers, distributors and go-betweens, each with what is known of them (AR-8)."""

from datetime import timedelta

from customers.models import Customer, DesignerProfile, DistributorProfile
from customers.occupations import occupation_code

Kind, Source = Customer.Kind, Customer.Source
HOW_MANY = {Kind.DESIGNER: 9, Kind.DISTRIBUTOR: 6, Kind.INTERMEDIARY: 4}  # of two thousand
CALLED = {
    Kind.DESIGNER: ("室内设计师", "工"),
    Kind.DISTRIBUTOR: ("建材店老板", "老板"),
    Kind.INTERMEDIARY: ("装修工长", "师傅"),
}
BROUGHT_BY = {Source.DESIGNER: Kind.DESIGNER, Source.INTERMEDIARY: Kind.INTERMEDIARY}
STYLES = (
    "现代简约，偏爱木纹与留白",
    "新中式，常做别墅",
    "北欧小户型",
    "轻奢，喜欢岩板和金属收口",
    "侘寂风，自己也是业主",
)
STUDIOS = ("半山空间设计工作室", "木作设计", "拾光室内设计", "方圆装饰设计部", "一间设计", "宅间设计")
PROJECTS = (
    "绿地老街样板间，保利花园两套大平层",
    "康桥九溪郡 12 套，常年合作橱柜",
    "正商智慧城业主群里口碑好",
    "民宿改造两处",
)
SELLS = ("县城建材店，主营瓷砖和木门", "乡镇家具店，床垫卖得最好", "装修队材料点，走量不走价", "旧房翻新门店，带安装")
STANDING = ("当地做了十五年，乡镇装修队都认他", "刚接父亲的店，年轻人多", "同时代理两个牌子，在观望")
REACH = ("新密三个乡镇", "尉氏县城和周边", "中牟雁鸣湖一带", "长葛老城区")
WILL = ("愿意主推，要求样品支持", "看返点", "每月进一次货，比较稳定")
STOCK = ("仿古砖 320 ㎡，木门 6 樘", "床垫 9 张，其中乳胶 3 张", "智能锁 12 把，浴室柜 4 套")


def invite(rng, archive, today):
    """Turn some who have not bought yet into partners, and say whom they brought; saved."""
    walked_in = (
        customer for customer in archive.customers if customer.community and customer.source != Source.REFERRAL
    )
    free = [customer for customer in walked_in if not archive.purchases[id(customer)]]
    free = rng.sample(free, len(free))
    profiles, partners = {DesignerProfile: [], DistributorProfile: []}, {}
    for kind, many in HOW_MANY.items():
        for _ in range(max(round(many * len(archive.customers) / 2000), 2)):
            partner = free.pop()
            partner.kind, partner.household, partner.source = kind, "", Source.OUTSIDE_SALES
            partner.occupation, title = CALLED[kind]
            partner.occupation_code, partner.salutation = occupation_code(partner.occupation), partner.name[0] + title
            partners.setdefault((kind, partner.store_id), []).append(partner)
            if kind == Kind.DESIGNER:
                profiles[DesignerProfile].append(designer(rng, partner))
            elif kind == Kind.DISTRIBUTOR:
                profiles[DistributorProfile].append(distributor(rng, partner, today))
    brought = []
    for customer in archive.customers:
        choice = partners.get((BROUGHT_BY.get(customer.source), customer.store_id))
        if choice and customer.kind == Kind.CONSUMER:
            customer.introduced_by = rng.choice(choice)
            customer.introducer_name = customer.introduced_by.name
            brought.append(customer)
    changed = [*brought, *(partner for found in partners.values() for partner in found)]
    fields = [
        "kind",
        "household",
        "source",
        "occupation",
        "occupation_code",
        "salutation",
        "introduced_by",
        "introducer_name",
    ]
    Customer.objects.bulk_update(changed, fields, batch_size=500)
    for model, rows in profiles.items():
        model.objects.bulk_create(rows)


def designer(rng, customer):
    return DesignerProfile(
        customer=customer, studio=rng.choice(STUDIOS), style=rng.choice(STYLES), projects=rng.choice(PROJECTS)
    )


def distributor(rng, customer, today):
    return DistributorProfile(
        customer=customer, sells=rng.choice(SELLS), standing=rng.choice(STANDING), reach=rng.choice(REACH),
        capital=rng.choice(("周转 30 万左右", "自有门面，资金宽裕", "旺季要赊账")),
        credit=rng.choice(("月结，从未拖欠", "压一批付一批", "去年拖过一次")), will=rng.choice(WILL),
        stock=rng.choice(STOCK), stock_checked_on=today - timedelta(days=rng.randint(5, 120)),
    )  # fmt: skip
