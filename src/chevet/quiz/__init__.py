"""Questions as pure code: what they are (model), how banks are read (bank), what responses are worth (scoring)."""
