"""What recommendations tell of a customer's importance (TI-2)."""

from django.utils.translation import gettext_lazy as _

from customers.tiering import IMPORTANCE, Signal

SIGNALS = [
    Signal(
        "brought", _("brought others"), IMPORTANCE, 10,
        ((50, _("one or more who bought")), (0, _("named somebody"))),
        """SELECT r.referrer_id AS customer_id,
                  least(100, sum(CASE r.state WHEN 'signed' THEN 50 WHEN 'lost' THEN 5 ELSE 10 END)) AS value
           FROM referrals_referral r WHERE true {only} GROUP BY r.referrer_id""",
        "r.referrer_id",
    )
]  # fmt: skip
