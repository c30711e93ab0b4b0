"""A Python member comes in; its calls, values, flows, texts and hidden layers go out."""
