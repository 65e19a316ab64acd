"""How messages leave and arrive: a folder, or the sector's message service."""
