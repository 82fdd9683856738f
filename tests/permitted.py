"""Linking agreements for tests: what an installation must have before anything is loaded."""

from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from shiremoot.contracts import Contract, parse_contract
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.agreements import verbs as agreements
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import parse_organisations
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer

HOST = "the-host"
OPERATOR = Viewer(organisation=HOST, role="data-engineer", user_id="test")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def contracts(home: Home) -> list[Contract]:
    return [
        parse_contract(path.read_text("utf-8"), path.name) for path in sorted(home.contracts.glob("*.yaml"))
    ]


def organisations_file(home: Home) -> str:
    names = sorted({contract.provider for contract in contracts(home)} - {HOST})
    entries = [{"identifier": name, "name": name.title(), "kind": "charity"} for name in names]
    return yaml.safe_dump(
        [{"identifier": HOST, "name": "The host", "kind": "county council", "host": True}, *entries]
    )


def agreement_on_everything(home: Home, identifier: str, *, role: str, purpose: Purpose) -> str:
    """One agreement: the host, in that role, may have every field of every contract here, for a purpose."""
    found = contracts(home)
    parties = sorted({HOST, *(contract.provider for contract in found)})
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
    return yaml.safe_dump(
        {
            "agreement": identifier,
            "version": 1,
            "title": f"The {identifier} agreement",
            "tier": "purpose",
            "summary": "Everything, for tests.",
            "from": date(2000, 1, 1),
            "until": date(2100, 1, 1),
            "parties": parties,
            "signed": [{"organisation": p, "by": "Somebody", "signed_on": date(2000, 1, 1)} for p in parties],
            "flows": flows,
        }
    )


def linking_agreement(home: Home) -> str:
    return agreement_on_everything(home, "linking", role=OPERATOR.role, purpose=Purpose.LINKING)


def permit_linking(home: Home, at: datetime = LONG_AGO) -> None:
    """Register the organisations and adopt the agreement, in this process's control store."""
    entries = parse_organisations(organisations_file(home))
    organisations.register_organisations(entries, by=OPERATOR, at=at)
    agreements.adopt(home=home, text=linking_agreement(home), by=OPERATOR, at=at)


def write_files(home: Home, folder: Path) -> tuple[Path, Path]:
    """The same as files, for the command line: organisations, agreement."""
    organisations_path, agreement_path = folder / "organisations.yaml", folder / "linking.yaml"
    organisations_path.write_text(organisations_file(home), encoding="utf-8")
    agreement_path.write_text(linking_agreement(home), encoding="utf-8")
    return organisations_path, agreement_path
