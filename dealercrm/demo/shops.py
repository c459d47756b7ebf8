"""The shops of the demo dealer and who works there."""

from django.contrib.auth.hashers import make_password

from stores.models import Role, Staff, Store

PASSWORD = "dealer-demo"
PHONE = "154999900"  # and two digits: no family has such a number, by which the demo's staff are known

# (code, name, city, address, part of the customers, how many of its new customers come by referral)
STORES = (
    ("zhengdong", "郑东旗舰店", "郑州", "郑东新区商都路建材城 A 座 3 层", 0.44, 0.38),
    ("erqi", "二七店", "郑州", "二七区大学南路家居广场 2 层", 0.35, 0.28),
    ("longhu", "新郑龙湖店", "新郑", "龙湖镇双湖大道 118 号", 0.21, 0.18),
)
REFERRAL_SHARE = {code: share for code, *_rest, share in STORES}
STORE_SHARE = {row[0]: row[4] for row in STORES}

# (login, name, role, store)
STAFF = (
    ("laoban", "陈建华", Role.OWNER, None),
    ("dianzhang1", "王丽萍", Role.MANAGER, "zhengdong"),
    ("dianzhang2", "李志强", Role.MANAGER, "erqi"),
    ("dianzhang3", "赵慧", Role.MANAGER, "longhu"),
    ("daogou1", "刘小燕", Role.ASSISTANT, "zhengdong"),
    ("daogou2", "张倩", Role.ASSISTANT, "zhengdong"),
    ("daogou3", "郭晓丹", Role.ASSISTANT, "erqi"),
    ("daogou4", "马亚楠", Role.ASSISTANT, "longhu"),
    ("kefu1", "孙洁", Role.CARE, "zhengdong"),
    ("kefu2", "杨敏", Role.CARE, "erqi"),
    ("kefu3", "宋雪", Role.CARE, "longhu"),
    ("shifu1", "马师傅", Role.CREW, "zhengdong"),
)
# Colleagues of the past: their names stand on old orders and revisits.
FORMER = {"zhengdong": ("韩梅", "吴敏"), "erqi": ("许艳",), "longhu": ("冯静",)}
OTHER_CREWS = {"zhengdong": ("老贾安装队",), "erqi": ("刘师傅", "周师傅"), "longhu": ("老田",)}


def open_shops():
    """{code: Store} and {login: Staff}, saved. All staff have the one demo password."""
    stores = {
        code: Store.objects.create(code=code, name=name, city=city, address=address, area_code="0371")
        for code, name, city, address, *_shares in STORES
    }
    password = make_password(PASSWORD)  # once: hashing is slow on purpose
    staff = [
        Staff(
            username=login,
            name=name,
            role=role,
            store=stores.get(code),
            phone=f"{PHONE}{number:02}",
            password=password,
        )
        for number, (login, name, role, code) in enumerate(STAFF, start=1)
    ]
    return stores, {person.username: person for person in Staff.objects.bulk_create(staff)}


def team(staff, store, *roles):
    """The people of a shop in these roles, in the order of STAFF."""
    return [person for person in staff.values() if person.store_id == store.pk and person.role in roles]
