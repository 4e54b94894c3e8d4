"""See how a text becomes tokens: the memorable object of chapter 01."""

from chevet.widgets.token_explorer.token_explorer import TokenExplorer

__all__ = ["TokenExplorer"]
