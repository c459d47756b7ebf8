"""A birthday as a cell, told by the database: a whole solar day as 1979-08-16, all else in words that read back."""

from dealercrm.lib.birthdays.words import DAYS, MONTHS


def array(words):
    return "(ARRAY[" + ", ".join(f"'{word}'" for word in words) + "])"


def birthday(column):
    """Of a BirthdayField's text: 'solar-08-16/1970', 'lunar-03-12/', 'leap-06-02/1979', 'age-42/2021-05-01'."""
    key, rest = f"split_part({column}, '/', 1)", f"split_part({column}, '/', 2)"
    month, day = f"split_part({key}, '-', 2)", f"split_part({key}, '-', 3)"
    return f"""CASE
        WHEN {column} IS NULL THEN NULL
        WHEN {column} LIKE 'solar-_____/____' THEN right({column}, 4) || substr({column}, 6, 6)
        WHEN {column} ^@ 'solar-' THEN {month}::int || '月' || {day}::int || '日'
        WHEN {column} ^@ 'age-' THEN '约' || {month} || '岁(' || {rest} || ')'
        ELSE CASE WHEN {rest} <> '' THEN {rest} || '年' ELSE '' END || '农历'
             || CASE WHEN left({column}, 4) = 'leap' THEN '闰' ELSE '' END
             || {array(MONTHS)}[nullif({month}, '')::int] || '月' || {array(DAYS)}[nullif({day}, '')::int] END"""
