"""A rule set tried on every stored referral: read in columns, compared, counted."""
