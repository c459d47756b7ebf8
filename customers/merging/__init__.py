"""Making one archive of two, and two of one again (AR-13). The verbs are in customers/actions/merge.py."""
