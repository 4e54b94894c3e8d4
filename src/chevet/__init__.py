"""Chevet : comprendre, éprouver et valider les modèles de langue en santé."""

__version__ = "0.1.0"
