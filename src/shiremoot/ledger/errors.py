"""Why nothing could be recorded, and so nothing is shown."""

from datetime import datetime

from shiremoot.errors import NothingShown

NOT_RECORDED = (
    "This could not be recorded, so nothing is shown.",
    "Try again in a minute. If it goes on, tell the people who run this Shiremoot: the disk may be full, or"
    " the database out of reach.",
)


class CannotRecord(NothingShown):
    """Nothing was recorded, so nothing may be shown."""


class ClockSetBack(CannotRecord):
    """The moment lies before one that is recorded already: what has ended could seem in force again."""

    def __init__(self, at: datetime, newest: datetime) -> None:
        super().__init__(
            f"The clock says {at:%d %B %Y %H:%M} UTC, but the record reaches to {newest:%d %B %Y %H:%M}.",
            "Nothing is shown until the clock is right. If it was the clock before that was wrong, an"
            " operator confirms the new time with: shiremoot ledger clock",
        )
