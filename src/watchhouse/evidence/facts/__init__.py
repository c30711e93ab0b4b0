"""What the members say, without judging it: calls, values, flows, texts; one reader per language."""
