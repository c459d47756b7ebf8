"""What contacts tell of a customer's importance and urgency (TI-2)."""

from django.utils.translation import gettext_lazy as _

from customers.tiering import IMPORTANCE, URGENCY, Signal

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
        """SELECT r.customer_id, least(100, CASE WHEN max(r.at) > %(now)s - interval '90 days' THEN 50 ELSE 25 END
                                            + CASE WHEN bool_or(r.mood = 'delighted') THEN 50 ELSE 0 END) AS value
           FROM campaigns_revisit r
           WHERE r.outcome NOT IN ('no_answer', 'wrong') AND r.at > %(now)s - interval '180 days' {only}
           GROUP BY r.customer_id""",
        "r.customer_id",
    ),
]  # fmt: skip
