"""What must be nowhere once a person is erased."""

PHONE, SECOND, WECHAT = "13811112222", "13833334444", "hanmeimei_wx"
# Every word by which somebody could say who this was.
SECRETS = [
    PHONE, SECOND, WECHAT, "韩梅梅", "hanmeimei", "翠湖苑", "17号", "爱养兰花", "老伴韩大山", "13855556666", "腰不好",
    "要换窗帘", "同事推荐的小韩", "想买书柜", "照片说明", "量房记录", "车牌豫A",
]  # fmt: skip
