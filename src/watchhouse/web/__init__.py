"""What is served over HTTP: the store's state comes in, pages and metrics go out; no artifact is ever opened."""
