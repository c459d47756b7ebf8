"""From the words of a product to its category: what care it needs, and how long it lasts (care_cycles.csv)."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from customers.models import Category

CARE_CYCLES = Path(__file__).parent / "reference" / "care_cycles.csv"
NUMBERS = ("first_revisit_days", "care_every_months", "replace_from_years", "replace_to_years")

# Read from top to bottom, the particular before the general. A plain 床垫 counts as the commonest kind, one with
# springs; 瓷砖 without more as a polished one; what fits nothing stays without a category.
PATTERNS = [
    ("waterproofing", r"防水(?!地板|板|涂层)|闭水"),
    ("smart_lock", r"智能锁|智能门锁|指纹锁|密码锁|电子锁|smart ?lock"),
    ("toilet_smart", r"智能(?:马桶|坐便|座便|洁身)|马桶盖|smart ?toilet"),
    ("toilet_ceramic", r"马桶|坐便|座便|蹲便|蹲坑|洁具|卫浴|面盆|台盆|洗手盆|浴室柜|小便斗|toilet|basin"),
    ("tap_shower", r"花洒|龙头|淋浴|水嘴|shower|faucet|\btap"),
    ("bath_heater", r"浴霸|风暖|bath ?heater"),
    ("water_heater_gas", r"(?:燃气|煤气|天然气|液化气).*热水器|壁挂炉"),
    ("water_heater_electric", r"热水器|water ?heater"),
    ("range_hood", r"油烟机|抽烟机|烟机|集成灶|range ?hood"),
    ("gas_hob", r"燃气灶|煤气灶|灶具|灶台|\bhob"),
    ("water_purifier", r"净水|软水机|直饮|纯水机|滤芯|purifier"),
    ("tile_antique", r"仿古|复古砖|木纹砖|antique ?tile|rustic"),
    ("tile_polished", r"抛光砖|玻化|抛釉|瓷砖|地砖|墙砖|地面砖|大理石砖|岩板|微晶|釉面砖|磁砖|\btiles?\b"),
    ("floor_laminate", r"强化.*地板|复合强化|laminate"),
    ("floor_engineered", r"(?:多层|三层|实木复合|复合).*地板|engineered"),
    ("floor_solid_wood", r"地板|wood(?:en)? ?floor"),
    ("window_aluminium", r"断桥|铝合金窗|门窗|窗户|塑钢|阳台窗|封阳台|阳光房|推拉窗|平开窗|window"),
    ("door_security", r"防盗门|入户门|进户门|大门|铸铝门|security ?door"),
    ("wardrobe_custom", r"衣柜|衣帽间|壁柜|移门|柜体|全屋定制|定制柜|书柜|鞋柜|玄关柜|榻榻米|wardrobe"),
    ("cabinet_kitchen", r"橱柜|厨柜|吊柜|地柜|台面|cabinet"),
    ("door_wooden", r"木门|套装门|室内门|房门|卧室门|烤漆门|免漆门|推拉门|折叠门|谷仓门|隐形门|\bdoors?\b"),
    ("mattress_latex", r"乳胶(?!漆)|latex ?mattress"),
    ("mattress_foam", r"记忆棉|海绵.*床垫|棕垫|memory ?foam"),
    ("mattress_spring", r"床垫|席梦思|mattress"),
    ("sofa_leather", r"(?:皮|牛皮).*沙发|沙发.*(?:真皮|皮艺)|皮沙发|leather ?sofa"),
    ("sofa_fabric", r"沙发|sofa"),
    ("curtain", r"窗帘|窗纱|纱帘|百叶|罗马帘|布艺帘|curtain"),
    ("wall_paint", r"乳胶漆|墙漆|涂料|内墙漆|硅藻泥|艺术漆|油漆|paint"),
    ("furniture_panel", r"板式|颗粒板|密度板"),
    ("furniture_solid_wood", r"实木|红木|胡桃木|橡木|餐桌|餐椅|茶几|电视柜|斗柜|床头柜|梳妆台|solid ?wood"),
]
PATTERNS = [(code, re.compile(pattern)) for code, pattern in PATTERNS]


def guess_category(product_text: str) -> str | None:
    """The category code a product's words point to ('布兰克 仿古砖600*600' -> 'tile_antique'), or None."""
    text = unicodedata.normalize("NFKC", product_text or "").casefold()
    return next((code for code, pattern in PATTERNS if pattern.search(text)), None)


def categories_of(products: Iterator | list[str]) -> dict[str, str]:
    """{product: category code} of those whose category the table knows: one question for all."""
    guesses = {product: code for product in products if (code := guess_category(product))}
    known = set(Category.objects.filter(pk__in=set(guesses.values())).values_list("pk", flat=True))
    return {product: code for product, code in guesses.items() if code in known}


def load_categories() -> int:
    """Bring the table up to date with care_cycles.csv; returns how many categories there are.

    Run it as often as wanted: names and advice follow the file, while the years and months are defaults that a dealer
    may have changed, and stay. A category that orders point to keeps its row.
    """
    with CARE_CYCLES.open(encoding="utf-8", newline="") as lines:
        rows = [
            Category(
                code=row["category_code"],
                name_zh=row["category_zh"],
                name_en=row["category_en"],
                advice_zh=row["advice_headline_zh"],
                advice_en=row["advice_en"],
                first_revisit_days=_number(row["first_revisit_after_install_days"]),
                care_every_months=_number(row["care_interval_min_months"]),
                replace_from_years=_number(row["replace_min_years"]),
                replace_to_years=_number(row["replace_max_years"]),
            )
            for row in csv.DictReader(lines)
        ]
    untouched = Category.objects.filter(**dict.fromkeys(NUMBERS))  # from before the numbers were kept
    blank = set(untouched.values_list("pk", flat=True))
    Category.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_zh", "name_en", "advice_zh", "advice_en"],
    )
    Category.objects.bulk_update([row for row in rows if row.pk in blank], NUMBERS)
    return len(rows)


def _number(text: str) -> int | None:
    return int(text) if text else None
