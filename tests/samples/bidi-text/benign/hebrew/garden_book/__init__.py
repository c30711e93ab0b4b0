"""Honest look-alike: texts in Hebrew and Arabic, every mark closed."""
GREETING = "שלום"
LABEL = "⁧גן⁩"
OTHER = "‏حديقة"


def greet(name):
    """Greet a gardener."""
    return f"{GREETING} {name}"
