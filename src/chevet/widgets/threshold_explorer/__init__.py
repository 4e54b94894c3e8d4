"""Move a threshold and a prevalence: the central object of chapter 10."""

from chevet.widgets.threshold_explorer.threshold_explorer import ThresholdExplorer

__all__ = ["ThresholdExplorer"]
