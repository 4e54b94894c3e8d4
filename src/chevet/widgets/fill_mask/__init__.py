"""See what a hidden word owes to each of its sides: GPT reads the left one, BERT both."""

from chevet.widgets.fill_mask.fill_mask import FillMask

__all__ = ["FillMask"]
