"""The floors of the house, lowest first."""



FLOORS = ["stores", "customers", "messaging", "rewards", "campaigns", "referrals", "insights", "workbooks"]
