"""Names, orders that came to nothing and sums over years, as other people's files have them."""

import pytest

from tests.workbooks.cases import case
from tests.workbooks.reading.records import TODAY, codes, read, sheet_of
from workbooks.reading.cells import parse_name
from workbooks.reading.workbook import guess_layouts, read_all


def test_a_form_of_address_is_split_from_long_and_rare_names_too():
    found = case("F22_names.csv")
    assert [record.name for record in found] == [
        "古丽米热·艾比布力", "买买提·吐尔逊", "葛曾䮌", "刘𬭚", "王㛃", "欧阳建国", "尼格买提·热合曼·阿不都", "高𣲗",
    ]  # fmt: skip
    told = {record.name: record.facts["salutation"] for record in found if "salutation" in record.facts}
    assert told == {"买买提·吐尔逊": "先生", "刘𬭚": "女士"}


@pytest.mark.parametrize(
    ("cell", "name", "title"),
    [
        ("古丽米热・艾比布力 女士", "古丽米热·艾比布力", "女士"),
        ("尼格买提·热合曼·阿不都先生", "尼格买提·热合曼·阿不都", "先生"),
        ("买买提吐尔逊先生", "买买提吐尔逊", "先生"),
        ("㐂田老师", "㐂田", "老师"),
        ("欧阳娜娜小姐", "欧阳娜娜", "小姐"),
        ("John Smith先生", "John Smith", "先生"),
        ("马太太", "马太太", ""),
        ("欧阳先生", "欧阳先生", ""),
        ("刘 𬭚", "刘𬭚", ""),
        ("郑州大华装饰公司经理", "郑州大华装饰公司经理", ""), ("郑州大华装饰公司先生", "郑州大华装饰公司先生", ""),
        ("张小美(女士)", "张小美", "女士"), ("王先生", "王先生", ""),
    ],
)  # fmt: skip
def test_which_names_have_a_form_of_address(cell, name, title):
    assert parse_name(cell) == (name, title, "")


def test_orders_that_did_not_come_to_be_are_no_orders():
    one, *others = case("S13_cancelled_orders.csv")
    assert (len(one.orders), one.orders[0].amount, one.says("order_ended")) == (1, 3200, False)
    assert [record.orders for record in others] == [[]] * 4
    assert all(record.says("order_ended") and not record.is_refused for record in others)
    assert others[0].notes == ["订单状态：已取消；订单号：A2；下单日期：2023-03-02；产品：沙发；金额：5200"]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("订单状态", "交易关闭"),
        ("订单状态", "等待买家付款"),
        ("交易状态", "已关闭"),
        ("状态", "已取消"),
        ("状态", "作废"),
        ("退款状态", "退款成功"),
        ("售后状态", "已退货退款"),
        ("订单状态", "全额退款"),
        ("是否作废", "是"),
        ("作废标志", "Y"),
        ("取消时间", "2023-03-05 10:00:00"),
        ("合同状态", "已解约"),
        ("Order Status", "Cancelled"),
        ("Status", "refunded"), ("状态", "未付款"),
        ("订单状态", "报价"), ("销售单状态", "草稿"), ("单据状态", "已 作 废"), ("退货", "已退货"),
    ],
)  # fmt: skip
def test_an_order_with_such_a_state_does_not_stand(header, cell):
    (wang,) = told_of_an_order(header, cell)
    assert (wang.orders, wang.says("order_ended"), wang.is_refused) == ([], True, False)


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("订单状态", "已完成"),
        ("订单状态", "交易成功"),
        ("订单状态", "等待卖家发货"),
        ("订单状态", "待付尾款"),
        ("订单状态", None),
        ("订单状态", "部分退款"),
        ("退款状态", "退款关闭"),
        ("退款状态", "未退款"),
        ("退款状态", "已取消"),
        ("售后状态", "售后完成"),
        ("是否作废", "否"),
        ("作废标志", 0),
        ("取消时间", "0000-00-00 00:00:00"),
        ("状态", "无效"),
        ("客户状态", "流失"),
        ("订单状态", "退款中"), ("Order Status", "Completed"), ("订单状态", "未取消"), ("付款状态", "未付款"),
    ],
)  # fmt: skip
def test_an_order_with_another_state_stands(header, cell):
    (wang,) = told_of_an_order(header, cell)
    assert (len(wang.orders), wang.says("order_ended")) == (1, False)
    assert cell in (None, "0000-00-00 00:00:00") or any(str(cell) in note for note in wang.notes)


