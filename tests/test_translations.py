"""The interface is Chinese throughout, and what pages read is what the catalog says."""

import pytest
from django.utils.translation import gettext, ngettext, override

from dealercrm.local import messages


@pytest.fixture(scope="module")
def catalog():
    return messages.merged()


def test_every_text_has_a_settled_chinese_translation(catalog):
    assert messages.missing(catalog) == []


def test_a_translation_shows_the_same_values_as_its_text(catalog):
    assert messages.misplaced(catalog) == []


def test_no_translation_is_kept_for_a_text_that_is_gone():
    source = messages.found_in_source()
    kept = [message for message in messages.translated() if message.id]
    assert [message.id for message in kept if source.get(message.id, message.context) is None] == []


def test_pages_read_the_catalog_as_it_is_written():
    compiled = messages.po_path().with_suffix(".mo").read_bytes()
    assert compiled == messages.compiled(messages.translated()), "run manage.py messages"


def test_both_languages_speak_also_of_numbers():
    one, many = "%(n)s unread notice", "%(n)s unread notices"
    with override("en"):
        assert [ngettext(one, many, n) % {"n": n} for n in (1, 3)] == ["1 unread notice", "3 unread notices"]
        assert gettext("Customers") == "Customers"
    with override("zh-hans"):
        chinese = [ngettext(one, many, n) % {"n": n} for n in (1, 3)]
        assert chinese[0].replace("1", "3") == chinese[1] != "3 unread notices"
        assert gettext("Customers") == "客户"


# One word for a thing: what the pages call it, and what they must not call it beside that.
GLOSSARY = {
    "阳历": ("公历", "西历", "新历"),
    "农历": ("阴历", "旧历"),
    "未签单": ("未签约", "未成单"),
    "客户": ("顾客", "主顾"),
    "老客户": ("老顾客", "旧客户"),
    "维护节点": ("触点", "触达"),
    "回访": ("跟访", "随访"),
    "介绍": ("推荐", "引荐"),
    "门店": ("店铺", "分店"),
    "小区": ("楼盘", "社区"),
    "导购": ("店员", "营业员", "销售员"),
    "店长": ("门店经理",),
    "安装师傅": ("安装工", "安装人员"),
    "等级": ("级别", "档次", "评级"),
    "档案": ("卷宗",),
    "登记": ("打卡",),
    "撤销": ("撤消",),
    "登录": ("登陆",),
    "账号": ("帐号", "账户"),
    "微信": ("WeChat",),
}
FOR_MACHINES = ("management", "dealercrm/local", "dealercrm/settings.py")


def test_a_thing_has_one_word(catalog):
    found = [
        (other, text)
        for text in chinese_of(catalog)
        for others in GLOSSARY.values()
        for other in others
        if other in text
    ]
    assert found == []


def test_no_page_speaks_to_a_manager_of_commands(catalog):
    """What stands in no command and no check of the machine is read by people of a shop."""
    told = messages.found_in_source()
    shop = [
        message
        for message in told
        if message.id and not all(any(part in place for part in FOR_MACHINES) for place, _line in message.locations)
    ]
    texts = list(chinese_of([catalog.get(message.id, message.context) for message in shop]))
    assert len(texts) > 1000
    of_machines = ("manage.py", "命令行", "celery", "“clock”", "进程")
    assert [text for text in texts for word in of_machines if word in text] == []


def chinese_of(catalog):
    for message in catalog:
        if message.id:
            yield from [message.string] if isinstance(message.string, str) else message.string
