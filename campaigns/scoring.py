"""What contacts tell of a customer's importance and urgency (TI-2), and whom we may lose (TI-6)."""

from django.utils.translation import gettext_lazy as _

from campaigns.querysets import NOBODY_REACHED
from customers.at_risk import Risk
from customers.entitlements import RHYTHM_DAYS
from customers.tiering import IMPORTANCE, URGENCY, Signal

SPOKEN_TO = f"r.outcome NOT IN {NOBODY_REACHED}"
LAST_MOODS = 3  # of a customer; a complaint heard last counts alone
SIGNALS = [
    Signal(
        "satisfaction", _("satisfaction"), IMPORTANCE, 10,
        ((85, _("delighted")), (40, _("content")), (0, _("dissatisfied"))),
        f"""SELECT customer_id, CASE min(mood) FILTER (WHERE n = 1) WHEN 'complaint' THEN 10
                                ELSE round(avg(CASE mood WHEN 'delighted' THEN 100 WHEN 'content' THEN 70 ELSE 10 END))
                                END AS value
            FROM (SELECT r.customer_id, r.mood,
                         row_number() OVER (PARTITION BY r.customer_id ORDER BY r.at DESC, r.id DESC) AS n
                  FROM campaigns_revisit r WHERE r.mood <> '' {{only}}) moods
            WHERE n <= {LAST_MOODS} GROUP BY customer_id""",
        "r.customer_id", unknown=70, dissatisfied_below=40,
    ),
    Signal(
        "needs", _("needs they named"), URGENCY, 20,
        ((100, _("within three months")), (60, _("within half a year")), (0, _("within a year"))),
        """SELECT r.customer_id, CASE WHEN max(r.at) > %(now)s - interval '90 days' THEN 100
                                      WHEN max(r.at) > %(now)s - interval '180 days' THEN 60 ELSE 30 END AS value
           FROM campaigns_revisit r WHERE r.needs <> '' AND r.at > %(now)s - interval '1 year' {only}
           GROUP BY r.customer_id""",
        "r.customer_id",
    ),
    Signal(
        "reactions", _("how they answer us"), URGENCY, 15,
        ((75, _("spoken to lately, with praise")), (50, _("spoken to lately")), (0, _("spoken to within half a year"))),
        f"""SELECT r.customer_id, least(100, CASE WHEN max(r.at) > %(now)s - interval '90 days' THEN 50 ELSE 25 END
                                            + CASE WHEN bool_or(r.mood = 'delighted') THEN 50 ELSE 0 END) AS value
           FROM campaigns_revisit r
           WHERE {SPOKEN_TO} AND r.at > %(now)s - interval '180 days' {{only}}
           GROUP BY r.customer_id""",
        "r.customer_id",
    ),
]  # fmt: skip

# The last day they heard from us: an order is contact too, and so is what was noted before the system.
LAST_HEARD = """greatest(t.last_signed_on, (
    SELECT k.last_at AT TIME ZONE %(zone)s FROM campaigns_contactdays k WHERE k.customer_id = t.customer_id)::date)"""
WANTS_NONE = """EXISTS (
    SELECT FROM (SELECT k.is_given FROM customers_consent k WHERE k.customer_id = t.customer_id AND k.channel = 'all'
                 ORDER BY k.at DESC, k.id DESC LIMIT 1) newest WHERE NOT newest.is_given)"""
LAST_MOODS_OF = f"""
    SELECT customer_id, max(at) FILTER (WHERE n = 1) AS at, min(mood) FILTER (WHERE n = 1) AS newest,
           bool_or(n = 1 AND cleared_at IS NOT NULL) AS is_cleared,
           min(mood) FILTER (WHERE n = 2) AS before, count(*) FILTER (WHERE mood = 'complaint') AS complaints
    FROM (SELECT r.customer_id, r.mood, r.at, r.cleared_at,
                 row_number() OVER (PARTITION BY r.customer_id ORDER BY r.at DESC, r.id DESC) AS n
          FROM campaigns_revisit r WHERE r.mood <> '' {{only}}) moods
    WHERE n <= {LAST_MOODS} GROUP BY customer_id"""


def _by_mood(where: str) -> str:
    return f"SELECT customer_id, (at AT TIME ZONE %(zone)s)::date AS since FROM ({LAST_MOODS_OF}) m WHERE {where}"


RISKS = [
    Risk(
        "complaint", _("complaint not cleared"),
        _("Complained on %(day)s, and nobody has heard since that it is well."),
        _by_mood("newest = 'complaint' AND complaints = 1 AND NOT is_cleared"), "r.customer_id",
    ),
    Risk(
        "again", _("complained again"), _("Complained more than once of late, the last word of it on %(day)s."),
        _by_mood("newest IS NOT NULL AND complaints > 1"), "r.customer_id",
    ),
    Risk(
        "falling", _("less satisfied than before"), _("Was delighted, and on %(day)s only content."),
        _by_mood("newest = 'content' AND before = 'delighted' AND at > %(today)s::date - interval '1 year'"),
        "r.customer_id",
    ),
    Risk(
        "rhythm", _("too long without contact"), _("Should have heard from us by %(day)s."),
        f"""SELECT t.customer_id, {LAST_HEARD} + {RHYTHM_DAYS.format(t="t")} AS since
            FROM customers_customertier t WHERE NOT {WANTS_NONE} {{only}}""",
        "t.customer_id",
    ),
]  # fmt: skip
