"""When a service works with somebody, as rows of involvement say it. Pure."""

from collections.abc import Mapping
from datetime import date

LEAD_EMAIL, TEAM = "involvement.lead_email", "involvement.team"

# Words by which agencies say that an involvement is over, where they give no end.
_OVER = {
    "cancelled",
    "ceased",
    "closed",
    "complete",
    "completed",
    "discharged",
    "ended",
    "former",
    "inactive",
    "left",
    "withdrawn",
}


def is_open(values: Mapping[str, str], today: date) -> bool:
    """Over once its end has come, or where its status says so; a planned end leaves it open.

    `values`: meaning → value of one involvement.
    """
    end = values.get("involvement.end", "")
    if end:
        return end > today.isoformat()
    return values.get("involvement.status", "").casefold() not in _OVER
