"""What the demo dealer sells. Category codes are those of customers/reference/care_cycles.csv."""

from typing import NamedTuple


class Goods(NamedTuple):
    product: str
    category: str
    weight: int  # how often an order holds it
    cheapest: int  # yuan a measure
    dearest: int
    fewest: int
    most: int
    measure: str
    margin: float  # gross profit as a part of the price


GOODS = (
    Goods("仿古砖 600×600 客餐厅通铺", "tile_antique", 14, 68, 138, 60, 130, "㎡", 0.30),
    Goods("木纹砖 150×900 卧室", "tile_antique", 6, 78, 128, 25, 60, "㎡", 0.32),
    Goods("抛釉砖 800×800", "tile_polished", 14, 59, 118, 50, 140, "㎡", 0.28),
    Goods("整体橱柜 石英石台面", "cabinet_kitchen", 16, 1680, 3280, 3, 7, "米", 0.38),
    Goods("定制衣柜 颗粒板", "wardrobe_custom", 16, 698, 1080, 8, 26, "㎡", 0.40),
    Goods("定制衣柜 实木多层 到顶", "wardrobe_custom", 9, 980, 1580, 10, 30, "㎡", 0.41),
    Goods("实木复合套装门", "door_wooden", 18, 1580, 3280, 3, 7, "樘", 0.36),
    Goods("极窄边玻璃推拉门", "door_wooden", 5, 980, 1680, 3, 8, "㎡", 0.35),
    Goods("断桥铝平开窗", "window_aluminium", 8, 680, 1180, 8, 24, "㎡", 0.30),
    Goods("乳胶床垫 1.8米", "mattress_latex", 11, 3980, 9800, 1, 2, "张", 0.46),
    Goods("独立袋装弹簧床垫 1.8米", "mattress_spring", 13, 2680, 7600, 1, 3, "张", 0.45),
    Goods("布艺沙发 三人位加贵妃", "sofa_fabric", 9, 5980, 12800, 1, 1, "套", 0.42),
    Goods("头层牛皮沙发", "sofa_leather", 6, 9800, 22800, 1, 1, "套", 0.42),
    Goods("白蜡木餐桌配六椅", "furniture_solid_wood", 7, 4680, 9800, 1, 1, "套", 0.40),
    Goods("三层实木地板", "floor_engineered", 8, 198, 368, 40, 110, "㎡", 0.29),
    Goods("强化地板 12mm", "floor_laminate", 7, 79, 138, 40, 110, "㎡", 0.27),
    Goods("智能马桶一体机", "toilet_smart", 7, 2980, 6980, 1, 2, "台", 0.33),
    Goods("浴室柜加花洒套装", "tap_shower", 7, 2380, 5600, 1, 2, "套", 0.34),
    Goods("智能门锁", "smart_lock", 6, 1280, 2880, 1, 1, "把", 0.35),
    Goods("遮光窗帘 全屋", "curtain", 7, 88, 168, 20, 60, "米", 0.45),
)
