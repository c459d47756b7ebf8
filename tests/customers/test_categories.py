import csv

import pytest
from django.core.management import call_command

from customers.categories import CARE_CYCLES, PATTERNS, guess_category
from customers.models import Category


@pytest.mark.parametrize(
    ("product", "code"),
    [
        ("整体橱柜", "cabinet_kitchen"),
        ("定制衣柜", "wardrobe_custom"),
        ("真皮沙发", "sofa_leather"),
        ("布艺沙发三人位", "sofa_fabric"),
        ("床垫", "mattress_spring"),
        ("天然乳胶床垫1.8m", "mattress_latex"),
        ("实木门", "door_wooden"),
        ("防盗门", "door_security"),
        ("仿古砖600*600", "tile_antique"),
        ("全抛釉地砖", "tile_polished"),
        ("淋浴花洒", "tap_shower"),
        ("浴霸", "bath_heater"),
        ("窗帘", "curtain"),
        ("实木复合地板", "floor_engineered"),
        ("实木地板", "floor_solid_wood"),
        ("强化复合地板", "floor_laminate"),
        ("智能马桶", "toilet_smart"),
        ("燃气热水器", "water_heater_gas"),
        ("乳胶漆", "wall_paint"),
        ("断桥铝门窗", "window_aluminium"),
        ("Antique tiles", "tile_antique"),
        ("红包", None),
        ("", None),
    ],
)
def test_the_words_of_a_product_find_its_category(product, code):
    assert guess_category(product) == code


def test_every_guess_is_a_category_of_the_care_table():
    with CARE_CYCLES.open(encoding="utf-8", newline="") as lines:
        assert {code for code, __ in PATTERNS} == {row["category_code"] for row in csv.DictReader(lines)}


def test_reference_data_can_be_loaded_again_and_comes_up_to_date(db, capsys):
    call_command("load_reference")
    Category.objects.filter(pk="tile_antique").update(name_zh="旧名")
    call_command("load_reference")
    assert Category.objects.count() == 30
    assert Category.objects.get(pk="tile_antique").name_zh == "仿古砖"
