"""What of all floors stands in the way of undoing an import (AR-12)."""

from workbooks.obstacles import archive, contacts, finding, referrals

OBSTACLES = [*archive.OBSTACLES, *contacts.OBSTACLES, *referrals.OBSTACLES]


def obstacles_of(job):
    """(how many, the first [Found]) of what stands in the way of undoing a finished import."""
    return finding.obstacles_of(job, OBSTACLES)
