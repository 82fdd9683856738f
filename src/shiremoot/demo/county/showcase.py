"""What to show a newcomer, read from the truth: a child known to many agencies, and where a river floods."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import jellyfish
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shiremoot.errors import UserError

from .faults import respell

_NEEDED = {"childrens-social-care", "health", "housing"}
_WANTED = {"schools", "police-records"}
_CARE = "adult-social-care"
_FLOODED = 5
_FROM_AGE, _TO_AGE = 5, 15


@dataclass(frozen=True)
class Showcase:
    """A child, and a spelling of the name that a caller might give. `person` is the row in the truth."""

    person: int
    first_name: str
    last_name: str
    date_of_birth: date
    postcode: str
    misspelt_name: str
    datasets: tuple[str, ...]


def pick(truth_dir: Path, as_at: date) -> Showcase:
    """The child of 5 to 15 with open involvement where it is wanted and the fewest errors in the records.

    Open involvement is asked of children's social care, health and housing, and of schools, police or, best,
    both; the child's name stands once only in the county. Raises UserError when a small county has nobody so.
    """
    children = _children(pq.read_table(truth_dir / "people.parquet"), as_at)
    records = pq.read_table(truth_dir / "records.parquet")
    faulty = pq.read_table(truth_dir / "faults.parquet", columns=["dataset", "key"]).group_by(
        ["dataset", "key"]
    )
    faults = set(zip(*faulty.aggregate([]).select(["dataset", "key"]).to_pydict().values(), strict=True))
    ours = records.filter(pc.is_in(records["person"], pa.array(children)))
    open_in: dict[int, set[str]] = {}
    wrong: dict[int, int] = {}
    for row in ours.to_pylist():
        person = row["person"]
        wrong[person] = wrong.get(person, 0) + ((row["dataset"], row["key"]) in faults) + 9 * row["spoilt"]
        if row["open"] and not row["spoilt"]:
            open_in.setdefault(person, set()).add(row["dataset"])
    known = [
        person
        for person, datasets in open_in.items()
        if datasets >= _NEEDED and datasets & _WANTED and children[person]
    ]
    if not known:
        raise UserError(
            "No child of this county is known to enough agencies.", "Make a county of more people."
        )
    best = min(known, key=lambda person: (-len(open_in[person] & _WANTED), wrong[person], person))
    return _showcase(best, children[best], tuple(sorted(open_in[best])))


def flooded(truth_dir: Path) -> tuple[str, ...]:
    """Postcodes of one district on the invented river: those where adult social care works with the most."""
    postcodes = pq.read_table(truth_dir / "people.parquet", columns=["postcode"])["postcode"].to_pylist()
    records = pq.read_table(truth_dir / "records.parquet", columns=["dataset", "person", "open"])
    known = records.filter(pc.and_(pc.equal(records["dataset"], _CARE), records["open"]))["person"]
    counts = Counter(postcodes[person] for person in set(known.to_pylist()) if postcodes[person])
    districts: Counter[str] = Counter()
    for postcode, people in counts.items():
        districts[postcode.split()[0]] += people
    if not districts:
        return ()
    district = min(districts, key=lambda each: (-districts[each], each))
    within = [each for each in counts if each.split()[0] == district]
    return tuple(sorted(sorted(within, key=lambda each: (-counts[each], each))[:_FLOODED]))


def _children(people: pa.Table, as_at: date) -> dict[int, dict[str, object]]:
    """Children of the right age by person; those whose spelling cannot be varied are left out."""
    names = pc.value_counts(pc.binary_join_element_wise(people["first_name"], people["last_name"], " "))
    once = {entry["values"].as_py() for entry in names if entry["counts"].as_py() == 1}
    born = people["date_of_birth"]
    eldest, youngest = (as_at.replace(year=as_at.year - age, day=1) for age in (_TO_AGE + 1, _FROM_AGE + 1))
    right = pc.and_(pc.greater(born, pa.scalar(eldest)), pc.less(born, pa.scalar(youngest)))
    right = pc.and_(right, pc.is_valid(people["postcode"]))
    rows = people.filter(right).to_pylist()
    return {
        row["person"]: row
        for row in rows
        if f"{row['first_name']} {row['last_name']}" in once and _misspelt(row["last_name"])
    }


def _showcase(person: int, child: dict[str, object], datasets: tuple[str, ...]) -> Showcase:
    first, last, born = child["first_name"], child["last_name"], child["date_of_birth"]
    assert isinstance(first, str) and isinstance(last, str) and isinstance(born, date)
    wrong = f"{first} {_misspelt(last)}"
    return Showcase(person, first, last, born, str(child["postcode"]), wrong, datasets)


def _misspelt(name: object) -> str | None:
    """A wrong spelling that sounds the same, if there is one."""
    spelt = str(name)
    dice = Random(spelt)
    for _ in range(40):
        other = respell(spelt, dice)
        if other != spelt and jellyfish.metaphone(other) == jellyfish.metaphone(spelt):
            return other
    return None
