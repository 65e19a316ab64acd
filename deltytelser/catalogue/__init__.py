"""The catalogue:
decision tables and dated values as YAML, reference data as CSV, read into the pure engine.
"""
