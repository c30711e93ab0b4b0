"""The arrows of the flow, one short function each: fetch, read, examine, judge; and the workers that run them."""
