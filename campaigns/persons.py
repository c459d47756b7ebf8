"""Whose feast it is, and whether this year's has been kept: not by the number of a row nor by a calendar (TP-4).

A birthday that was called about, put off or left out stays so when its calendar is corrected, when a relative is
written anew, and when archives become one.
"""

# A person or the time has settled it: no state the plan may still change, or a contact that somebody moved.
CLOSED = "('done', 'skipped', 'expired', 'withdrawn')"
SETTLED = f"""(d.state IN {CLOSED} OR d.state = 'planned' AND EXISTS (
        SELECT FROM campaigns_contact k WHERE k.id = d.contact_id AND k.is_fixed))"""
# Who of a household member `m`: the relation and the name; there is one spouse, whatever they are called. Of several
# without a name the day tells them apart. As a digest: a name is written down in one place, and erased there.
PERSON = """left(md5(m.relation || '|' || CASE
        WHEN m.relation = 'spouse' THEN ''
        WHEN m.name <> '' THEN regexp_replace(m.name, '\\s', '', 'g')
        WHEN EXISTS (SELECT FROM customers_householdmember n WHERE n.customer_id = m.customer_id AND n.id <> m.id
                     AND n.relation = m.relation AND n.name = '') THEN split_part(m.birthday, '/', 1)
        ELSE '' END), 16)"""
# The same row, renamed perhaps; the same person in another; or, on the same day, a row that is no longer there.
SAME_PERSON = f"""(d.member_id = m.id OR d.person = {PERSON}
        OR d.occasion_on = o.occasion_on
           AND NOT EXISTS (SELECT FROM customers_householdmember g WHERE g.id = d.member_id))"""
# Of a household in several archives one is greeted for all; and what another was greeted on, or told, is done.
MAIN_ARCHIVE = "NOT EXISTS (SELECT FROM family y WHERE y.id = p.id AND y.place > 1)"
GREETED = f"""(p.household IS NOT NULL AND EXISTS (
        SELECT FROM campaigns_touchpoint d JOIN campaigns_touchpointrule f ON f.id = d.rule_id
        WHERE d.customer_id IN (SELECT y.customer_id FROM customers_householdkey y WHERE y.household = p.household)
          AND d.customer_id <> p.id AND f.code = r.code AND d.occurrence = o.occurrence
          AND {SETTLED}))"""
SQUEEZED = "regexp_replace({}.name, '\\s', '', 'g')"
# A relative who has an archive in the household, or stands in that of somebody who comes first, is told of there.
TOLD_BY_ANOTHER = f"""(p.household IS NOT NULL AND (EXISTS (
        SELECT FROM customers_householdkey y JOIN customers_customer c ON c.id = y.customer_id
        WHERE y.household = p.household AND c.id <> p.id AND c.customer_since IS NOT NULL AND c.erased_at IS NULL
          AND CASE WHEN m.name = '' THEN m.relation = 'spouse' AND split_part(c.birthday, '/', 1) = o.match
                   ELSE {SQUEEZED.format("c")} = {SQUEEZED.format("m")} END
        ) OR EXISTS (
        SELECT FROM family mine JOIN family y ON y.household = mine.household AND y.place < mine.place
        JOIN customers_householdmember n ON n.customer_id = y.id AND n.relation = m.relation
        WHERE mine.id = p.id AND {SQUEEZED.format("n")} = {SQUEEZED.format("m")}
          AND (m.name <> '' OR n.birthday = m.birthday))))"""
# By how many days a feast may move and still be this year's: within two months whatever its year is called (a day of
# the lunar twelfth month lies in the next solar year), else within the year of its name; the next is a year away.
NEAR, WITHIN_THE_YEAR = 60, 300


def settled(of_person: str) -> str:
    """Condition in SQL: a person or the time has settled this feast of `of_person`, here or in a former store."""
    return f"""EXISTS (
        SELECT FROM campaigns_touchpoint d JOIN campaigns_touchpointrule f ON f.id = d.rule_id
        WHERE d.customer_id = p.id AND f.code = r.code AND {SETTLED} AND {of_person}
          AND (d.occurrence = o.occurrence OR abs(d.occasion_on - o.occasion_on) <= CASE
               WHEN right(d.occurrence, 4) = right(o.occurrence, 4) THEN {WITHIN_THE_YEAR} ELSE {NEAR} END))"""
