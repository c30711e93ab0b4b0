"""The tar format, in all its dialects: a stream comes in; entries, links and gaps go out."""
