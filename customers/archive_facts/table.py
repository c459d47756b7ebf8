"""The entries, in the order in which forms, filters and sheets show them."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from customers.archive_facts.fact import Fact, Kind, Section
from customers.models import (
    Customer,
    CustomerPhone,
    DesignerProfile,
    DistributorProfile,
    Home,
    HouseholdMember,
    Order,
    OrderLine,
)

# Whom a column of the household is about: 配偶姓名, 孩子1生日, 母亲的电话, 家庭成员姓名.
RELATIVES = (
    "配偶|爱人|老公|老婆|先生|太太|妻子|丈夫|大?孩子?|小孩|子女|儿子|女儿|父亲|母亲|爸爸|妈妈|父母|公公|婆婆|岳父|岳母|"
    "爷爷|奶奶|外公|外婆|孙子|孙女|(?:家庭)?成员|家属|家人|spouse|child|wife|husband|son|daughter|father|mother|member"
)
RELATIVE = rf"(?:{RELATIVES})(?:的|s)?[\d一二三]?"
_BORN = r"(?:生日|生辰|出生(?:日期|年月日?|时间)?|birthday|birth|dob|dateofbirth|年龄|age)"
_CALENDAR = "(?:农历|阴历|lunar)?"

_PERSON = (
    Fact(
        Customer, "name", Section.FIRST, reads="name", asks="",
        headers=r".*(客户|业主|顾客|户主|买家|会员)?(姓名|名字) (fullname|customername|clientname|name) "
        r".*(业主|户主|顾客|客户名称?|甲方|男主人|女主人) 客户|会员|买家|购买人|订货人 "
        r"(customer|client|(home)?owner|buyer)s? 名称 .*(联系人|收货人) .*name contact(person)?",
    ),
    Fact(
        Customer, "salutation", Section.WHO, weight=5,
        headers=r".*(称呼|称谓|尊称).* .*(salutation|honorific) title",
    ),
    Fact(
        CustomerPhone, "number", Section.FIRST, column="phone", reads="phone", weight=20,
        headers=r".*(手机|移动电话).* .*(联系电话|联系方式|电话号码).* .*(电话|座机|固话|号码).* "
        r".*(mobile|phone)(no|num|number|main|home|work|office|primary|other)?s?\d*(value|no|number)? "
        r"(home|work|office|contact|customer|client|owner)?(cell|tel)(no|num|number)?\d* contact(no|number|info)",
    ),
    Fact(
        Customer, "wechat", Section.WHO, reads="wechat", weight=5,
        headers=r".*(微信|wechat|weixin).* wx号?",
    ),
    Fact(
        Customer, "community", Section.FIRST, 12, reads="place", asks="",
        headers=r".*(小区|楼盘|社区|住宅区|小区名|苑区|所在区域).* 项目名称 "
        r".*(community|estate|compound|neighbou?rhood|residen).*",
    ),
    Fact(
        Customer, "building", Section.FIRST, 4, narrow=True, reads="place",
        headers=r".*(楼栋|栋数|[栋楼座]宇?编?号|幢|楼座).* 栋|楼|座 (building|bldg|block|tower)(no|num|number|name)?",
    ),
    Fact(
        Customer, "unit", Section.FIRST, 4, narrow=True, reads="place",
        headers=r".*单元.* (building)?(unit|entrance)(no|num|number)?",
    ),
    Fact(
        Customer, "room", Section.FIRST, 4, narrow=True, reads="place", heading=_("Room, or building-unit-room"),
        headers=r".*(房屋?编?号|门牌|房间|室号|户号|门号|房屋信息).* 室|房 "
        r"(room|door|apartment|flat|suite|apt)(no|num|number)?",
    ),
    Fact(
        Customer, "address", Section.WHO, 12, reads="place", heading=_("Whole address"),
        headers=r".*(地址|住址|住所|住处|位置|地点).* .*(address|location|addr).* "
        r"(home|mailing|delivery)?street(address)?",
    ),
    Fact(
        Customer, "birthday", reads="birthday", weight=15,
        headers=r".*(生日|生辰) .*出生(日期|年月日?|时间)? .*(生日|生辰|出生(日期)?)(阳历|公历|新历) "
        r"(.*(birth|dob)|.*birth(date|day)|dateofbirth|yearofbirth)(lunar|solar)?\d? "
        r"(客户|业主|本人)?年龄 age",
    ),
    Fact(
        Customer, "occupation", weight=10,
        headers=r".*(职业|职务|工种|行业|从事).* .*工作(单位)? .*(occupation|profession) "
        r"(current|customer|owner)?(job|employer|work)(title|place)?",
    ),
    Fact(
        Customer, "email",
        headers=r".*(邮箱|邮件|电邮).* "
        r"(customer|client|contact|owner|buyer|work|home|primary)?e-?mail(address)?\d?(value)?",
    ),
    Fact(Customer, "wedding_day", headers=r"结婚(日期?|时间) (结婚)?纪念日 .*(wedding|anniversary).*"),
    Fact(Customer, "education", headers=r".*(学历|文化程度|教育程度).* education"),
    Fact(
        Customer, "household", width=12, heading=_("Household"), joined="；",
        headers=r"家庭成员 家庭(情况|结构|人口|构成) 家里?人口? household family(members?|situation|details|info)?",
    ),
    Fact(
        Customer, "small_talk", width=12, joined="；",
        headers=r"(兴趣)?爱好 兴趣 特长 (个人|客户)喜好 hobb(y|ies) interests?",
    ),
    Fact(Customer, "best_time", headers=r".*(方便|最佳|合适|可联系).*(时间|时段) 联系时间 besttime.*"),
    Fact(Customer, "avoid", joined="；", headers=r".*(忌讳|禁忌|避免|避忌|注意事项).* .*avoid.*"),
    Fact(
        Customer, "notes", width=12, rows=4, reads="remark", joined="\n",
        headers=r".*(备注|说明|备忘|附注|其他|其它|描述|情况).* .*(remark|note|comment|memo|other).*",
    ),
    Fact(
        Customer, "kind", Section.CAME, reads="kind", asks="", stays=True,
        headers=r"(客户|顾客)?(类[型别]|身份|角色) (customer|client)?(kind|type)",
    ),
    Fact(
        Customer, "source", Section.FIRST, reads="source", weight=5, stays=True,
        headers=r".*(来源|渠道|途径).* .*(source|channel).*",
    ),
    Fact(
        Customer, "introduced_by", Section.CAME, heading=_("Introduced by (archive)"), informs=True,
        asks="introduced", question=_("introduced by one of our customers"), stays=True,
    ),
    Fact(
        Customer, "introducer_name", Section.CAME, column="introducer",
        headers=r".*(介绍|推荐|引荐|转介绍?)人.* .*(介绍|推荐)(客户|者) "
        r".*(referrer|referredby|introduce|recommendedby).*",
    ),
    Fact(Customer, "direct_since", None, column="", stays=True),
    Fact(
        Customer, "bought_by", None, reads="bought", asks="", stays=True,
        headers=r"(是否)?(老|成交|已购)(客户|顾客)? (客户|顾客)(状态|性质) "
        r"首次?(购买|成交|下单|消费|购)(的)?(日期?|时间)? "
        r"成为老客户(的)?(日期?|时间) (isa?)?(old|existing)customer (first|initial)(purchase|order|bought).*",
    ),
)  # fmt: skip
_FAMILY = (
    Fact(
        HouseholdMember, "relation", heading=_("Member's relation"), reads="relation",
        headers=r"(家庭)?成员关系 家庭关系 (与|和)?(客户|业主|户主|本人)的?关系 关系 relation(ship)?",
    ),
    Fact(
        HouseholdMember, "name", heading=_("Member's name"), reads="name",
        headers=rf"{RELATIVE}(姓名|名字|name)\d?",
    ),
    Fact(
        HouseholdMember, "birthday", heading=_("Member's birthday"), reads="birthday",
        headers=rf"{_CALENDAR}{RELATIVE}{_CALENDAR}{_BORN}{_CALENDAR}\d?",
    ),
    Fact(
        HouseholdMember, "occupation", heading=_("Member's occupation"),
        headers=rf"{RELATIVE}(职业|工作|工作单位|单位|occupation|job)\d?",
    ),
    Fact(
        HouseholdMember, "phone", heading=_("Member's phone"), reads="phone",
        headers=rf"{RELATIVE}(联系)?(电话|手机)(号码?)?\d? {RELATIVE}(phone|mobile|tel)\d?",
    ),
    Fact(
        HouseholdMember, "notes", heading=_("Notes on the member"), reads="remark", joined="；",
        headers=r"(家庭)?成员(备注|说明)",
    ),
    Fact(HouseholdMember, "guardian_name", width=12, column=""),
)  # fmt: skip
_HOMES = (
    Fact(Home, "label"),
    Fact(Home, "kind", asks="home", question=_("type of a home")),
    Fact(Home, "community"),
    Fact(Home, "door"),
    Fact(Home, "area", width=4, asks="area"),
    Fact(Home, "handed_over_on", width=4, asks="handed_over", question=_("a home handed over")),
    Fact(Home, "renovation_round", width=4, asks="round"),
    Fact(Home, "is_main", width=12),
    Fact(Home, "photo_permission_by"),
    Fact(Home, "photo_permission_on"),
    Fact(Home, "notes", width=12, rows=2),
)
_ORDERS = (
    Fact(
        Order, "signed_on", None, column="signed", reads="day",
        asks="signed", question=_("an order signed"),
        headers=r".*(成交|签单|签约|签订|签合同).*(日|时间|期) "
        r".*(订单|下单|订货|定货|订购|合同|成单|开单|接单|开票|交易|购买|购货|购物|销售|消费|下定).*(日|时间|期) "
        r".*(order|sign|sale|purchase|bought|contract|deal|closing).*(date|day|time) "
        r"(ordered|signed|bought|sold|purchased)on date(of)?(order|sign|sale|purchase|contract|deal).* "
        r"ordered|signed|purchased 日期 时间 年月日 date",
    ),
    Fact(
        OrderLine, "product", column="product", reads="product",
        headers=r".*(产品|商品|货品|品名|货物|品类|品项|物品|购买内容|购买项目|订购内容|成交内容).* 项目 内容 "
        r".*(product|item|goods|article|description).*",
    ),
    Fact(OrderLine, "category", column="category", informs=True),
    Fact(
        OrderLine, "quantity", column="quantity", reads="quantity",
        headers=r".*(数量|件数|套数|个数|片数).* .*(qty|quantity|pieces|pcs).* 数",
    ),
    Fact(OrderLine, "measure", column="measure", reads="measure", headers=r"(计量|数量|产品)?单位 .*(uom|measure).*"),
    Fact(
        OrderLine, "amount", column="amount", reads="amount",
        headers=r".*成交(金额|额|价) .*金额.* .*(销售额|货款|实收|实付|售价|成交价|价格|价钱|价款|款额|小计) 价 额 "
        r".*(amount|price|subtotal).* (order|sales?|deal|contract)?(sum|value|revenue)",
    ),
    Fact(
        Order, "amount", column="total", heading=_("Total of the order"), reads="amount",
        headers=r".*(合同|订单|成交)(总金?额|总价|总计|总款) .*(合同|订单)(金额|额|价) .*总(金额|额|价|计|款|货款) "
        r"合计(金额)? .*应收.* .*(grandtotal|ordertotal|totalamount|totalprice|total)",
    ),
    Fact(
        Order, "gross_profit", column="gross_profit", reads="amount",
        headers=r".*(毛利|利润) .*(grossprofit|profit|margin)",
    ),
    Fact(
        Order, "delivered_on", None, column="delivered", reads="day",
        asks="delivered", question=_("an order delivered"),
        headers=r".*(送货|发货|到货|配送|交货|送达|出货).*(日|时间|期) .*deliver.*(date|day) delivered(on)? .*delivery",
    ),
    Fact(
        Order, "installed_on", None, column="installed", reads="day",
        asks="installed", question=_("an order installed"),
        headers=r".*安装.*(日|时间|期) .*(完工|竣工|验收).*(日|时间|期) .*install.*(date|day) "
        r"(date)?installed(on)? 安装完成 fitted(on)?",
    ),
    Fact(
        Order, "planned_install_on", column="planned_install", reads="day",
        headers=r".*(预计|计划|预约|约定|拟).*安装.* .*plann?ed.*install.*",
    ),
    Fact(Order, "salesperson", column=""),
    Fact(
        Order, "salesperson_name", None, column="salesperson", reads="staff", stays=True,
        headers=r".*导购.* .*(销售|营业|业务|促销)(员|人员|人|顾问|代表|经理|姓名).* "
        r".*(店员|顾问|业务|跟单|跟进人|经办|开单人|接待|负责人|经手人).* 销售 "
        r".*(sales(person|man|rep|woman|by|staff)|soldby|consultant|advisor|clerk|seller).* sales|staff|assistant",
    ),
    Fact(Order, "designer", column=""),
    Fact(
        Order, "designer_name", column="designer", stays=True,
        headers=r"(主案|主创|负责|责任|店内|方案|家装|跟单)?设计(师|人员?)(姓名|名字|名称)? (interior)?designer(name)?",
    ),
    Fact(Order, "crew", column=""),
    Fact(
        Order, "crew_name", None, column="crew", reads="staff", stays=True,
        headers=r".*(安装|施工|送装).*(师傅|工人?|人员?|队|组|负责人) .*师傅 .*(crew|installer|fitter|installedby).*",
    ),
    Fact(Order, "notes", rows=2, heading=_("Notes on the order"), reads="remark"),
    Fact(Order, "cancelled_on", None, column="cancelled", informs=True),
    Fact(Order, "returned_on", None, column="returned", informs=True),
)  # fmt: skip
_PARTNERS = (
    *(Fact(DistributorProfile, name) for name in ("sells", "reach", "standing", "will", "capital", "credit")),
    Fact(DistributorProfile, "stock", width=8),
    Fact(DistributorProfile, "stock_checked_on", width=4, asks="stock_checked"),
    Fact(DesignerProfile, "studio"),
    Fact(DesignerProfile, "style"),
    Fact(DesignerProfile, "projects", width=12, rows=3),
)
FACTS = (*_PERSON, *_FAMILY, *_HOMES, *_ORDERS, *_PARTNERS)


def facts_of(*models: type[Model]) -> tuple[Fact, ...]:
    return tuple(fact for fact in FACTS if fact.model in models)


def imported(*models: type[Model]) -> tuple[Fact, ...]:
    """What a workbook may say of their rows."""
    return tuple(fact for fact in facts_of(*models) if fact.column_name and not fact.informs)


def informing(*models: type[Model]) -> tuple[Fact, ...]:
    """What a workbook of ours says besides, for people to read."""
    return tuple(fact for fact in facts_of(*models) if fact.informs)


def plain_texts(model: type[Model]) -> dict[str, str]:
    """{column: field} of texts whose cells a workbook's reader takes as they stand."""
    return {f.column_name: f.name for f in imported(model) if f.kind == Kind.TEXT and f.reads == "plain"}


def longest(model: type[Model]) -> dict[str, int]:
    """{field: how many letters} of what a workbook may say in words."""
    return {fact.name: fact.longest for fact in imported(model) if fact.kind == Kind.TEXT}


def words_of(model: type[Model]) -> list[str]:
    """Texts about the person, which go when they are erased."""
    return [fact.name for fact in facts_of(model) if fact.kind == Kind.TEXT and not fact.stays]
