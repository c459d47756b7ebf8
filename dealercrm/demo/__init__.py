"""A believable dealer to look around in: three shops near Zhengzhou, two thousand families, years of history.

On the roof, because it fills every floor. It writes history in bulk, as an import does; what the product computes
(search, tiers, schedule, digests, figures) it leaves to the product's own verbs.
"""
