"""What follows from what: each fact and its consequences, read like urls.py (DESIGN).

A reaction lives on a higher floor than its fact, writes rows only, and is called with the Activity.
"""

import referrals.reactions as referrals
from customers import facts as archive

REACTIONS = {
    archive.ORDER_SIGNED: [referrals.settle_referral],
    archive.ORDER_CANCELLED: [referrals.settle_referral],
}
