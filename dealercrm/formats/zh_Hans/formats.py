# 12,345 as on every Chinese bill; Django groups by 万 and has no mark.
NUMBER_GROUPING = 3
THOUSAND_SEPARATOR = ","
