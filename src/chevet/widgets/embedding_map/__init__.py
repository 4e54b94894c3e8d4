"""See words as vectors: the memorable object of chapter 02."""

from chevet.widgets.embedding_map.embedding_map import EmbeddingMap

__all__ = ["EmbeddingMap"]
