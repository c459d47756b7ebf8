"""The headers by which a column is known.

`WORDS` is read from top to bottom: the first field with a fitting pattern has the column; among several columns of
one field the one whose pattern stands earlier wins. Headers are compared without spaces, in lower case, half-width.
"""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.translation import override

from workbooks.reading.fields import INFORMATION, LABELS, SKIP

_OTHERS = "介绍人|推荐人|引荐人|导购|销售|业务|店员|顾问|设计师|安装|师傅|送货员|店长|referrer|sales|installer"
_FAMILY = (
    "配偶|爱人|老公|老婆|先生|太太|妻子?|丈夫|孩子|小孩|子女|儿子|女儿|父亲?|母亲?|爸爸?|妈妈?|父母|老人|家人|"
    "spouse|child|wife|husband"
)
# Whom a column of the household is about: 配偶姓名, 孩子1生日, 母亲的电话, 家庭成员姓名.
RELATIVES = (
    "配偶|爱人|老公|老婆|先生|太太|妻子|丈夫|大?孩子?|小孩|子女|儿子|女儿|父亲|母亲|爸爸|妈妈|父母|公公|婆婆|岳父|岳母|"
    "爷爷|奶奶|外公|外婆|孙子|孙女|(?:家庭)?成员|家属|家人|spouse|child|wife|husband|son|daughter|father|mother|member"
)
_RELATIVE = rf"(?:{RELATIVES})(?:的|s)?[\d一二三]?"
_BORN = r"(?:生日|生辰|出生(?:日期|年月日?|时间)?|birthday|birth|dob|dateofbirth|年龄|age)"
_CALENDAR = "(?:农历|阴历|lunar)?"

