"""One module per format: a course in, a file out."""
