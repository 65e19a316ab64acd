"""The rules engine: facts + rule set + world + date in, a proposal with its reasons out.

Pure: no files, no clock, no Django. See docs/rules.md.
"""
