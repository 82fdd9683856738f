"""The truth folder: who every record is about, kept apart from what the agencies send."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from . import programme
from .arrays import NO_DATE, only_where, texts
from .office import Office
from .people import NOBODY, NOWHERE, World


def truth_folder(out: Path) -> Path:
    """Where the truth about the county in `out` lies."""
    return out.with_name(out.name + "-truth")


def write_truth(folder: Path, world: World, offices: Sequence[Office]) -> None:
    """People, homes, ties, records, errors, the programme and the stated error rates."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(_people(world), folder / "people.parquet")
    pq.write_table(_residences(world), folder / "residences.parquet")
    pq.write_table(_ties(world), folder / "ties.parquet")
    pq.write_table(pa.concat_tables(map(_records, offices)), folder / "records.parquet")
    pq.write_table(pa.concat_tables(map(_faults, offices)), folder / "faults.parquet")
    _write_json(folder / "programme.json", programme.truth(world))
    _write_json(
        folder / "rates.json", {office.agency.dataset: office.agency.rates.stated() for office in offices}
    )


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _people(world: World) -> pa.Table:
    people, geography = world.people, world.geography
    housed = people.address != NOWHERE
    area = geography.address_area[np.maximum(people.address, 0)]
    return pa.table(
        {
            "person": np.arange(len(people)),
            "household": people.household,
            "first_name": _text(people.first),
            "middle_names": _text(people.middle),
            "last_name": _text(people.last),
            "previous_last_name": _text(people.previous_last),
            "known_as": _text(people.known_as),
            "date_of_birth": _dates(np.where(people.unborn, NO_DATE, people.born)),
            "expected_date_of_birth": _dates(np.where(people.unborn, people.born, NO_DATE)),
            "date_of_birth_estimated": people.estimated,
            "sex": _text(texts("FM")[people.sex]),
            "nhs_number": _text(people.nhs),
            "upn": _text(people.upn),
            "uprn": _text(only_where(housed, geography.uprn[people.address])),
            "postcode": _text(only_where(housed, geography.address_postcode[people.address])),
            "town": _text(only_where(housed, geography.town_names[geography.address_town[people.address]])),
            "area_code": _text(only_where(housed, geography.area_codes[area])),
            "need": people.need,
        }
    )


def _residences(world: World) -> pa.Table:
    """Each person's homes one after another; the last has no end."""
    people = world.people
    now = np.flatnonzero(people.address != NOWHERE)
    before = np.flatnonzero(people.previous_address != NOWHERE)
    address = np.concatenate([people.previous_address[before], people.address[now]])
    return pa.table(
        {
            "person": np.concatenate([before, now]),
            "uprn": _text(world.geography.uprn[address]),
            "since": _dates(np.concatenate([people.previous_from[before], people.moved_in[now]])),
            "until": _dates(np.concatenate([people.moved_in[before], np.full(len(now), NO_DATE)])),
        }
    )


def _ties(world: World) -> pa.Table:
    """`kind` is what the other is to the person."""
    people = world.people
    kinds = {"mother": people.mother, "father": people.father, "partner": people.partner}
    rows = {kind: np.flatnonzero(other != NOBODY) for kind, other in kinds.items()}
    return pa.table(
        {
            "person": np.concatenate(list(rows.values())),
            "other": np.concatenate([kinds[kind][at] for kind, at in rows.items()]),
            "kind": np.concatenate([np.full(len(at), kind) for kind, at in rows.items()]),
        }
    )


def _records(office: Office) -> pa.Table:
    held = office.held
    return pa.table(
        {
            "dataset": np.full(len(held), office.agency.dataset),
            "key": _text(held.key),
            "person": held.person,
            "open": office.open,
            "spoilt": office.spoilt,
        }
    )


def _faults(office: Office) -> pa.Table:
    rows = np.concatenate(office.faults.rows)
    names = np.repeat(office.faults.names, [len(at) for at in office.faults.rows])
    return pa.table(
        {
            "dataset": np.full(len(rows), office.agency.dataset),
            "key": _text(office.held.key[rows]),
            "fault": pa.array(names.tolist(), type=pa.string()),
        }
    )


def _text(values: np.ndarray) -> pa.Array:
    return pa.array(values, type=pa.string())


def _dates(values: np.ndarray) -> pa.Array:
    return pa.array(values.astype("datetime64[D]"), type=pa.date32())
