"""Honest look-alike: Greek letters of formulas, names and texts in another language."""
import math

Δt = 0.1
ρ_air = 1.2
σ_max = 3.0
площадь = 12  # площадь


def π_r2(r):
    """Площадь круга, сmотри."""
    return math.pi * r**2 + Δt
