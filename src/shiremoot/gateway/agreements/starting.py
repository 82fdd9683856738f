"""Templates to start a draft from: parties are chosen, datasets found by contract, powers by fitting."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shiremoot.contracts import Contract
from shiremoot.decisions.words import Purpose, RelationshipKind
from shiremoot.gateway.agreements.checking import World
from shiremoot.gateway.agreements.file import Clause, Kind, Recipient, Rows, SideLaw, Statements, Tier
from shiremoot.gateway.agreements.lawful import transfer
from shiremoot.gateway.agreements.sections import Part, required
from shiremoot.law.fitting import powers_that_fit
from shiremoot.law.flows import Subjects
from shiremoot.yaml_text import read_yaml

HOST = "host"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class To(_Strict):
    """Recipients: those parties of such kinds of body (`host`: whoever hosts), in these roles."""

    bodies: tuple[str, ...]
    roles: tuple[str, ...]


class RowsWhere(_Strict):
    """Only rows in which the field of this meaning says `value`."""

    meaning: str
    value: str


class FlowTemplate(_Strict):
    """A flow for each dataset of a party that has one of the meanings; `fields` may be `*` for all of it."""

    chapter: int
    sentence: str
    meanings: tuple[str, ...]
    from_bodies: tuple[str, ...] = ("any",)
    datasets_with: tuple[str, ...] = ()
    rows: RowsWhere | None = None
    to: To
    purpose: Purpose
    relationships: tuple[RelationshipKind, ...] = ()
    subjects: Subjects = Subjects.ALL
    law: SideLaw
    recipient_law: SideLaw | None = None
    """Where the recipient rests on something else."""
    retention: str
    statements: Statements = Statements()
    rests_on_consent: bool = False
    obligations: tuple[str, ...] = ()


class Template(_Strict):
    id: str
    name: str
    about: str
    kind: Kind
    tier: Tier
    summary: str
    sections: dict[str, str]
    review_triggers: str
    flows: tuple[FlowTemplate, ...] = Field(default=())


@cache
def standard_words() -> dict[str, str]:
    """Section → words that most agreements share."""
    text = files(__package__).joinpath("standard_words.yaml").read_text("utf-8")
    return dict(read_yaml(text, "standard words"))


@cache
def templates() -> Mapping[str, Template]:
    """Every template by its id, in the order of the files' names."""
    folder = files(__package__).joinpath("templates")
    texts = sorted((each.name, each.read_text("utf-8")) for each in folder.iterdir())
    found = (Template.model_validate(read_yaml(text, name)) for name, text in texts)
    return {template.id: template for template in found}


def contents(
    template: Template,
    *,
    title: str,
    parties: Sequence[str],
    host: str,
    names: Mapping[str, str],
    world: World,
) -> dict[str, dict[str, Any]]:
    """What the sections of a new draft say. `names`: organisation → what it is called."""
    about = {"title": title, "summary": template.summary, "kind": template.kind, "tier": template.tier}
    found: dict[str, dict[str, Any]] = {
        Part.ABOUT: about,
        Part.PARTIES: {"parties": list(parties)},
        Part.REVIEW: {"review_triggers": template.review_triggers},
    }
    words = standard_words() | template.sections
    found |= {each.id: {"words": words[each.id]} for each in required(template.kind)}
    clauses = _clauses(template, parties, host, names, world)
    for place, clause in enumerate(clauses, start=1):
        found[f"flow-{place}"] = clause.model_dump(mode="json", exclude_defaults=True)
    return found


def _clauses(
    template: Template, parties: Sequence[str], host: str, names: Mapping[str, str], world: World
) -> Iterator[Clause]:
    numbers: dict[int, int] = {}
    for flow in template.flows:
        to = [each for each in parties if _is_one_of(each, flow.to.bodies, host, world)]
        for contract in _datasets(flow, parties, host, world):
            fields = tuple(_fields(flow, contract))
            if not (fields and to):
                continue
            numbers[flow.chapter] = number = numbers.get(flow.chapter, 0) + 1
            clause = Clause(
                clause=f"{flow.chapter}.{number}",
                sentence=flow.sentence.format(
                    provider=names.get(contract.provider, contract.provider),
                    dataset=contract.name,
                    recipients=" and ".join(names.get(each, each) for each in to),
                ),
                provider=contract.provider,
                dataset=contract.dataset,
                fields=fields,
                rows=_rows(flow.rows, contract) if flow.rows else None,
                recipients=tuple(Recipient(organisation=each, roles=flow.to.roles) for each in to),
                purpose=flow.purpose,
                relationships=flow.relationships,
                subjects=flow.subjects,
                provider_law=flow.law,
                recipient_law=flow.recipient_law or flow.law,
                retention=flow.retention,
                statements=flow.statements,
                rests_on_consent=flow.rests_on_consent,
                obligations=flow.obligations,
            )
            yield with_powers(clause, world)


def _datasets(flow: FlowTemplate, parties: Sequence[str], host: str, world: World) -> Iterable[Contract]:
    for contract in sorted(world.contracts.values(), key=lambda each: each.dataset):
        meanings = {
            field.meaning.name for table in contract.tables for field in table.fields if field.meaning
        }
        if (
            contract.provider in parties
            and _is_one_of(contract.provider, flow.from_bodies, host, world)
            and (not flow.datasets_with or meanings & set(flow.datasets_with))
        ):
            yield contract


def _fields(flow: FlowTemplate, contract: Contract) -> Iterator[str]:
    if "*" in flow.meanings:
        yield from (f"{table.name}.*" for table in contract.tables)
    else:
        yield from _of_meanings(flow.meanings, contract)


def _rows(where: RowsWhere, contract: Contract) -> Rows | None:
    field = next(_of_meanings((where.meaning,), contract), None)
    return Rows(field=field, value=where.value) if field else None


def _of_meanings(meanings: Collection[str], contract: Contract) -> Iterator[str]:
    for table in contract.tables:
        for field in table.fields:
            if field.meaning and field.meaning.name in meanings:
                yield f"{table.name}.{field.name}"


def _is_one_of(organisation: str, bodies: Sequence[str], host: str, world: World) -> bool:
    if HOST in bodies and organisation == host:
        return True
    body = world.law.bodies.get(world.bodies.get(organisation, ""))
    return "any" in bodies or (body is not None and body.is_among(bodies))


def with_powers(clause: Clause, world: World) -> Clause:
    """The clause with the power that fits best, on each side that names none; none that needs more first."""
    sides = {"provider": clause.provider_law or SideLaw(), "recipient": clause.recipient_law or SideLaw()}
    for side, said in sides.items():
        fitting = [_fitting(clause, recipient.organisation, side, world) for recipient in clause.recipients]
        of_all = [power for power in fitting[0] if all(power in each for each in fitting)] if fitting else []
        if of_all and not said.powers:
            sides[side] = said.model_copy(update={"powers": (of_all[0],)})
    return clause.model_copy(update={f"{side}_law": said for side, said in sides.items()})


def _fitting(clause: Clause, recipient: str, side: str, world: World) -> list[str]:
    """Powers that the side may cite and that need nothing more, best first."""
    asked = transfer(clause, recipient=recipient, bodies=world.bodies, law=world.law)
    fits = powers_that_fit(world.law, asked, world.on) if asked else ()
    return [fit.power.id for fit in fits if side in fit.cited_by and not fit.needs]
