"""Rates per 1,000 people, from counts as they are shown."""

from __future__ import annotations

from math import floor, log10

from .answers import Answer, Withheld
from .rules import Rules


def per_thousand(counted: Answer, of: Answer, rules: Rules) -> float | Withheld:
    """Of shown counts alone, so that it cannot tell more than they do, to the place of what one step of the
    upper count is worth. Withheld where either is, or where there is nobody to count.

    Noise can take a count above that of which it is a part; the rate is then 1,000.
    """
    if isinstance(counted, Withheld):
        return counted
    if isinstance(of, Withheld):
        return of
    if of == 0:
        return Withheld.FEW
    places = -floor(log10(1000 * rules.rounding / of))
    return min(round(1000 * counted / of, places), 1000.0)
