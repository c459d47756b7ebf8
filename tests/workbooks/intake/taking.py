"""What became of the rows of an import."""

HEADER = ["姓名", "电话", "微信", "小区", "房号", "生日", "成交日期", "产品", "数量", "金额", "安装日期"]
FIELDS = [
    "name",
    "phone",
    "wechat",
    "community",
    "room",
    "birthday",
    "signed",
    "product",
    "quantity",
    "amount",
    "installed",
    "seller",
    "notes",
]
WANG = {
    "name": "王莉",
    "phone": "13583685957",
    "community": "万科城",
    "signed": "2022-03-20",
    "product": "浴霸",
    "amount": 3000,
}


def outcomes(lines):
    return [line.outcome for line in lines]


def codes(line):
    return [code for code, _facts in line.messages]
