"""Running deadlines of the region: lists, calendar and export, each with the proof of every day."""
