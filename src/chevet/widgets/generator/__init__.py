"""Let the small model write, and see each statement judged: the instrument of the chapter on hallucinations."""

from chevet.widgets.generator.generator import Generator

__all__ = ["Generator"]
