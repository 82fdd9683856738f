"""What is wrong with a file of places, told part by part in its user's words. Pure."""

from collections.abc import Sequence

from shiremoot.errors import UserError

_TOLD = 10


def refused(faults: Sequence[str], part: str) -> UserError:
    """The first faults one by one, and how many there are; `part` is what the file is made of: *line*."""
    count = len(faults)
    told = list(faults[:_TOLD])
    if count > _TOLD:
        told.append(f"and {count - _TOLD:,} more")
    what = f"1 {part} of the file is wrong" if count == 1 else f"{count:,} {part}s of the file are wrong"
    return UserError(
        "\n".join([f"{what}:", *told]),
        "Nothing was loaded. Correct the file and load it again.",
    )
