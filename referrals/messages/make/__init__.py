"""Messages that are made here: onward referrals, questions to the referrer, statuses."""
