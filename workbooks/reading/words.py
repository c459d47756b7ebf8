"""The headers by which a column is known.

`WORDS` is read from top to bottom: the first field with a fitting pattern has the column; among several columns of
one field the one whose pattern stands earlier wins. Headers are compared without spaces, in lower case, half-width.
A fact of the archive brings its own patterns (customers.archive_facts): here stands only when it is asked, and where
`ALL_OTHERS` are.
"""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.translation import override

from customers.archive_facts.table import FACTS, RELATIVE
from workbooks.reading.fields import INFORMATION, LABELS, SKIP
from workbooks.reading.order_states import HEADINGS as ORDER_STATES
from workbooks.reading.papers import HEADINGS as PAPERS

ALL_OTHERS = "*"
_OTHERS = (
    "介绍人|推荐人|引荐人|导购|销售|业务|店员|顾问|设计师|安装|师傅|送货员|店长|经理|助理|秘书|租户|租客|房东|供应商|"
    "referrer|sales|installer|assistant|asst|manager|secretary|supervisor|agent|advisor|consultant|supplier|vendor|driver|"
    "company|organi[sz]ation|employer|school"
)
# Whose name it is not, though the word for a name stands at its end.
_NO_PERSON = "account|branch|store|shop|user|nick|file|phonetic|yomi|maiden|campaign|group|list|display|bank"
_FAMILY = (
    "配偶|爱人|老公|老婆|先生|太太|妻子?|丈夫|孩子|小孩|子女|儿子|女儿|父亲?|母亲?|爸爸?|妈妈?|父母|老人|家人|"
    "spouse|child|wife|husband"
)
WORDS = [
    (SKIP, PAPERS),
    ("order_state", ORDER_STATES),
    # Numbers of rows, and the column of reasons in our own file of refused rows, mended and come back.
    (SKIP, r"序号? 行号 编号 客户编号 档案编?号 no nr # id (为何未导入|whyrefused)"),
    (
        "no_contact",
        r"(?!.*(mail|邮)).*(免打扰|勿扰|谢绝|拒接|拒绝来电|(勿|不要|禁止|拒绝|停止)再?(打|拨|致电|联系|回访|骚扰)).* "
        r"(是否)?黑名单 (?!.*mail).*do_?not_?(call|contact|disturb|phone).* .*(call|sms|contact).*opt(ed)?out.* "
        r"blacklist(ed)?",
    ),
    # Ways to reach somebody that are no phone numbers, whatever the words beside them say.
    (
        "notes",
        r"(是否|有无|能否|可否)(?!.*[农阴阳公]历|老客户|老顾客).* "
        r".*(email|website|webpage|homepage|fax|telex|pager|ttytdd|isdn|传真|电报|邮箱|邮件|网址).* mail "
        r"紧急.* emergency.* "
        rf".*(web|ip|im|business|company|office)address.* phone\d*(label|type) "
        r".*birth(place|city|country) placeofbirth .*(address|street)(line)?[2-9] "
        r"(商务|公司|单位|办公|工作)地址.* "
        rf"({_NO_PERSON}|({_OTHERS})s?)\d?(contact|main)?(first|last)?(name|phone|mobile|cell|tel).*",
    ),
    # Names in two columns; one of them alone is all there is of the name (columns.guess_mapping).
    ("family_name", r"(客户|业主|联系人)?姓氏? (customer|client|owner|contact)?(last|family|sur)name"),
    (
        "given_name",
        r"名|中间名 (客户|业主|联系人)名 "
        r"(customer|client|owner|contact)?(first|given|fore)name (middle|additional)name",
    ),
    # The household's columns; a whole relative in one cell is read where it can be.
    "member_name",
    "member_birthday",
    "member_phone",
    "member_occupation",
    "member_notes",
    ("member", rf"(?!先生|太太|成员|家庭|家属|家人|member){RELATIVE}(信息)?"),
    # Somebody else's facts must not become the customer's.
    (
        "notes",
        rf".*({_OTHERS}).*(电话|手机|微信|生日|年龄|phone|mobile) "
        rf".*({_FAMILY}).*(电话|手机|微信|生日|职业|工作|年龄|姓名|单位|phone|name|birthday)",
    ),
    "member_relation",
    ("tags", r"(客户)?标签 tags?"),
    "household",
    # Who looks after them; an order whose sheet names no seller was theirs.
    (
        "keeper",
        r"(客户|顾客)?(的)?(负责人|跟进人|维护人|归属人|所有人) "
        r"(客户)?(专属|跟进|维护|负责)(人|员工|人员|导购|顾问|客服|管家)? "
        r"客户经理 (customer|account)?(owner|manager) assignedto (account|customer)(keeper|manager|owner)",
    ),
    (
        "birthday_calendar",
        r".*(农历|阴历|旧历).*(阳历|公历|新历).* .*(阳历|公历|新历).*(农历|阴历|旧历).* .*历法.* 生日类[型别] "
        r"是否(农历|阴历) (农历|阴历)[?吗]? .*(calendar|lunar.*solar|solar.*lunar).* (is)?lunar[?]?",
    ),
    (
        "birthday_lunar",
        r".*(农历|阴历|lunar).*(生日|出生|生辰|birth).* .*(生日|出生|生辰|birth).*(农历|阴历|lunar).*",
    ),
    "birthday",
    "wechat",
    "introducer",
    "source",
    ALL_OTHERS,
    # Sums over years and the day of the last visit are no order.
    (
        "notes",
        r".*(累计|累积|历年|终身|储值|充值|预存|客单价|消费总|总消费|年消费|年度消费).* .*历史.*(金额|总额|次数) "
        r".*近.{1,3}[年月天日].*(金额|额|次数) .*(退款|退货|refund).*(金额|额|次数|数|amount) "
        r".*(lifetime|totalspen[td]|cumulative|averageorder|numberoforders|ordercount).* "
        r".*(最近|最后|上次|末次|上一次).*(消费|交易|下单|订单|到店|购物).* .*last.*(order|purchase|visit).*",
    ),
    # What tells of a customer without being one of our fields stays readable in the notes.
    (
        "notes",
        r".*(类型|类别|等级|级别|性别|状态|年龄|户型|面积|楼层|风格|预算|门店|店铺|店名|店面|分店) .*(意向|咨询).* "
        r".*(登记|录入|进店|来店|到店|来访|咨询|接待|跟进|量尺|测量|建档|回访|入住|交房|装修|质保|保修|付款|收款|付清)(日期|时间|日|方式|情况|进度)?",
    ),
    (
        "order_no",
        r".*(订单|合同|单据|销售单|订货单|出库单|送货单)(编?号码?|no) 单号 "
        r".*(orderno|ordernumber|contractno|invoice).* orderid order#",
    ),
    # What was promised is not yet done.
    "planned_install",
    ("notes", r".*(预计|计划|预约|约定|拟).*(日|时间|期).*"),
    "installed",
    "delivered",
    "signed",
    "crew",
    "salesperson",
    ("unit_price", r".*单价.* .*(unitprice|priceper|priceeach).*"),
    "gross_profit",
    (
        "notes",
        r".*(定金|订金|预付|预收|已付|已收|首付|首款|尾款|余款|欠款|余额|未付|未收|待收|"
        r"优惠|折扣|返现|运费|安装费|税率?|税额|成本|提成|佣金|积分|原价|标价|吊牌价|零售价).* "
        r".*(deposit|balance|discount|cost|paid|due|outstanding|commission|tax|listprice).*",
    ),
    "total",
    "amount",
    "quantity",
    "measure",
    (
        "detail",
        r".*(规格|型号|花色|颜色|尺寸|品牌|系列|材质|款式).* "
        r"(product)?(model|spec|specs|specification|brand|colou?r|size)(no|name|number)?",
    ),
    "product",
    "community",
    "building",
    "unit",
    "room",
    "address",
    "occupation",
    "salutation",
    "phone",
    "name",
    "notes",
]


def _in_order():
    """(field, patterns) of WORDS, with those of the archive's facts in their places."""
    headers = {fact.column_name: fact.headers for fact in FACTS if fact.headers}
    for words in WORDS:
        if words == ALL_OTHERS:
            yield from ((field, patterns) for field, patterns in headers.items() if field not in WORDS)
        else:
            yield (words, headers[words]) if isinstance(words, str) else words


_COMPILED = [(field, [re.compile(pattern) for pattern in patterns.split()]) for field, patterns in _in_order()]


@lru_cache(maxsize=4096)
def known_field(header):
    """(field, rank) of a squeezed header (see `columns.squeeze`), the lower rank the surer; (None, 0) if unknown."""
    for field, patterns in _COMPILED:
        for rank, pattern in enumerate(patterns):
            if pattern.fullmatch(header):
                return field, rank
    return None, 0


@lru_cache(maxsize=1)
def exact_fields():
    """{heading of our own export, in either language: field}; SKIP for what is said for people only."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {str(label): SKIP for label in INFORMATION.values()}
            found |= {str(label): field for field, label in LABELS.items()}
    return found
