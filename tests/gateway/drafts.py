"""A small county in which agreements are drafted: its organisations, one dataset, and a sound draft."""

from datetime import UTC, date, datetime

from shiremoot.gateway.agreements import drafting, starting
from shiremoot.gateway.agreements.drafting import Writer
from shiremoot.gateway.agreements.models import Draft
from shiremoot.gateway.agreements.sections import Part
from shiremoot.gateway.agreements.worlds import world
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from tests.gateway.agreement_text import CONTRACT
from tests.permitted import assure

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
OPERATOR = Viewer("council", "data-engineer", "test")
KINDS = {"police": "police-force", "council": "county-council", "charity": "charity"}
OFFICER = Writer(Viewer("council", "governance-officer", "sam"), "Sam Imagined")
COLLEAGUE = Writer(Viewer("council", "governance-officer", "pat"), "Pat Fictional")
OF = ("front-door", 1)


def build(home: Home) -> None:
    home.contracts.mkdir(parents=True)
    (home.contracts / "incidents.odcs.yaml").write_text(CONTRACT)
    entries = [
        OrganisationEntry(identifier=name, name=name.title(), kind=kind, host=name == "council")
        for name, kind in KINDS.items()
    ]
    organisations.register_organisations(entries, by=OPERATOR, at=NOW)
    assure(KINDS, at=NOW)


def begin(home: Home, at: datetime = NOW) -> Draft:
    """From the template, as it comes: dates, contact and the impact assessment are missing."""
    found = starting.contents(
        starting.templates()["childrens-front-door"],
        title="Front door",
        parties=["council", "police"],
        host="council",
        names=organisations.names(),
        world=world(home, at=at),
    )
    return drafting.begin(identifier=OF[0], contents=found, writer=OFFICER, at=at)


def save(draft: Draft, name: str, writer: Writer = OFFICER, at: datetime = NOW, **content: object) -> None:
    """Save a section, on top of what is there."""
    kept = draft.sections.filter(name=name).first()
    old, revision = (kept.content, kept.revision) if kept else ({}, 0)
    drafting.save(draft=draft, name=name, content={**old, **content}, revision=revision, writer=writer, at=at)


def mend(draft: Draft) -> None:
    """Say what the checks miss in the template."""
    save(draft, Part.ABOUT, **{"from": date(2026, 1, 1).isoformat()}, until="2027-11-01")
    save(draft, Part.REVIEW, review_on="2027-10-01", contact="The county's information team")
