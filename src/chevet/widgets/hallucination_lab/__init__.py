"""Predict how often the small model hallucinates, read the measure, then draw your own answers over it."""

from chevet.widgets.hallucination_lab.hallucination_lab import HallucinationLab

__all__ = ["HallucinationLab"]
