"""Linking agreements for tests: what an installation must have before anything is loaded."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from shiremoot.contracts import Contract, parse_contract
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.agreements import signing
from shiremoot.gateway.agreements import verbs as agreements
from shiremoot.gateway.agreements.verbs import Adoption
from shiremoot.gateway.assurance import verbs as assurance
from shiremoot.gateway.organisations import directory
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import OrganisationEntry, parse_organisations
from shiremoot.gateway.organisations.models import Organisation
from shiremoot.gateway.organisations.verbs import COMMAND_LINE
from shiremoot.home import Home
from shiremoot.law import law
from shiremoot.law.assurance import Held
from shiremoot.ledger.acts import Viewer

HOST = "the-host"
OPERATOR = Viewer(organisation=HOST, role="data-engineer", user_id="test")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def as_yaml(content: object) -> str:
    """As `yaml.safe_dump` writes it, ten times as fast wherever PyYAML was built with libyaml."""
    return yaml.dump(content, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper))


def contracts(home: Home) -> list[Contract]:
    return [
        parse_contract(path.read_text("utf-8"), path.name) for path in sorted(home.contracts.glob("*.yaml"))
    ]


def parties(home: Home) -> list[str]:
    return sorted({HOST, *(contract.provider for contract in contracts(home))})


def organisations_file(home: Home) -> str:
    names = sorted({contract.provider for contract in contracts(home)} - {HOST})
    entries = [{"identifier": name, "name": name.title(), "kind": "charity"} for name in names]
    return as_yaml([{"identifier": HOST, "name": "The host", "kind": "charity", "host": True}, *entries])


def assure(names: Iterable[str], *, at: datetime) -> None:
    """Give organisations all the evidence that bodies of their kind need, for as long as tests last."""
    by = Viewer(HOST, "data-engineer", COMMAND_LINE)
    for found in Organisation.objects.filter(pk__in=names):
        roles = [
            {"role": office, "name": "Somebody"} for office in directory.needed_offices(found.kind, at.date())
        ]
        entry = {"identifier": found.pk, "name": found.name, "kind": found.kind, "host": found.is_host}
        organisations.register_organisations([OrganisationEntry(**entry, roles=roles)], by=by, at=at)
        for held in evidence_of(found.kind, issued=min(date(2018, 6, 1), at.date())):
            assurance.record_item(found.pk, held, by=by, at=at)


def evidence_of(body: str, *, issued: date) -> Iterable[Held]:
    """All that a kind of body needs, but for roles held."""
    always = [each for each in law().requirements.values() if each.when == "always"]
    needed = [each.one_of[0] for each in always if law().bodies[body].is_among(each.bodies)]
    for kind in (law().assurance[name] for name in needed if name not in assurance.FROM_ROLES):
        level = next(iter(kind.enough or kind.levels), "")
        yield Held(kind.id, issued, level, date(2100, 1, 1))


def adopt(home: Home, text: str, *, at: datetime, by: Viewer = OPERATOR) -> Adoption:
    """Adopt an agreement, and let every party that is said to have signed it confirm that."""
    adopted = agreements.adopt(home=home, text=text, by=by, at=at)
    of = (adopted.agreement, adopted.version)
    for party in adopted.to_confirm:
        signatory = Viewer(party, "signatory", f"signatory of {party}")
        signing.confirm(of=of, who="A signatory", by=signatory, at=at)
    return agreements.adopt(home=home, text=text, by=by, at=at)


def agreement_on_everything(home: Home, identifier: str, *, role: str, purpose: Purpose) -> str:
    """One agreement: the host, in that role, may have every field of every contract here, for a purpose."""
    found = contracts(home)
    names = parties(home)
    flows = [
        {
            "clause": f"2.{place}",
            "sentence": f"The host's {role} may have {contract.dataset}.",
            "provider": contract.provider,
            "dataset": contract.dataset,
            "fields": [f"{table.name}.*" for table in contract.tables],
            "recipients": [{"organisation": HOST, "roles": [role]}],
            "purpose": purpose.value,
            "basis": "public task",
            "power": "none in particular",
        }
        for place, contract in enumerate(found, start=1)
    ]
    return as_yaml(
        {
            "agreement": identifier,
            "version": 1,
            "title": f"The {identifier} agreement",
            "tier": "purpose",
            "summary": "Everything, for tests.",
            "from": date(2000, 1, 1),
            "until": date(2100, 1, 1),
            "parties": names,
            "signed": [{"organisation": p, "by": "Somebody", "signed_on": date(2000, 1, 1)} for p in names],
            "flows": flows,
        }
    )


def linking_agreement(home: Home) -> str:
    return agreement_on_everything(home, "linking", role=OPERATOR.role, purpose=Purpose.LINKING)


def permit_linking(home: Home, at: datetime = LONG_AGO) -> None:
    """Register the organisations and adopt the agreement, in this process's control store."""
    entries = parse_organisations(organisations_file(home))
    organisations.register_organisations(entries, by=OPERATOR, at=at)
    assure((entry.identifier for entry in entries), at=at)
    adopt(home, linking_agreement(home), at=at)


def write_files(home: Home, folder: Path) -> dict[str, Path]:
    """The same as files, for the command line: organisations, assurance, agreement."""
    texts = {
        "organisations": organisations_file(home),
        "assurance": assurance_file(home),
        "agreement": linking_agreement(home),
    }
    paths = {name: folder / f"{name}.yaml" for name in texts}
    for name, text in texts.items():
        paths[name].write_text(text, encoding="utf-8")
    return paths


def assurance_file(home: Home) -> str:
    evidence = [
        {"kind": held.kind, "issued": held.issued, "until": held.until, "level": held.level}
        for held in evidence_of("charity", issued=date(2018, 6, 1))
    ]
    return as_yaml([{"organisation": name, "evidence": evidence} for name in parties(home)])
