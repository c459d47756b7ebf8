"""Invents workbooks as dealers keep them, with the truth they hold: headers, order and layout of columns, ways of
writing dates, phones, rooms and sums, merged blocks, sheets and file formats are all drawn anew."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, timedelta

import openpyxl
import xlwt

HEADERS = {
    "no": ["序号", "编号", "No."],
    "name": ["客户姓名", "姓名", "业主", "客户", "业主姓名", "客户名称", "顾客", "Name"],
    "phone": ["联系电话", "电话", "手机", "手机号", "联系方式", "电话号码", "Mobile"],
    "wechat": ["微信", "微信号", "WeChat"],
    "community": ["小区", "楼盘", "社区", "小区名称", "Community"],
    "room": ["房号", "门牌", "门牌号", "楼栋房号"],
    "address": ["地址", "家庭地址", "详细地址", "Address"],
    "building": ["楼栋", "栋", "楼号"],
    "unit": ["单元", "单元号"],
    "door": ["房号", "室", "门牌号"],
    "occupation": ["职业", "Occupation"],
    "birthday": ["生日", "出生日期", "生辰", "客户生日"],
    "calendar": ["农历/阳历", "历法", "生日类型"],
    "signed": ["成交日期", "签单日期", "订单日期", "下单时间", "签约日期", "购买日期", "日期"],
    "product": ["产品", "商品", "货品", "购买产品", "产品名称"],
    "quantity": ["数量", "Qty"],
    "amount": ["成交金额(元)", "金额", "总价", "合同额", "成交额", "Amount"],
    "installed": ["安装日期", "安装时间", "安装完成日期"],
    "salesperson": ["导购", "销售", "业务员", "销售员"],
    "crew": ["安装师傅", "安装工", "师傅"],
    "notes": ["备注", "说明"],
    "extra": ["户型", "客户等级", "付款方式", "设计风格"],
}
SURNAMES, GIVEN = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨仇单区查盖解",
    "美伟丽强敏静磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉萍红莉",
)
COMMUNITIES = [
    "万科城",
    "绿地香颂",
    "碧桂园·凤凰城",
    "保利花园",
    "恒大名都三期",
    "老纺织厂家属院",
    "阳光100",
    "建业壹号城邦",
]
PRODUCTS = [
    ("床垫", "张"),
    ("定制衣柜", "平方"),
    ("实木门", "樘"),
    ("仿古砖600*600", "片"),
    ("整体橱柜", "米"),
    ("浴霸", "台"),
    ("真皮沙发", "套"),
]
MONTHS = "正二三四五六七八九十冬腊"
DAYS = [
    *(f"初{d}" for d in "一二三四五六七八九十"),
    *(f"十{d}" for d in "一二三四五六七八九"),
    "二十",
    *(f"廿{d}" for d in "一二三四五六七八九"),
]


@dataclass
class Truth:
    customers: dict = field(default_factory=dict)  # by first phone
    refused: int = 0
    passed_over: int = 0


class Maker:
    """One workbook drawn from a random.Random: `truth`, and `write()` -> (bytes, file name)."""

    def __init__(self, rng, size=12):
        self.rng, self.truth, self.used = rng, Truth(), set()
        self.format = rng.choice(["xlsx", "xlsx", "xls", "utf-8", "utf-8-sig", "gb18030", "utf-16"])
        self.merges = self.format in ("xlsx", "xls") and rng.random() < 0.7
        self.amounts = rng.choice(["line", "line", "first", "merged" if self.merges else "first"])
        self.place = rng.choice(["room", "address", "parts"])
        self.calendar = rng.random() < 0.3
        self.two_phones = rng.random() < 0.3
        self.sheets = [
            self._sheet(size)
            for _ in range(1 if "utf" in self.format or "gb" in self.format else rng.choice([1, 1, 2, 3]))
        ]

    # --- one sheet: rows of {column key: value}, merges --------------------------------------

    def _sheet(self, size):
        rng = self.rng
        keys = ["name", "phone", "community", "birthday", "signed", "product", "quantity", "amount", "installed"]
        keys += {"room": ["room"], "address": [], "parts": ["building", "unit", "door"]}[self.place]
        if self.place == "address":
            keys[keys.index("community")] = "address"
        keys += ["calendar"] if self.calendar else []
        keys += ["phone2"] if self.two_phones else []
        keys += [
            key for key in ("no", "wechat", "occupation", "salesperson", "crew", "notes", "extra") if rng.random() < 0.5
        ]
        rng.shuffle(keys)
        if rng.random() < 0.5:
            keys.sort(key=lambda key: key not in ("no", "name"))
        phone = rng.choice(HEADERS["phone"])
        names = {key: rng.choice(HEADERS[key.rstrip("2")]) for key in keys} | {
            "phone": phone + ("1" if self.two_phones else ""),
            "phone2": phone + "2",
        }
        if names.get("salesperson") == "销售" and names["signed"] == "日期":
            names["salesperson"] = "导购"
        rows, merges = [], []
        width = len(keys)
        for _ in range(rng.choice([0, 0, 1, 2, 5])):
            rows.append(
                [rng.choice(["XX家居老客户档案登记表(2023年)", "填表人:陈姐", "单位:元", None])] + [None] * (width - 1)
            )
            if self.merges and rng.random() < 0.5:
                merges.append((len(rows) - 1, 0, len(rows) - 1, width - 1))
        header = [names[key] for key in keys]
        groups = self._two_rows(keys, header, rows, merges) if rng.random() < 0.25 else rows.append(header)
        self.header = groups or header
        community, previous = None, None
        for n in range(size):
            if n and rng.random() < 0.1:
                rows.append([None] * width)
                self.truth.passed_over += 1
            if n and rng.random() < 0.08:
                cells = [None] * width
                cells[rng.randrange(width)] = rng.choice(["合计", "小计", "合 计", "本页合计", "总计："])
                if cells[keys.index("amount")] is None:
                    cells[keys.index("amount")] = rng.choice([12345, "98,765", 880000.0])
                rows.append(cells)
                self.truth.passed_over += 1
            if n and rng.random() < 0.05 and not groups:
                rows.append(list(header))
                self.truth.passed_over += 1
            previous = self._customer(keys, rows, merges, n, previous)
        del community
        return rows, merges

    def _two_rows(self, keys, header, rows, merges):
        """Groups above, columns below; what needs no group is merged over both rows, or stands in the upper one."""
        upper, lower = [], []
        order = {
            "place": ("building", "unit", "door", "room", "community"),
            "订单信息": ("signed", "product", "quantity", "amount", "installed"),
        }
        for column, key in enumerate(keys):
            group = "订单信息" if key in order["订单信息"] else "住址" if key in order["place"] else None
            upper.append(group or header[column])
            lower.append(header[column] if group else None)
        top = len(rows)
        shown = list(upper)
        column = 0
        while column < len(upper):
            last = column
            while last + 1 < len(upper) and lower[column] and lower[last + 1] and upper[last + 1] == upper[column]:
                last += 1
            for covered in range(column + 1, last + 1):
                shown[covered] = None
            if self.merges and last > column:
                merges.append((top, column, top, last))
            if self.merges and lower[column] is None:
                merges.append((top, column, top + 1, column))
            column = last + 1
        rows += [shown, lower]
        return [shown, lower]

    # --- one customer ------------------------------------------------------------------------

    def _customer(self, keys, rows, merges, n, previous):
        rng, truth = self.rng, self.truth
        name = rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice([1, 2, 2])))
        phones = [self._new_phone() for _ in range(rng.choice([1, 1, 1, 2]))]
        refused = rng.random() < 0.06
        community = rng.choice(COMMUNITIES)
        building, unit, room = (
            str(rng.randint(1, 30)),
            rng.choice(["", str(rng.randint(1, 4))]),
            str(rng.randint(101, 3309)),
        )
        birthday = self._birthday()
        cells = {
            "no": n + 1,
            "name": self._spelt_name(name),
            "community": community,
            "occupation": rng.choice(["教师", "医生", None]),
        }
        cells |= {
            "extra": rng.choice(["三室两厅", "A", None]),
            "notes": rng.choice(["喜欢养狗", None]),
            "salesperson": "小刘",
            "crew": rng.choice(["马师傅", None]),
        }
        cells["wechat"] = None
        if refused:
            cells["phone"] = rng.choice([None, "不详", "138001380001234", "无"])
        elif self.two_phones:
            cells["phone"] = self._spelt_phone(phones[0])
            cells["phone2"] = self._spelt_phone(phones[1]) if len(phones) > 1 else None
        else:
            cells["phone"] = rng.choice("/、;\n ").join(phones) if len(phones) > 1 else self._spelt_phone(phones[0])
            if not refused and rng.random() < 0.1:
                cells["phone"] = f"{'/'.join(phones)}(李姐)"
        cells |= self._spelt_place(community, building, unit, room)
        if (
            self.place != "address"
            and previous == community
            and rng.random() < 0.6
            and rows[-1][keys.index("community")] is not None
        ):
            cells["community"] = rng.choice(["同上", "〃", "″"])
        cells |= self._spelt_birthday(birthday)
        has_order = rng.random() < 0.9
        order = self._order(cells, keys, rows, merges, has_order and not refused)
        if refused:
            truth.refused += 1
        else:
            truth.customers[phones[0]] = {
                "name": name, "phones": phones, "community": community, "place": (building, unit, room),
                "birthday": birthday,
                "orders": [order] if order else [],
            }  # fmt: skip
        return community

    def _order(self, cells, keys, rows, merges, has_order):
        rng = self.rng
        start = len(rows)
        if not has_order:
            cells["salesperson"] = cells["crew"] = None
            rows.append([cells.get(key) for key in keys])
            return None
        signed = date(2016, 1, 1) + timedelta(days=rng.randrange(3600))
        installed = signed + timedelta(days=rng.randrange(10, 90))
        cells |= {"signed": self._spelt_date(signed), "installed": self._spelt_date(installed)}
        count = rng.choice([1, 1, 1, 2, 3, 17])
        sums = [rng.randrange(10, 600) * 100 for _ in range(count)]
        for line in range(count):
            product, measure = rng.choice(PRODUCTS)
            row = dict(cells) if line == 0 else {}
            row |= {"product": product, "quantity": rng.choice([f"{rng.randint(1, 20)}{measure}", rng.randint(1, 20)])}
            row["amount"] = self._spelt_amount(sums[line]) if self.amounts == "line" else None
            if line == 0 and self.amounts != "line":
                row["amount"] = self._spelt_amount(sum(sums))
            rows.append([row.get(key) for key in keys])
        if self.merges and count > 1:
            for column, key in enumerate(keys):
                if key not in ("product", "quantity", "amount") or (key == "amount" and self.amounts == "merged"):
                    merges.append((start, column, start + count - 1, column))
        return {"signed": signed, "installed": installed, "lines": count, "total": sum(sums)}

    # --- ways of writing -----------------------------------------------------------------------

    def _new_phone(self):
        while (phone := f"1{self.rng.choice('3456789')}{self.rng.randrange(10**9):09d}") in self.used:
            pass
        self.used.add(phone)
        return phone

    def _is_text(self):
        return self.format not in ("xlsx", "xls")

    def _spelt_phone(self, phone):
        return self.rng.choice([
            phone, f"{phone} ", f"{phone[:3]} {phone[3:7]} {phone[7:]}", f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
            f"+86 {phone}", f"'{phone}",
            phone.translate(str.maketrans("0123456789", "０１２３４５６７８９")), int(phone), float(phone),
        ])  # fmt: skip

    def _spelt_name(self, name):
        spaced = f"{name[0]} {name[1:]}" if len(name) == 2 else name
        return self.rng.choice([name, name, f"{name} ", f"　{name}", spaced, f"{name}(老板娘)", f"{name}（退休）"])

    def _spelt_date(self, day):
        y, m, d = day.year, day.month, day.day
        text = [
            f"{y}.{m}.{d}",
            f"{y}-{m:02}-{d:02}",
            f"{y}/{m}/{d}",
            f"{y}年{m}月{d}日",
            f"{y % 100}.{m}.{d}",
            f"{y % 100}/{m:02}/{d:02}",
            f"{y}{m:02}{d:02}",
            f"{y}.{m}.{d}下午",
        ]
        serial = (day - date(1899, 12, 30)).days
        return self.rng.choice(
            [*text, int(f"{y}{m:02}{d:02}"), serial, str(serial), day if not self._is_text() else day.isoformat()]
        )

    def _spelt_amount(self, amount):
        return self.rng.choice(
            [
                amount,
                float(amount),
                f"{amount:,}",
                f"{amount}元",
                f"￥{amount:,}",
                f"{amount / 10000:g}万",
                f"{amount}(含安装)",
                str(amount),
            ]
        )

    def _spelt_place(self, community, building, unit, room):
        if self.place == "parts":
            shown = self.rng.choice([building, f"{building}栋", f"{building}#", int(building)])
            return {
                "building": shown,
                "unit": (unit and self.rng.choice([unit, f"{unit}单元"])) or None,
                "door": self.rng.choice([room, f"{room}室", int(room)]),
            }
        if unit:
            door = self.rng.choice(
                [
                    f"{building}-{unit}-{room}",
                    f"{building}栋{unit}单元{room}",
                    f"{building}号楼{unit}单元{room}室",
                    f"{building}#-{unit}-{room}",
                    f"{building}幢{unit}单元{room}",
                ]
            )
        else:
            door = self.rng.choice([f"{building}号楼{room}室", f"{building}栋{room}", f"{building}座{room}"])
        gap = " " if community[-1].isdigit() else ""
        return {"room": door, "address": community + (gap or self.rng.choice(["", " "])) + door}

    def _birthday(self):
        rng = self.rng
        kind = rng.choice(["solar", "lunar", None])
        return kind and (kind, rng.choice([None, rng.randint(1950, 2000)]), rng.randint(1, 12), rng.randint(1, 28))

    def _spelt_birthday(self, birthday):
        if not birthday:
            return {"birthday": self.rng.choice([None, "不详"]), "calendar": None}
        calendar, y, m, d = birthday
        choose = self.rng.choice
        if self.calendar:
            solar = (
                choose([f"{y}-{m}-{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日"])
                if y
                else choose([f"{m}月{d}日", f"{m}-{d}"])
            )
            return {
                "birthday": solar,
                "calendar": choose(["农历", "阴历"] if calendar == "lunar" else ["阳历", "公历"]),
            }
        if calendar == "solar":
            text = (
                choose(
                    [
                        f"{y}.{m}.{d}",
                        f"{y}-{m:02}-{d:02}",
                        f"{y}年{m}月{d}日",
                        int(f"{y}{m:02}{d:02}"),
                        f"{y % 100:02}/{m}/{d}",
                    ]
                )
                if y
                else f"{m}月{d}日"
            )
        else:
            words = f"{MONTHS[m - 1]}月{DAYS[d - 1]}"
            text = (
                choose([f"{y}年农历{words}", f"农历{y}年{words}"])
                if y
                else choose([f"农历{words}", f"阴历{m}.{d}", words])
            )
        return {"birthday": text, "calendar": None}

    # --- files -----------------------------------------------------------------------------------

    def write(self):
        if self.format == "xlsx":
            return self._xlsx(), "客户.xlsx"
        if self.format == "xls":
            return self._xls(), "客户.xls"
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=self.rng.choice(",,;\t")).writerows(self.sheets[0][0])
        return file.getvalue().encode(self.format), "客户.csv"

    def _xlsx(self):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, (rows, merges) in enumerate(self.sheets):
            sheet = book.create_sheet(f"第{number + 1}页")
            for row in rows:
                sheet.append(row)
            for top, left, bottom, right in merges:
                sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def _xls(self):
        book = xlwt.Workbook()
        day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
        for number, (rows, merges) in enumerate(self.sheets):
            sheet = book.add_sheet(f"第{number + 1}页", cell_overwrite_ok=True)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value is not None:
                        sheet.write(r, c, value, *([day] if isinstance(value, date) else []))
            for top, left, bottom, right in merges:
                sheet.merge(top, bottom, left, right)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()
