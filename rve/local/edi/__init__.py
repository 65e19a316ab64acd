"""A stand-in for the sector's message service and its token issuer, for tests and for trying it out."""
