"""Conditions of the customer list that the floors above the archive add to its own (AR-3)."""

from campaigns import filtering as contact

CONDITIONS = contact.CONDITIONS
