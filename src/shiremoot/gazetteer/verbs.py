"""Use case: load a new gazetteer and switch to it."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from shiremoot import pointer
from shiremoot.alone import alone
from shiremoot.gazetteer import store
from shiremoot.gazetteer.file import read
from shiremoot.home import Home


@dataclass(frozen=True)
class Loaded:
    load_id: str
    addresses: int
    towns: int

    def __str__(self) -> str:
        return f"{self.addresses:,} addresses in {self.towns:,} towns"


def load(home: Home, content: bytes, *, at: datetime) -> Loaded:
    """Make these addresses the county's gazetteer: all of them or none. Raises UserError for faults."""
    addresses = read(content)
    with alone(home.gazetteer, "load of a gazetteer"):
        load_id = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        with pointer.whole_folder(home.gazetteer, load_id) as folder:
            store.build(folder / store.STORE, addresses)
        pointer.switch(home.gazetteer, load_id)
    return Loaded(load_id, len(addresses), len({each.town for each in addresses} - {""}))
