"""What each tier gets: contact rhythm, gifts and free services (TI-5).

A ready table, and in its place what the dealer has written (TierEntitlement). Who is dissatisfied is cared for at least
like a customer of the tier NORMAL, whatever their own (CustomerTier.is_dissatisfied).
"""

from dataclasses import dataclass, replace

from customers.models import CustomerTier, TierEntitlement

NORMAL = ("B", 2)


@dataclass(frozen=True)
class Entitlement:
    letter: str
    level: int
    rhythm_days: int
    gift_yuan: int
    services: str

    @property
    def tier(self) -> str:
        return f"{self.letter}{self.level}"


# Letter: days of levels 1 to 4, yuan a year, services a year. What is heard of a dealer's best within a month, of
# everybody within a year.
READY_ROWS = {
    "A": ((30, 60, 90, 90), 300, "上门保养 2\n上门检修 2"),
    "B": ((60, 90, 180, 180), 150, "上门保养 1\n上门检修 1"),
    "C": ((120, 180, 365, 365), 50, "上门检修 1"),
    "D": ((180, 365, 365, 365), 0, ""),
}
READY = {
    (letter, level): Entitlement(letter, level, rhythm_days, gift_yuan, services)
    for letter, (rhythms, gift_yuan, services) in READY_ROWS.items()
    for level, rhythm_days in enumerate(rhythms, 1)
}
# Rows (letter, level, rhythm_days, gift_yuan) of all sixteen tiers, to be joined to customers_customertier.
ENTITLEMENTS = f"""
    SELECT r.letter, r.level, coalesce(e.rhythm_days, r.rhythm_days) AS rhythm_days,
           coalesce(e.gift_yuan, r.gift_yuan) AS gift_yuan
    FROM (VALUES {", ".join(f"('{r.letter}', {r.level}, {r.rhythm_days}, {r.gift_yuan})" for r in READY.values())})
         AS r (letter, level, rhythm_days, gift_yuan)
    LEFT JOIN customers_tierentitlement e ON e.letter = r.letter AND e.level = r.level"""

# Of a customer's tier {t}: within how many days they are to hear from us again.
RHYTHM_DAYS = f"""(
    SELECT min(e.rhythm_days) FROM ({ENTITLEMENTS}) e
    WHERE (e.letter, e.level) = ({{t}}.letter, {{t}}.level)
       OR {{t}}.is_dissatisfied AND (e.letter, e.level) = ('{NORMAL[0]}', {NORMAL[1]}))"""


def entitlements() -> dict[tuple[str, int], Entitlement]:
    """{(letter, level): Entitlement} of all sixteen tiers."""
    columns = ("letter", "level", "rhythm_days", "gift_yuan", "services")
    return READY | {row[:2]: Entitlement(*row) for row in TierEntitlement.objects.values_list(*columns)}


def entitlement_of(tier: CustomerTier) -> Entitlement:
    """Of one customer: who is dissatisfied gets no less than the tier NORMAL does."""
    known = entitlements()
    own, normal = known[tier.letter, min(tier.level, 4)], known[NORMAL]
    if not tier.is_dissatisfied:
        return own
    return replace(
        own,
        rhythm_days=min(own.rhythm_days, normal.rhythm_days),
        gift_yuan=max(own.gift_yuan, normal.gift_yuan),
        services=own.services or normal.services,
    )


def rhythm_days(letter: str, level: int) -> int:
    """Within how many days somebody of this tier is to hear from us again."""
    return entitlements()[letter, level].rhythm_days
