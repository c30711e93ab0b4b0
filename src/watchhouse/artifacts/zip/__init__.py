"""The zip format, read as every reader reads it at once: bytes come in; entries, links and gaps go out."""
