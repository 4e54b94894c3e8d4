"""The attention view: read the maps of the small model, switch heads off, permute words."""

from chevet.widgets.attention_view.attention_view import AttentionView

__all__ = ["AttentionView"]
