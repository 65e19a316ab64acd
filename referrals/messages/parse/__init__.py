"""From the bytes of a message to plain data: safe, tolerant, and without the database."""
