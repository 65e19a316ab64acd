"""What can be done with a case: one function per deed, keyword-only, atomic, with its
event in the same transaction.

Every one locks the case first (then the placement, then the pool), so that two people cannot both be first.
"""
