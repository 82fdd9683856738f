"""Addresses of the gazetteer as the lines that an emergency is asked with, and back."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from shiremoot.access.typed_places import Place, places_in
from shiremoot.gazetteer.addresses import Address
from shiremoot.gazetteer.store import Gazetteer


def lines_for(addresses: Iterable[Address]) -> list[str]:
    """Each address as it would be typed, in the order of streets; flats of one house are one line."""
    return list(dict.fromkeys(_line(each) for each in sorted(addresses, key=_as_one_walks)))


def added(typed: str, lines: Iterable[str]) -> str:
    """What was typed before, kept as it is, and beneath it the lines that it does not hold yet."""
    before = {place.words for place in places_in(typed.splitlines())[0]}
    new = [line for line in lines if line not in before]
    return "\n".join([*([typed.rstrip()] if typed.strip() else []), *new])


def street_by_street(addresses: Iterable[Address]) -> list[tuple[str, list[str]]]:
    """Street with its postcode, and its houses: *Mill Lane, XK1 2AB* and *4*, *6*."""
    told = []
    for street, some in groupby(sorted(addresses, key=_as_one_walks), key=_street):
        told.append((street, [each.house or each.line for each in some]))
    return told


def standing(gazetteer: Gazetteer, places: Iterable[Place], today: date) -> list[list[Address]]:
    """The addresses that each place means, as far as the gazetteer has them."""
    return [
        [each for each in _near(gazetteer, place) if place.holds(_values(each), today)] for place in places
    ]


def addresses_of(gazetteer: Gazetteer, typed: str, today: date) -> list[Address]:
    """Those that typed lines mean; lines that are not understood mean none."""
    return [each for some in standing(gazetteer, places_in(typed.splitlines())[0], today) for each in some]


def _line(address: Address) -> str:
    """The house where it has a number, for flats are not told apart; otherwise the UPRN."""
    door = f"{address.number} {address.street}, {address.postcode}"
    found = [
        place for line in (f"{address.line}, {address.postcode}", door) for place in places_in([line])[0]
    ]
    if not found:
        return address.uprn
    return found[-1].words if found[-1].houses == found[0].houses else found[0].words


def _near(gazetteer: Gazetteer, place: Place) -> list[Address]:
    if place.uprn:
        return gazetteer.with_uprn(place.uprn)
    return gazetteer.with_postcode(f"{place.postcode[:-3]} {place.postcode[-3:]}")


def _values(address: Address) -> dict[str, str]:
    return {
        "address.uprn": address.uprn,
        "address.postcode": address.postcode,
        "address.line": address.line,
    }


def _street(address: Address) -> str:
    return ", ".join(filter(None, (address.street, address.postcode or address.town)))


def _as_one_walks(address: Address) -> tuple[str, int, str, str]:
    figures = "".join(each for each in address.number if each.isdecimal())
    return (_street(address), int(figures or 0), address.line, address.uprn)
