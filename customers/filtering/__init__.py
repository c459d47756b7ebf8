"""What the customer list can be narrowed by, beside its few everyday filters (AR-15, AR-18)."""
