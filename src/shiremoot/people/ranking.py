"""Which of those found is meant, by the model that the records were linked by. Pure.

Only what the search may compare takes part, also in how rare a value is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shiremoot.matching import Model
from shiremoot.matching.names import fold
from shiremoot.matching.searching import likely, model_of_a_search
from shiremoot.people.query import Query
from shiremoot.people.records import record_of

LIKELIHOODS = ("very likely", "likely", "possible")
_LEAST_OF = (0.95, 0.5, 0.0)
_LEAST = -1000.0  # bits
_COUNTED = {"first": "n:", "last": "n:", "born": "d:", "nhs_number": "i:", "phone": "t:"}
Said = Mapping[str, str]
"""Meaning → text."""


@dataclass(frozen=True)
class Common:
    """As far as one search may tell: how many people there are, and how many have each token of the query."""

    people: int
    tokens: Mapping[str, int]


def tokens(query: Query) -> list[str]:
    """The tokens of which a model asks how many people have them."""
    return [
        *(f"n:{part}" for part in query.names),
        *(f"d:{born}" for born in query.dates),
        *(f"i:{number}" for number in query.numbers),
        *(f"t:{phone}" for phone in query.phones),
    ]


def chances_of(
    query: Query, said: Mapping[str, Sequence[Said]], model: Model, common: Common
) -> dict[str, float]:
    """Person → the probability that they are meant; `said`: what each row of theirs says."""
    rows = [(person, record_of(values)) for person, found in said.items() for values in found]
    asking = model_of_a_search(model, common.people, _known(query, common))
    bits = likely(list(_asked(query)), [record for _, record in rows], asking)
    best: dict[str, float] = {}
    for (person, _), weight in zip(rows, bits, strict=False):
        best[person] = max(best.get(person, _LEAST), weight)
    return {person: 1 / (1 + 2**-weight) for person, weight in best.items()}


def words(probability: float) -> str:
    """One of the likelihoods."""
    return next(said for said, least in zip(LIKELIHOODS, _LEAST_OF, strict=True) if probability >= least)


def _asked(query: Query) -> Iterator[dict[str, str]]:
    """The query as a record; names in either order, for nobody says which is which."""
    shared = {
        "date_of_birth": next((str(born) for born in query.dates), ""),
        "nhs_number": next(iter(query.numbers), ""),
        "phone": next(iter(query.phones), ""),
        "postcode": next(iter(query.postcodes), ""),
        "address_line": next((_spaced(house) for house in query.houses), ""),
    }
    given = {name: value for name, value in shared.items() if value}
    for names in dict.fromkeys((query.names, query.names[::-1])):
        first, *middle = names[:-1] or ("",)
        last = names[-1] if names else ""
        whole = {"first_name": first, "middle_names": " ".join(middle), "last_name": last}
        yield given | {name: value for name, value in whole.items() if value}
    if len(query.names) == 1:
        yield given | {"first_name": query.names[0]}


def _spaced(house: str) -> str:
    """4mill as an address begins with it: 4 mill."""
    figures = next((at for at, sign in enumerate(house) if sign.isalpha()), len(house))
    return f"{house[:figures]} {house[figures:]}"


def _known(query: Query, common: Common) -> dict[str, dict[str, int]]:
    """Of the columns whose rare values count for more, how many people have what is asked for."""
    values = {
        "first": [(fold(part), part) for part in query.names],
        "born": [(f"{born:%Y%m%d}", str(born)) for born in query.dates],
        "nhs_number": [(number, number) for number in query.numbers],
        "phone": [(phone, phone) for phone in query.phones],
    }
    values["last"] = values["first"]
    return {
        column: {value: common.tokens.get(f"{prefix}{token}", 0) for value, token in values[column]}
        for column, prefix in _COUNTED.items()
    }