@pytest.mark.parametrize(("header", "cell"), [("状态", "无效"), ("状态", "意向"), ("订单状态", "退款中")])
def test_an_order_in_doubt_stands_with_a_word_about_it(header, cell):
    (wang,) = told_of_an_order(header, cell)
    assert ["doubtful_order", {"column": header, "value": cell}] in wang.messages


@pytest.mark.parametrize(("header", "cell"), [("状态", "已完成"), ("退款状态", "未退款"), ("订单状态", "待付尾款")])
def test_an_ordinary_state_says_nothing(header, cell):
    (wang,) = told_of_an_order(header, cell)
    assert not wang.says("doubtful_order")


def told_of_an_order(header, cell):
    rows = (
        ["姓名", "电话", "成交日期", "产品", "金额", header],
        ["王莉", "13583685957", "2022-03-20", "床垫", 3000, cell],
    )
    return read(*rows)[0]


def test_orders_of_a_shop_that_were_closed_or_never_paid_do_not_stand():
    header = [
        "订单编号",
        "买家会员名",
        "买家实际支付金额",
        "订单状态",
        "收货人姓名",
        "收货地址",
        "联系手机",
        "订单创建时间",
        "宝贝标题",
        "宝贝总数量",
    ]
    states = ["交易成功", "买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易关闭", "等待买家付款"]
    rows = [
        [f"1{n}", "小明", 3200, state, "王莉", "郑州万科城", f"1358368595{n}", "2023-03-01 10:00:00", "床垫", 1]
        for n, state in enumerate(states)
    ]
    found, _ = read(header, *rows)
    assert [len(record.orders) for record in found] == [1, 1, 1, 0, 0]


def test_lines_below_a_cancelled_order_go_with_it_and_the_next_order_stands():
    (wang,), _ = read(
        ["姓名", "电话", "成交日期", "产品", "金额", "订单状态"],
        ["王莉", "13583685957", "2022-03-20", "床垫", 3000, "已取消"],
        [None, None, None, "床头柜", 500, None],
        [None, None, "2022-05-01", "沙发", 8000, "已完成"],
        [None, None, None, "茶几", 900, None],
    )
    assert [[line.product for line in order.lines] for order in wang.orders] == [["沙发", "茶几"]]


def test_a_sheet_of_orders_leaves_the_cancelled_ones_out_with_a_reason():
    customers = sheet_of(["客户编号", "姓名", "电话", "小区"], ["K1", "王莉", "13583685957", "万科城"], name="客户")
    orders = sheet_of(
        ["客户编号", "订单号", "下单日期", "产品", "数量", "金额", "订单状态"],
        ["K1", "A1", "2022-03-20", "床垫", 1, 3000, "已完成"],
        ["K1", "A2", "2022-04-20", "沙发", 1, 8000, "交易关闭"],
        name="订单",
    )
    sheets = [customers, orders]
    layouts = guess_layouts(sheets, today=TODAY)
    found = [record for record in read_all(sheets, layouts, today=TODAY) if record.sheet == "订单"]
    assert layouts[1].role == "orders"
    assert [(len(record.orders), record.is_refused, codes(record)) for record in found] == [
        (1, False, []), (0, True, ["order_ended"]),
    ]  # fmt: skip


def test_sums_over_years_are_no_order():
    (yan,) = case("S01c_shop_member.csv")
    assert (yan.name, yan.orders, yan.is_refused) == ("颜丽", [], False)
    assert "累计消费金额：12800.00" in yan.notes


@pytest.mark.parametrize(
    "header",
    ["累计消费金额", "累计消费(元)", "消费总额", "总消费金额",
     "储值余额", "充值金额", "历史消费金额", "年度消费额", "退款金额",
     "近一年消费金额", "客单价", "Total Spent", "Lifetime Value", "累计成交金额"],
)  # fmt: skip
def test_a_sum_under_any_such_heading_is_none(header):
    (wang,), _ = read(["姓名", "电话", header, "最近消费时间"], ["王莉", "13583685957", 12800, "2024-05-01 12:00:00"])
    assert wang.orders == []
    assert any("12800" in note for note in wang.notes)


@pytest.mark.parametrize("header", ["合同总额", "成交金额", "订单总价", "金额"])
def test_the_sum_of_one_order_stays_its_sum(header):
    (wang,), _ = read(["姓名", "电话", "成交日期", "产品", header], ["王莉", "13583685957", "2022-03-20", "床垫", 3000])
    assert wang.orders[0].amount == 3000
