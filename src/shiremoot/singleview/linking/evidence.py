"""What speaks for and against two records being one person's, by a run's model. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from shiremoot import matching
from shiremoot.matching.explanations import PRIOR
from shiremoot.people.records import record_of

_ROW, _TOP = 30, 26
_THINNEST = 0.3  # of a hundred
_CALLED = {
    PRIOR: "To begin with",
    "first": "First name",
    "last": "Last name",
    "middle": "Middle names",
    "born": "Date of birth",
    "sex": "Sex",
    "nhs_number": "NHS number",
    "upn": "UPN",
    "phone": "Phone",
    "email": "Email",
    "birthplace": "Place of birth",
    "occupation": "Occupation",
    "place": "Address",
}
_STRENGTHS = ((8.0, "very strongly"), (4.0, "strongly"), (1.0, "somewhat"))
_NOTHING = 0.05  # bits
Said = Mapping[str, str]
"""Meaning → text."""


@dataclass(frozen=True)
class Step:
    """One comparison: what was found, the bits it says, and its bar in the waterfall, which is 100 wide."""

    name: str
    level: str
    bits: float
    x: float
    width: float
    y: int

    @property
    def side(self) -> str:
        """Which way its bar points: *for*, *against*, or *neither*."""
        return "neither" if abs(self.bits) < _NOTHING else "for" if self.bits > 0 else "against"

    @property
    def words(self) -> str:
        """*speaks strongly for one person*."""
        if self.level == "missing":
            return "says nothing: one or both do not have it"
        strength = next((words for least, words in _STRENGTHS if abs(self.bits) >= least), None)
        if strength is None:
            return "says little either way"
        return f"speaks {strength} {'for one person' if self.bits > 0 else 'for two people'}"


@dataclass(frozen=True)
class Evidence:
    """The steps in the model's order, from nothing to `bits` in all. `even`: where both are as likely."""

    steps: tuple[Step, ...]
    bits: float
    probability: float
    kinds: tuple[tuple[str, float], ...]
    even: float
    total: float
    height: int


def evidence(left: tuple[str, Said], right: tuple[str, Said], model: matching.Model) -> Evidence:
    """Weigh two records (id, what is said) by a model, on what may be shown of them and nothing else."""
    records = [{"record_id": record_id} | record_of(said) for record_id, said in (left, right)]
    names = sorted({name for record in records for name in record})
    table = pa.table({name: _column(name, [record.get(name) for record in records]) for name in names})
    pair = [(left[0], right[0])]
    linked = matching.link(table, model=model)
    explained, kinds = linked.explained(pair), linked.kinds(pair)
    bits = explained["weight"].to_pylist()
    steps = zip(explained["comparison"].to_pylist(), explained["level"].to_pylist(), bits, strict=True)
    shares = [(name, kinds[name][0].as_py()) for name in kinds.column_names[2:]]
    return _drawn(list(steps), tuple(shares))


def _column(name: str, values: list[str | None]) -> pa.Array:
    if name == "date_of_birth":
        return pa.array([date.fromisoformat(value[:10]) if value else None for value in values], pa.date32())
    return pa.array(values, pa.string())


def _drawn(steps: list[tuple[str, str, float]], kinds: tuple[tuple[str, float], ...]) -> Evidence:
    ends = [0.0]
    for _, _, bits in steps:
        ends.append(ends[-1] + bits)
    least, most = min(ends), max(ends)
    scale = 100 / max(most - least, 1.0)

    def x(at: float) -> float:
        return round((at - least) * scale, 1)

    drawn = tuple(
        Step(
            name=_CALLED.get(name, name),
            level=level,
            bits=bits,
            x=min(x(start), x(end)),
            width=max(abs(x(end) - x(start)), _THINNEST),
            y=_TOP + number * _ROW,
        )
        for number, ((name, level, bits), start, end) in enumerate(zip(steps, ends, ends[1:], strict=False))
    )
    total = ends[-1]
    return Evidence(
        steps=drawn,
        bits=total,
        probability=1 / (1 + 2**-total) if total > -1000 else 0.0,
        kinds=kinds,
        even=x(0.0),
        total=x(total),
        height=_TOP + len(drawn) * _ROW + 10,
    )
