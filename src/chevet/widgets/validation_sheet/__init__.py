"""Decide on a generated text, in writing, dated and kept: the object of chapter 12."""

from chevet.widgets.validation_sheet.validation_sheet import ValidationSheet

__all__ = ["ValidationSheet"]
