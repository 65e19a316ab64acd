"""FHIR R4: a facade over placements (docs/fhir.md, ADR 0021)."""
