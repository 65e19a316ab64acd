"""Pages of a rule change tried on the stored referrals."""
