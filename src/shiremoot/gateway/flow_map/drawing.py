"""The map as a drawing: providers on the left, recipients on the right, a band between each two that share.

Pure: how many flows there are between whom in, places in units of the drawing out.
"""

import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROW = 34
MARGIN = 20
THINNEST, THICKEST = 1.5, 14.0


@dataclass(frozen=True)
class Node:
    organisation: str
    name: tuple[str, ...]
    """In one line or two."""
    y: float
    count: int
    """Flows that begin or end here."""


@dataclass(frozen=True)
class Band:
    """A curve from a provider's row to a recipient's, as thick as there are flows."""

    provider: str
    recipient: str
    count: int
    path: str
    thickness: float


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    left: float
    """Where names on the left end and bands begin; on the right the same from the other side."""
    right: float
    providers: tuple[Node, ...]
    recipients: tuple[Node, ...]
    bands: tuple[Band, ...]


def draw(
    counts: Mapping[tuple[str, str], int], called: Mapping[str, str], *, width: int, names: int, letters: int
) -> Drawing:
    """`counts`: provider and recipient → flows between them; `called`: organisation → its name.

    `names`: the room for names on each side, where so many letters fit in a line.
    """
    providers = sorted({provider for provider, _ in counts})
    recipients = _by_their_providers(counts, providers)
    rows = max(len(providers), len(recipients), 1)
    from_y, to_y = _rows(providers, rows), _rows(recipients, rows)
    most = max(counts.values(), default=1)
    left, right = float(names), float(width - names)
    bands = [
        Band(
            provider=provider,
            recipient=recipient,
            count=count,
            path=_curve(left, from_y[provider], right, to_y[recipient]),
            thickness=round(THINNEST + (THICKEST - THINNEST) * (count - 1) / max(most - 1, 1), 1),
        )
        for (provider, recipient), count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]
    return Drawing(
        width=width,
        height=2 * MARGIN + ROW * rows,
        left=left,
        right=right,
        providers=tuple(
            Node(each, _lines(called.get(each, each), letters), from_y[each], _sum(counts, 0, each))
            for each in providers
        ),
        recipients=tuple(
            Node(each, _lines(called.get(each, each), letters), to_y[each], _sum(counts, 1, each))
            for each in recipients
        ),
        bands=tuple(bands),
    )


def _by_their_providers(counts: Mapping[tuple[str, str], int], providers: Sequence[str]) -> list[str]:
    """Each recipient near the middle of those who share with it, so that fewer bands cross."""
    rank = {name: place for place, name in enumerate(providers)}
    places: dict[str, list[int]] = defaultdict(list)
    for provider, recipient in counts:
        places[recipient].append(rank[provider])
    return sorted(places, key=lambda name: (sum(places[name]) / len(places[name]), name))


def _lines(name: str, letters: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(name, letters, max_lines=2, placeholder="…")) or ("",)


def _rows(names: Sequence[str], rows: int) -> dict[str, float]:
    """The shorter side is spread over the height of the longer."""
    step = ROW * rows / max(len(names), 1)
    return {name: round(MARGIN + step * (place + 0.5), 1) for place, name in enumerate(names)}


def _sum(counts: Mapping[tuple[str, str], int], end: int, name: str) -> int:
    return sum(count for pair, count in counts.items() if pair[end] == name)


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = round((x1 + x2) / 2, 1)
    return f"M{x1:g} {y1:g} C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}"
