"""Messages of the sector: Henvisning, dialogmelding and application receipts, in and out."""
