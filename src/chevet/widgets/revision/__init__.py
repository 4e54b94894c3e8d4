"""Questions already answered, asked again: those that are due, those that went wrong, a mock exam."""

from chevet.widgets.revision.revision import Revision, revision_of

__all__ = ["Revision", "revision_of"]
