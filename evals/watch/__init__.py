"""Measurements of the watch: what survives being killed, how fast it is, and whether a day's feeds come through."""
