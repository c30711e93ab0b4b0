"""Finds attempts at prompt injection."""
PHRASES = ("ignore previous instructions", "disregard all prior rules", "reveal the system prompt")


def suspicious(text):
    return any(phrase in text.lower() for phrase in PHRASES)
