"""The rules engine against its targets and its peers."""
