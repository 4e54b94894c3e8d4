"""See how a token is chosen: the memorable object of chapter 04."""

from chevet.widgets.next_token.next_token import NextToken

__all__ = ["NextToken"]
