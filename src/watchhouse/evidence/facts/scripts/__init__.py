"""Scripts of languages other than Python: what each calls, with which values, and the layers beneath."""
