"""Scripts that each run one tool in its own interpreter, one archive per line of standard input."""
