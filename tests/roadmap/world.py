"""Facts made for tests of readiness: one dataset of one provider, one agreement, and what changes of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from shiremoot.access.loaded import LoadEntry
from shiremoot.contracts import parse_contract
from shiremoot.decisions.grants import Citation, Grant
from shiremoot.decisions.words import Mode, Purpose
from shiremoot.gateway.agreements.states import State
from shiremoot.law.flows import Dpia
from shiremoot.roadmap.usecases.known import Assessed, Held, Known, Shared, Version
from shiremoot.roadmap.usecases.model import (
    NeedsAgreement,
    NeedsAssessment,
    NeedsAssurance,
    NeedsDataset,
    NeedsFields,
    NeedsQuality,
    People,
    Requirement,
    Stage,
    UseCase,
)
from tests.access.small import CONTRACTS

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FIELDS = ("people.first", "people.uprn")
PAIR = ("carers", "council")
CONTRACT = parse_contract(CONTRACTS["care"])
LOAD = LoadEntry(
    dataset="care",
    load_id="1",
    as_at=NOW - timedelta(days=3),
    loaded_at=NOW - timedelta(days=3),
    contract_version="1.0.0",
    people=90,
    rows={"people": 90, "ties": 0},
    quarantined={"people": 10, "ties": 0},
    completeness={"people.uprn": 0.9},
    changed={},
)
SHARED = Shared(
    "carers", "care", frozenset(FIELDS), "council", frozenset({"crew"}), Purpose.FIRE_VISITS, Mode.IDENTIFIED
)
VERSION = Version(
    number=1,
    title="Care agreement",
    state=State.IN_FORCE,
    lead="council",
    parties=PAIR,
    signed=frozenset(PAIR),
    said=frozenset(),
    in_force_for=frozenset(PAIR),
    begins=date(2026, 1, 1),
    last_day=date(2027, 12, 31),
    under="",
    shares=(SHARED,),
)
UNSIGNED = replace(VERSION, state=State.OUT_FOR_SIGNATURE, signed=frozenset(), in_force_for=frozenset())
GRANT = Grant(
    citation=Citation("care-agreement", "Care agreement", 1, "2.1", "Carers share.", "public task", "none"),
    provider="carers",
    dataset="care",
    fields=frozenset(FIELDS),
    recipient="council",
    roles=frozenset({"crew"}),
    purpose=Purpose.FIRE_VISITS,
    mode=Mode.IDENTIFIED,
    relationships=frozenset(),
    begins=NOW - timedelta(days=9),
    ends=NOW + timedelta(days=9),
)
LINKING = replace(GRANT, roles=frozenset({"data-engineer"}), purpose=Purpose.LINKING)
ALL_THERE = Known(
    at=NOW,
    host="council",
    names={"council": "Council", "carers": "Carers"},
    there=frozenset(PAIR),
    versions={"care-agreement": (VERSION,)},
    drafts={},
    assessed={"care-agreement": Assessed(Dpia.SIGNED, "council")},
    grants=(GRANT, LINKING),
    assured={("carers", "carers"): NOW + timedelta(days=9), ("council", "carers"): NOW + timedelta(days=9)},
    lacking={},
    datasets={"care": Held(CONTRACT, LOAD)},
)

AGREEMENT = NeedsAgreement(kind="agreement", agreement="care-agreement", parties=PAIR)
ASSESSMENT = NeedsAssessment(kind="dpia", agreement="care-agreement")
ASSURANCE = NeedsAssurance(kind="assurance", organisation="carers")
DATASET = NeedsDataset(kind="dataset", dataset="care", provider="carers", within_days=7)
SHOWN = NeedsFields(
    kind="fields",
    dataset="care",
    provider="carers",
    fields=FIELDS,
    recipient="council",
    role="crew",
    purpose=Purpose.FIRE_VISITS,
    agreement="care-agreement",
)
COMPLETE = NeedsQuality(
    kind="quality", dataset="care", provider="carers", field="people.uprn", complete_percent=90
)
CLEAN = NeedsQuality(kind="quality", dataset="care", provider="carers", quarantined_percent=10)
EVERY_KIND: tuple[Requirement, ...] = (AGREEMENT, ASSESSMENT, ASSURANCE, DATASET, SHOWN, COMPLETE, CLEAN)


def use_case(*requirements: Requirement, identifier: str = "visits", about: int = 100) -> UseCase:
    return UseCase(
        identifier=identifier,
        title=identifier.capitalize(),
        lead="council",
        who_acts="Crews",
        for_whom="Whoever lives alone",
        decides="Where to go first",
        people=People(about=about, source="counted"),
        stage=Stage.IDEA,
        requirements=requirements or EVERY_KIND,
    )


def with_version(version: Version) -> Known:
    """What is known where the agreement stands like this, and nothing is granted by it."""
    return replace(ALL_THERE, versions={"care-agreement": (version,)}, grants=())
