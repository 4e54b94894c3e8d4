"""Judging a tool by its figures: from scores to patients. Pure functions; ``web/metrics.js`` says the same."""

from chevet.audit.metrics import Confusion, ScoreCounts, confusion, natural_frequencies, net_benefit
from chevet.audit.subgroups import MEASURES, audit, equalise

__all__ = [
    "MEASURES",
    "Confusion",
    "ScoreCounts",
    "audit",
    "confusion",
    "equalise",
    "natural_frequencies",
    "net_benefit",
]
