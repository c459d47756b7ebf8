# 12,345 as on every Chinese bill; Django groups by 万 and has no mark. 5月1日, not 05月1日.
NUMBER_GROUPING = 3
THOUSAND_SEPARATOR = ","
MONTH_DAY_FORMAT = "n月j日"
