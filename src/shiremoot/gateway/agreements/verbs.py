"""Adopting agreements, and compiling those adopted into the grants that the door decides against."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from shiremoot.access import grants as access_grants
from shiremoot.contracts import parse_contract
from shiremoot.dates import start_of
from shiremoot.errors import UserError
from shiremoot.gateway.agreements.compile import Adopted, compile_grants, expand
from shiremoot.gateway.agreements.file import AgreementFile, Signature, parse_agreement
from shiremoot.gateway.agreements.models import Agreement
from shiremoot.gateway.organisations.models import Organisation
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer


@dataclass(frozen=True)
class Adoption:
    """What adopting one file did. `unchanged`: this very text had been adopted before."""

    agreement: str
    version: int
    title: str
    flows: int
    grants_in_all: int
    unsigned: tuple[str, ...]
    unchanged: bool


@transaction.atomic
def adopt(*, home: Home, text: str, by: Viewer, at: datetime) -> Adoption:
    """Adopt an agreement signed elsewhere. Its grants start now at the earliest: nothing is backdated.

    Raises UserError where the file is wrong, names an organisation or field that does not exist, or where
    other text was adopted under the same version.
    """
    file = parse_agreement(text)
    _check_organisations(file)
    text_hash = hashlib.sha256(text.encode()).hexdigest()
    known = contract_fields(home.contracts)
    fields = {flow.clause: sorted(expand(flow, known)) for flow in file.flows}
    agreement, is_new = Agreement.objects.get_or_create(
        identifier=file.agreement,
        version=file.version,
        defaults={
            "title": file.title,
            "text": text,
            "text_hash": text_hash,
            "fields": fields,
            "adopted_at": at,
        },
    )
    if not is_new and agreement.text_hash != text_hash:
        raise UserError(
            f"{file.title} version {file.version} was adopted before with other words.",
            f"An adopted version never changes. Give this text version {_next_version(file)}.",
        )
    grants_in_all = compile_adopted()
    if is_new:
        detail = {"agreement": file.agreement, "version": file.version, "text": text_hash}
        ledger.append(Draft(act=Act.ADOPT_AGREEMENT, at=at, by=by, outcome="done", viewer_detail=detail))
    return Adoption(
        agreement=file.agreement,
        version=file.version,
        title=file.title,
        flows=len(file.flows),
        grants_in_all=grants_in_all,
        unsigned=tuple(sorted(set(file.parties) - {signature.organisation for signature in file.signed})),
        unchanged=not is_new,
    )


@transaction.atomic
def compile_adopted() -> int:
    """Compile every adopted agreement again and put the grants in use; return how many there are."""
    compiled = compile_grants(_adopted(found) for found in Agreement.objects.all())
    access_grants.replace(compiled)
    return len(compiled)


def _adopted(found: Agreement) -> Adopted:
    fields = {clause: frozenset(names) for clause, names in found.fields.items()}
    return Adopted(parse_agreement(found.text), found.adopted_at, fields)


def contract_fields(folder: Path) -> dict[str, frozenset[str]]:
    """Dataset → the `table.field` names of its contract, for every contract in the folder."""
    contracts = (
        parse_contract(path.read_text("utf-8"), name=path.name) for path in folder.glob("*.odcs.yaml")
    )
    return {
        contract.dataset: frozenset(
            f"{table.name}.{field.name}" for table in contract.tables for field in table.fields
        )
        for contract in contracts
    }


@dataclass(frozen=True)
class AgreementView:
    """An adopted version as a page shows it."""

    file: AgreementFile
    state: str
    above: str
    adopted_at: datetime
    text_hash: str

    def signature_of(self, organisation: str) -> Signature | None:
        return next((each for each in self.file.signed if each.organisation == organisation), None)


def overview(*, at: datetime) -> list[AgreementView]:
    """Every adopted version, those in force first."""
    titles = dict(Agreement.objects.values_list("identifier", "title"))
    found = [_viewed(agreement, titles, at) for agreement in Agreement.objects.all()]
    return sorted(found, key=lambda view: (view.state != "in force", view.file.title, -view.file.version))


def one(identifier: str, version: int, *, at: datetime) -> AgreementView | None:
    return next(
        (v for v in overview(at=at) if (v.file.agreement, v.file.version) == (identifier, version)), None
    )


def _viewed(agreement: Agreement, titles: dict[str, str], at: datetime) -> AgreementView:
    file = parse_agreement(agreement.text)
    return AgreementView(
        file=file,
        state=_state(file, at),
        above=titles.get(file.under or "", ""),
        adopted_at=agreement.adopted_at,
        text_hash=agreement.text_hash,
    )


def _state(file: AgreementFile, at: datetime) -> str:
    """In the glossary's words; adopted files are past drafting."""
    if at >= start_of(file.until):
        return "ended"
    both_signed = len(file.signed) >= min(2, len(file.parties))
    return "in force" if both_signed and at >= start_of(file.begins) else "out for signature"


def _check_organisations(file: AgreementFile) -> None:
    known = set(Organisation.objects.values_list("identifier", flat=True))
    if unknown := sorted(set(file.parties) - known):
        raise UserError(
            f"{file.title} names {', '.join(unknown)}, which are not registered here.",
            "Register them first with: shiremoot gateway organisations FILE",
        )


def _next_version(file: AgreementFile) -> int:
    newest = Agreement.objects.filter(identifier=file.agreement).order_by("-version").first()
    return newest.version + 1 if newest else 1
