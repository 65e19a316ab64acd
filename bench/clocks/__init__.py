"""The clocks, their reminders and letters against their targets and a peer."""
