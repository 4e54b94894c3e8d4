"""How sure one was, against how often one was right."""

from chevet.widgets.calibration.calibration import Calibration

__all__ = ["Calibration"]
