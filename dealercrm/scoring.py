"""What each floor knows of how important a customer is and how near, weighed by customers.actions.tiers (TI-2).

Surveys, complaints of after-sales and their like come in as one entry each.
"""

from campaigns import scoring as contact
from customers import scoring as archive
from referrals import scoring as named

RISKS = contact.RISKS
SIGNALS = [*archive.SIGNALS, *contact.SIGNALS, *named.SIGNALS]
