"""The steps from one schema to the next; `store.migrate` runs them."""
