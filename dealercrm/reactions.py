"""What follows from what: each fact and its consequences, read like urls.py (DESIGN).

A reaction lives on a higher floor than its fact, writes rows only, and is called with the Activity.
"""

REACTIONS = {}
