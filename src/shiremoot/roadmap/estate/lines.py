"""Sites as somebody lists them, one a line, by name or asset; and what of that cannot be read. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import process, utils

from shiremoot.roadmap.estate.asked import Called, SiteThen

_ALIKE = 70  # of 100
_MOST_NEAR = 3


class Unreadable(Exception):
    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


class Spellings:
    """How each of some sites may be written; `names` are of bodies. `shortest` is, for each site, the
    shortest way that means no other.
    """

    def __init__(self, sites: Sequence[SiteThen], names: Mapping[str, str]) -> None:
        self._places: dict[str, set[int]] = {}
        for place, site in enumerate(sites):
            for called in site.called:
                for written in (called.asset, *_ways(called, names)):
                    self._places.setdefault(_plain(written), set()).add(place)
        self.shortest = [self._shortest(place, site, names) for place, site in enumerate(sites)]

    def _shortest(self, place: int, site: SiteThen, names: Mapping[str, str]) -> str:
        ways = list(_ways(site.called[0], names))
        return next((each for each in ways if self._places[_plain(each)] == {place}), ways[-1])

    def read(self, text: str) -> frozenset[int]:
        """Positions of the sites. Raises Unreadable."""
        found: set[int] = set()
        complaints = []
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            places = self._places.get(_plain(line), set())
            found |= places
            if len(places) != 1:
                complaints.append(f"Line {number}: {self._complaint(line.strip(), places)}")
        if complaints:
            raise Unreadable(complaints)
        return frozenset(found)

    def _complaint(self, line: str, places: set[int]) -> str:
        if places:
            ways = [self.shortest[place] for place in sorted(places)]
            return f"{len(places)} sites are called “{line}”: {_some(ways)}"
        near = process.extract(
            line, self.shortest, limit=_MOST_NEAR, score_cutoff=_ALIKE, processor=utils.default_process
        )
        told = f". Do you mean {_some([each for each, *_ in near])}?" if near else ""
        return f"no site among these is called “{line}”{told}"

    def written(self, places: frozenset[int]) -> str:
        """These as lines that are read again as they are."""
        return "\n".join(self.shortest[place] for place in sorted(places))


def _ways(called: Called, names: Mapping[str, str]) -> Iterator[str]:
    """From the shortest to the longest; the last means one site alone."""
    body = names.get(called.organisation, called.organisation)
    for parts in ((called.name,), (called.name, called.asset), (called.name, called.asset, body)):
        yield " ".join(", ".join(parts).split())


def _plain(written: str) -> str:
    return " ".join(written.casefold().split())


def _some(ways: Sequence[str]) -> str:
    """*“Town Hall, A1”, “Town Hall, B7” or 4 others*"""
    shown = [f"“{each}”" for each in ways[:_MOST_NEAR]]
    if more := len(ways) - len(shown):
        return f"{', '.join(shown)} or {more} {'other' if more == 1 else 'others'}"
    return " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
