"""What headers, rooms, names and quantities are taken for."""

import pytest

from workbooks.reading.cells import is_sum, parse_name, parse_quantity
from workbooks.reading.headers import squeeze
from workbooks.reading.rooms import parse_address, parse_door
from workbooks.reading.words import known_field

HEADERS = {
    "name": "客户姓名 姓名 业主 客户 客户名称 顾客姓名 户主 联系人 收货人 Name Customer",
    "phone": "联系电话 电话 手机 手机号 手机号码 联系方式 电话2 客户电话 Mobile Phone Tel",
    "wechat": "微信 微信号 WeChat",
    "community": "小区 楼盘 社区 小区名称 楼盘名称 Community",
    "room": "房号 门牌 门牌号 室 房间号 Room",
    "building": "楼栋 栋 楼号 幢 Building",
    "unit": "单元 单元号 Unit",
    "address": "地址 家庭住址 详细地址 送货地址 安装地址 Address",
    "household": "家庭成员 家庭情况 Family",
    "occupation": "职业 工作单位 Occupation",
    "birthday": "生日 出生日期 生辰 出生年月 客户生日 生日(阳历) 公历生日 年龄 Birthday",
    "birthday_lunar": "农历生日 阴历生日 生日(农历)",
    "birthday_calendar": "农历/阳历 历法 是否农历",
    "source": "客户来源 来源 渠道 Source",
    "introducer": "介绍人 推荐人 转介绍人 Referrer",
    "signed": "成交日期 签单日期 订单日期 下单时间 购买日期 日期 签约时间 销售日期 OrderDate",
    "product": "产品 商品 货品 购买产品 产品名称 商品名称 购买商品 Product",
    "quantity": "数量 产品数量 Qty",
    "amount": "成交金额(元) 金额 实收 成交价 Amount Price",
    "total": "总价 合同额 合同总额 订单金额 合计",
    "unit_price": "单价 单价(元) UnitPrice",
    "delivered": "送货日期 送货时间 发货日期 DeliveryDate",
    "installed": "安装日期 安装时间 安装完成日期 InstallDate",
    "salesperson": "导购 导购员 销售 销售员 业务员 Salesperson",
    "planned_install": "预计安装时间 计划安装日期 预约安装",
    "wedding_day": "结婚纪念日 结婚日期",
    "small_talk": "爱好 兴趣爱好",
    "crew": "安装师傅 安装工 师傅 安装人员 Installer",
    "order_no": "订单号 订单编号 合同号 单号 OrderNo",
    "notes": "备注 说明 介绍人电话 导购电话 户型 客户等级 性别 定金 预计送货日期 欠款 进店日期 Notes",
    "member_name": "配偶姓名 孩子1姓名 孩子姓名2 家庭成员姓名 SpouseName",
    "member_birthday": "配偶生日 孩子生日(农历) 子女年龄 小孩出生日期",
    "member_phone": "爱人电话 妻子手机号",
    "member": "孩子 老公 父母",
    "tags": "标签 客户标签 Tags",
    "": "序号 No. 编号 客户编号 身份证号",
}


@pytest.mark.parametrize(
    ("name", "header"), [(name, word) for name, words in HEADERS.items() for word in words.split()]
)
def test_a_header_is_known(name, header):
    assert known_field(squeeze(header))[0] == name


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("23栋2单元1191", ("23", "2", "1191")),
        ("28-1-2068", ("28", "1", "2068")),
        ("10号楼1321室", ("10", "", "1321")),
        ("A座1502", ("A", "", "1502")),
        ("3号楼2单元15楼1502室", ("3", "2", "1502")),
        ("15层1502", ("", "", "1502")),
        ("3#-2-1502", ("3", "2", "1502")),
        ("3#2-1502", ("3", "2", "1502")),
        ("3幢2单元1502", ("3", "2", "1502")),
        ("三栋二单元501", ("3", "2", "501")),
        ("123弄45号601室", ("123弄45", "", "601")),
        ("5门", ("", "5", "")),
        ("12号楼5门301", ("12", "5", "301")),
        ("3号楼东单元501", ("3", "东", "501")),
        ("３栋２单元１５０２", ("3", "2", "1502")),
        ("1502", ("", "", "1502")),
    ],
)
def test_a_door_is_taken_apart(text, place):
    assert parse_door(text)[1:4] == place


