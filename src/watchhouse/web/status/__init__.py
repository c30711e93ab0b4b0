"""The status page: an overview comes in; a page, its JSON, health and metrics go out."""