WORDS = [
    # Numbers of rows; identity cards, which an archive for customer care has no business to keep; and the column
    # of reasons in our own file of refused rows, mended and come back.
    (SKIP, r"序号? 行号 编号 客户编号 档案编?号 no nr # id .*身份证.* idcard.* (为何未导入|whyrefused)"),
    # The household's columns; a whole relative in one cell is read where it can be.
    ("member_name", rf"{_RELATIVE}(姓名|名字|name)\d?"),
    ("member_birthday", rf"{_CALENDAR}{_RELATIVE}{_CALENDAR}{_BORN}{_CALENDAR}\d?"),
    ("member_phone", rf"{_RELATIVE}(联系)?(电话|手机)(号码?)?\d? {_RELATIVE}(phone|mobile|tel)\d?"),
    ("member_occupation", rf"{_RELATIVE}(职业|工作|工作单位|单位|occupation|job)\d?"),
    ("member_notes", r"(家庭)?成员(备注|说明)"),
    ("member", rf"(?!先生|太太|成员|家庭|家属|家人|member){_RELATIVE}(信息)?"),
    # Somebody else's facts must not become the customer's.
    (
        "notes",
        rf".*({_OTHERS}).*(电话|手机|微信|生日|年龄|phone|mobile) "
        rf".*({_FAMILY}).*(电话|手机|微信|生日|职业|工作|年龄|姓名|单位|phone|name|birthday)",
    ),
    ("member_relation", r"(家庭)?成员关系 家庭关系 (与|和)?(客户|业主|户主|本人)的?关系 关系 relation(ship)?"),
    ("tags", r"(客户)?标签 tags?"),
    ("household", r"家庭成员 家庭(情况|结构|人口|构成) 家里?人口? household family.*"),
    (
        "birthday_calendar",
        r".*(农历|阴历|旧历).*(阳历|公历|新历).* .*(阳历|公历|新历).*(农历|阴历|旧历).* .*历法.* 生日类[型别] "
        r"是否(农历|阴历) (农历|阴历)[?吗]? .*(calendar|lunar.*solar|solar.*lunar).* (is)?lunar[?]?",
    ),
    (
        "birthday_lunar",
        r".*(农历|阴历|lunar).*(生日|出生|生辰|birth).* .*(生日|出生|生辰|birth).*(农历|阴历|lunar).*",
    ),
    (
        "birthday",
        r".*(生日|生辰) .*出生(日期|年月日?|时间)? .*(生日|生辰|出生(日期)?)(阳历|公历|新历) .*(birth|dob).* "
        r"(客户|业主|本人)?年龄 age",
    ),
    ("wechat", r".*(微信|wechat|weixin).* wx号?"),
    (
        "introducer",
        r".*(介绍|推荐|引荐|转介绍?)人.* .*(介绍|推荐)(客户|者) .*(referrer|referredby|introduce|recommendedby).*",
    ),
    ("source", r".*(来源|渠道|途径).* .*(source|channel).*"),
    ("best_time", r".*(方便|最佳|合适|可联系).*(时间|时段) 联系时间 besttime.*"),
    ("avoid", r".*(忌讳|禁忌|避免|避忌|注意事项).* .*avoid.*"),
    ("wedding_day", r"结婚(日期?|时间) (结婚)?纪念日 .*(wedding|anniversary).*"),
    ("education", r".*(学历|文化程度|教育程度).* education"),
    ("small_talk", r"(兴趣)?爱好 兴趣 特长 (个人|客户)喜好 hobb(y|ies) interests?"),
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
    ("planned_install", r".*(预计|计划|预约|约定|拟).*安装.* .*plann?ed.*install.*"),
    ("notes", r".*(预计|计划|预约|约定|拟).*(日|时间|期).*"),
    (
        "installed",
        r".*安装.*(日|时间|期) .*(完工|竣工|验收).*(日|时间|期) .*install.*(date|day) (date)?installed(on)? 安装完成 "
        r"fitted(on)?",
    ),
    (
        "delivered",
        r".*(送货|发货|到货|配送|交货|送达|出货).*(日|时间|期) .*deliver.*(date|day) delivered(on)? .*delivery",
    ),
    (
        "signed",
        r".*(成交|签单|签约|签订|签合同).*(日|时间|期) "
        r".*(订单|下单|订货|定货|订购|合同|成单|开单|接单|开票|交易|购买|购货|购物|销售|消费|下定).*(日|时间|期) "
        r".*(order|sign|sale|purchase|bought|contract|deal|closing).*(date|day|time) "
        r"(ordered|signed|bought|sold|purchased)on date(of)?(order|sign|sale|purchase|contract|deal).* "
        r"ordered|signed|purchased 日期 时间 年月日 date",
    ),
    ("crew", r".*(安装|施工|送装).*(师傅|工人?|人员?|队|组|负责人) .*师傅 .*(crew|installer|fitter|installedby).*"),
    (
        "salesperson",
        r".*导购.* .*(销售|营业|业务|促销)(员|人员|人|顾问|代表|经理|姓名).* "
        r".*(店员|顾问|业务|跟单|跟进人|经办|开单人|接待|负责人|经手人).* 销售 "
        r".*(sales(person|man|rep|woman|by|staff)|soldby|consultant|advisor|clerk|seller).* sales|staff|assistant",
    ),
    ("unit_price", r".*单价.* .*(unitprice|priceper|priceeach).*"),
    ("gross_profit", r".*(毛利|利润) .*(grossprofit|profit|margin)"),
    (
        "notes",
        r".*(定金|订金|预付|预收|已付|已收|首付|首款|尾款|余款|欠款|余额|未付|未收|待收|"
        r"优惠|折扣|返现|运费|安装费|税率?|税额|成本|提成|佣金|积分|原价|标价|吊牌价|零售价).* "
        r".*(deposit|balance|discount|cost|paid|due|outstanding|commission|tax|listprice).*",
    ),
    (
        "total",
        r".*(合同|订单|成交)(总金?额|总价|总计|总款) .*(合同|订单)(金额|额|价) .*总(金额|额|价|计|款|货款) "
        r"合计(金额)? .*应收.* .*(grandtotal|ordertotal|totalamount|totalprice|total)",
    ),
    (
        "amount",
        r".*成交(金额|额|价) .*金额.* .*(销售额|货款|实收|实付|售价|成交价|价格|价钱|价款|款额|小计) 价 额 "
        r".*(amount|price|sum|value|revenue|subtotal).*",
    ),
    ("quantity", r".*(数量|件数|套数|个数|片数).* .*(qty|quantity|pieces|pcs).* 数"),
    ("measure", r"(计量|数量|产品)?单位 .*(uom|measure).*"),
    ("detail", r".*(规格|型号|花色|颜色|尺寸|品牌|系列|材质|款式).* .*(model|spec|brand|colou?r|size).*"),
    (
        "product",
        r".*(产品|商品|货品|品名|货物|品类|品项|物品|购买内容|购买项目|订购内容|成交内容).* 项目 内容 "
        r".*(product|item|goods|article|description).*",
    ),
    (
        "community",
        r".*(小区|楼盘|社区|住宅区|小区名|苑区|所在区域).* 项目名称 "
        r".*(community|estate|compound|neighbou?rhood|residen).*",
    ),
    ("building", r".*(楼栋|栋号|栋数|楼号|幢号?|座号|楼座|楼幢).* 栋|楼|座 .*(building|bldg|block|tower).*"),
    ("unit", r".*单元.* .*(unit|entrance).*"),
    ("room", r".*(房号|门牌|房间|室号|户号|房屋号|门号|房屋信息).* 室|房 .*(room|door|apartment|flat|suite|apt).*"),
    ("address", r".*(地址|住址|住所|住处|位置|地点).* .*(address|location|addr).*"),
    ("occupation", r".*(职业|职务|工种|行业|从事).* .*工作(单位)? .*(occupation|profession|job|employer|work)"),
    ("salutation", r".*(称呼|称谓|尊称).* .*(salutation|honorific) title"),
    (
        "phone",
        r".*(手机|移动电话).* .*(联系电话|联系方式|电话号码).* .*(电话|座机|固话|号码).* "
        r".*(mobile|phone|cell|tel).* contact(no|number|info)",
    ),
    (
        "name",
        r".*(客户|业主|顾客|户主|买家|会员)?(姓名|名字) (fullname|customername|clientname|name) "
        r".*(业主|户主|顾客|客户名称?|甲方|男主人|女主人) 客户|会员|买家|购买人|订货人 "
        r".*(customer|client|owner|buyer).* 名称? .*(联系人|收货人) .*name contact(person)?",
    ),
    ("notes", r".*(备注|说明|备忘|附注|其他|其它|描述|情况).* .*(remark|note|comment|memo|other).*"),
]
_COMPILED = [(field, [re.compile(pattern) for pattern in patterns.split()]) for field, patterns in WORDS]


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
