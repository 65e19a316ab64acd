"""The reference for integrators, made from the schema."""
