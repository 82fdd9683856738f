"""The method and its parameters as they stand on each output."""

from __future__ import annotations

from .rules import VERSION, Rules


def method_words(rules: Rules) -> tuple[str, ...]:
    """In plain English, a sentence or two for each step; the last line is for statisticians."""
    least = rules.minimum
    return (
        f"Counts under {least} are withheld. So are zeros, unless nobody could be in the group.",
        f"A condition that would leave out fewer than {least} people of a group is not applied to it. Where "
        f"all but fewer than {least} people of a wider group are in one of its parts, the part is answered "
        "as the wider group.",
        f"An area is withheld where more than {rules.sparse:.0%} of its groups are under {least}.",
        f"Counts are changed at random by at most {rules.noise} and then rounded to the nearest "
        f"{rules.rounding}, but are never shown below {least}. The same people always get the same count. "
        "So parts need not add up to their total.",
        f"A group that differs by fewer than {least} people from one that was counted before in this "
        "project shows what that one showed.",
        f"Method {VERSION}: minimum {least}; cell key noise of maximum entropy, D = {rules.noise}, "
        f"V = {rules.variance:g}; rounding to {rules.rounding}; low-effect guard, sparsity "
        f"{rules.sparse:g}, release history of the whole project.",
    )
