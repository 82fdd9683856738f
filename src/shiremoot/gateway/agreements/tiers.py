"""Agreements that stand under others. Pure."""

from collections.abc import Mapping


def circle(agreement: str, under: str | None, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The agreements that would stand under each other if `agreement` stood under `under`; none: empty.

    `parents`: agreement → the one it stands under.
    """
    path = [agreement]
    while under is not None:
        path.append(under)
        if under == agreement:
            return tuple(path)
        if under in path[:-1]:
            return ()  # a circle above, that this agreement is not part of
        under = parents.get(under)
    return ()
