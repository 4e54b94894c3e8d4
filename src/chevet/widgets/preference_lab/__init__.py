"""Rank answers as two judges would, and see the two assistants that come of it: the memorable object of chapter 05."""

from chevet.widgets.preference_lab.preference_lab import PreferenceLab

__all__ = ["PreferenceLab"]
