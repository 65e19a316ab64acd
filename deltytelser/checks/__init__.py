"""The checks of a rule set: what must hold before it can be put in force. See docs/rules.md."""
