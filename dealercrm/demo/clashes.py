"""What cannot be said of one family together: the demo tells no contradictions."""

# Of each pair the one, or any of the others, may stand in all that is known of a family: never both.
CLASHES = (
    ("午休", ("中午12点",)),
    ("上午在睡觉", ("周末上午", "工作日上午")),
    ("父亲去年过世", ("父亲腿脚", "老人身体", "老人孩子")),
    ("花粉过敏", ("小花",)),
    ("单身", ("孩子", "爱人", "儿子", "老人", "全家福", "一家准备", "家里人")),
    ("小两口", ("孩子",)),
    ("怀孕", ("孩子",)),
    ("老两口", ("孩子",)),
    ("儿女都在外地", ("孩子",)),
    ("备考", ("孙子", "老伴", "婚房", "儿女", "女婿", "刚结婚", "幼儿园", "单身", "淘气", "小学", "怀孕")),
    ("退休", ("单位", "同事", "在开会", "加班", "工资")),
    ("全职妈妈", ("单位", "同事", "在开会", "加班", "工资")),
)


def agree(*texts: str) -> bool:
    """True where all of this may be said of one family."""
    known = " ".join(texts)
    return not any(one in known and any(other in known for other in others) for one, others in CLASHES)


def said_of(customer) -> tuple[str, ...]:
    return customer.occupation, customer.household, customer.best_time, customer.avoid
