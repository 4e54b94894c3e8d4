"""Questions as pure code: what they are, how banks are read, what a response is worth."""
