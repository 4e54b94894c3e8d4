"""The widgets of the course: one folder each, found by its name."""