@pytest.mark.parametrize("text", ["别墅18", "12-3-4-501", "老街口", ""])
def test_a_door_that_is_not_understood_is_left_whole(text):
    assert not parse_door(text).is_whole


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("万科城3栋2单元1502", ("万科城", "3", "2", "1502")),
        ("万科城三期3-2-1502", ("万科城三期", "3", "2", "1502")),
        ("碧桂园·凤凰城25号楼2627室", ("碧桂园·凤凰城", "25", "", "2627")),
        ("保利花园A区3栋2单元501", ("保利花园A区", "3", "2", "501")),
        ("万科城", ("万科城", "", "", "")),
        ("阳光100 3-2-501", ("阳光100", "3", "2", "501")),
        ("建业壹号城邦3号楼2单元1502室（老人住）", ("建业壹号城邦", "3", "2", "1502")),
        ("绿地老街（对面）", ("绿地老街", "", "", "")),
        ("河南省 郑州市 中原区 秦岭路街道 锦艺国际华都 5号楼2单元1801(450000)", ("锦艺国际华都", "5", "2", "1801")),
        ("河南省 郑州市 二七区 大学路1号", ("大学路1号", "", "", "")),
        ("郑州市中原区", ("", "", "", "")), ("河南省郑州市金水区", ("", "", "", "")), ("金水区", ("", "", "", "")),
        ("管城回族区", ("", "", "", "")), ("中牟县", ("", "", "", "")), ("郑州市", ("", "", "", "")),
        ("幸福小区", ("幸福小区", "", "", "")), ("锦绣家园南区", ("锦绣家园南区", "", "", "")),
        ("紫荆山路6号院", ("紫荆山路6号院", "", "", "")),
        ("紫荆山路6号院3号楼2单元501", ("紫荆山路6号院", "3", "2", "501")),
    ],
)
def test_an_address_is_taken_apart(text, place):
    assert parse_address(text)[:4] == place


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("王 莉", ("王莉", "", "")),
        ("　高丽泽(老板娘) ", ("高丽泽", "老板娘", "")),
        ("刘明（退休教师）", ("刘明", "", "退休教师")),
        ("张小美女士", ("张小美", "女士", "")),
        ("王先生", ("王先生", "", "")),
        ("欧阳老师", ("欧阳老师", "", "")),
        ("张三/李四", ("张三", "", "李四")),
        ("John  Smith", ("John Smith", "", "")),
        ("买买提•吐尔逊", ("买买提·吐尔逊", "", "")),
    ],
)
def test_a_name_is_the_name_and_the_rest_is_kept_beside_it(cell, name):
    assert parse_name(cell) == name


@pytest.mark.parametrize(
    ("cell", "quantity"), [("6套", (6, "套")), (6.5, (6.5, "")), ("约20平方", (20, "平方")), ("两张", (2, "张"))]
)
def test_a_quantity_has_a_number_and_a_measure(cell, quantity):
    assert parse_quantity(cell)[:2] == quantity


@pytest.mark.parametrize(
    "cell", ["合计", "合 计", "小计:", "本页小计", "三月合计", "合计：12单", "Total", "Grand total"]
)
def test_a_row_of_sums_is_known_by_its_word(cell):
    assert is_sum(cell)


@pytest.mark.parametrize("cell", ["万科城", "计时器", "统计局家属院", "Summer", "合计划"])
def test_other_words_are_no_sums(cell):
    assert not is_sum(cell)
