import pytest

from dealercrm.lib.doors import DOOR, door_tokens, take_doors


def finds(words, door):
    doors, rest = take_doors(words)
    return bool(doors) and not rest.strip() and {DOOR + "-".join(parts) for parts in doors} <= door_tokens(door)


@pytest.mark.parametrize("door", ["23-2-1191", "23栋2单元1191室", "23#-2-1191", "２３－２－１１９１"])
@pytest.mark.parametrize(
    "words", ["23-2-1191", "23-2", "23-2-11", "23-1191", "2-1191", "23栋2单元", "23号楼", "23—2—1191", "023-2-1191"]
)
def test_a_door_is_found_however_it_is_written_and_typed(words, door):
    assert finds(words, door)


@pytest.mark.parametrize("words", ["23-21", "2-23", "3-2-1191", "23-2-1192", "1191-2", "23-1"])
def test_another_door_is_not(words):
    assert not finds(words, "23-2-1191")


def test_letters_and_doors_without_a_unit():
    assert finds("A座1203", "A-1203") and finds("a-12", "A座1203")
    assert finds("14-2", "14-2-102") and finds("14-2", "14-205") and not finds("14-2", "14-1-205")


@pytest.mark.parametrize(
    "words",
    ["13812345678", "138-1234-5678", "138-1234", "0371-62345678", "400-820-8820", "2021-3-5", "5678", "张 56"],
)
def test_a_number_or_a_day_is_no_door(words):
    assert take_doors(words) == ([], words)


def test_words_around_a_door_are_left():
    assert take_doors("恒大名都3期8-1-1203 张") == ([("8", "1", "1203")], "恒大名都3期  张")
