"""The floors of the house, lowest first."""



FLOORS = ["stores", "customers", "messaging", "campaigns", "referrals", "insights", "workbooks"]
