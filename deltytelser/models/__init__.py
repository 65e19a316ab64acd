"""The services a region buys and runs (delytelser), the diagnosis codes that lead to them, the rule sets."""

from deltytelser.models.delytelse import Delytelse
from deltytelser.models.diagnosis import CodeSystem, DiagnosisCode, DiagnosisMapping
from deltytelser.models.rule_draft import RuleDraft
from deltytelser.models.rule_set import RuleSet

__all__ = ["CodeSystem", "Delytelse", "DiagnosisCode", "DiagnosisMapping", "RuleDraft", "RuleSet"]
