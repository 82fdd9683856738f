"""Adopting agreements that were signed elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from shiremoot.contracts import Contract
from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import derived
from shiremoot.gateway.agreements.adopted import contracts_in, parents
from shiremoot.gateway.agreements.compile import expand
from shiremoot.gateway.agreements.compiling import compile_changed
from shiremoot.gateway.agreements.file import AgreementFile, parse_agreement
from shiremoot.gateway.agreements.models import Agreement, Signature
from shiremoot.gateway.agreements.tiers import circle
from shiremoot.gateway.agreements.writing import text_hash
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer


@dataclass(frozen=True)
class Adoption:
    """What adopting one file did. `unchanged`: this very text had been adopted before.

    `in_force` counts its flows that serve somebody now. `to_confirm` are the parties that are said to have
    signed it, and have not confirmed it here; `unsigned` those of which the file says nothing.
    """

    agreement: str
    version: int
    title: str
    flows: int
    in_force: int
    to_confirm: tuple[str, ...]
    unsigned: tuple[str, ...]
    unchanged: bool


@transaction.atomic
def adopt(*, home: Home, text: str, by: Viewer, at: datetime) -> Adoption:
    """Adopt an agreement signed elsewhere. Its grants start when its parties confirm here that they did.

    Raises UserError where the file is wrong, names an organisation, agreement or field that does not exist,
    is signed in the future, or where other text was adopted under the same version.
    """
    file = parse_agreement(text)
    hashed = text_hash(text)
    known = Agreement.objects.filter(identifier=file.agreement, version=file.version).first()
    if known is None:
        _check(file, at)
        fix(file, text, contracts_in(home.contracts), at=at)
        detail = {"agreement": file.agreement, "version": file.version, "text": hashed}
        ledger.append(Draft(act=Act.ADOPT_AGREEMENT, at=at, by=by, outcome="done", viewer_detail=detail))
    elif known.text_hash != hashed:
        raise UserError(
            f"{file.title} version {file.version} was adopted before with other words.",
            f"An adopted version never changes. Give this text version {_next_version(file)}.",
        )
    part = compile_changed(file.agreement).parts.get(file.agreement)
    grants = part.grants if part else ()
    name = (file.agreement, file.version)
    standing = Signature.objects.filter(_of(name), withdrawn_at=None)
    signed = set(standing.values_list("organisation", flat=True))
    said = {signature.organisation for signature in file.signed}
    return Adoption(
        agreement=file.agreement,
        version=file.version,
        title=file.title,
        flows=len(file.flows),
        in_force=len({g.flow for g in grants if g.citation.of == name and g.in_force(at)}),
        to_confirm=tuple(sorted(said - signed)),
        unsigned=tuple(sorted(set(file.parties) - said - signed)),
        unchanged=known is not None,
    )


def fix(
    file: AgreementFile, text: str, contracts: Mapping[str, Contract], *, at: datetime, lead: str = ""
) -> Agreement:
    """Keep a version for good: its text, its hash, and the fields of its clauses written out.

    `lead`: who drafted it here. Raises UserError where a clause names what no contract has, or a derived
    field of which it does not say enough.
    """
    fields = {flow.clause: expand(flow, contracts) for flow in file.flows}
    for flow in file.flows:
        derived.check(flow, fields[flow.clause], contracts[flow.dataset], day_of(at))
    return Agreement.objects.create(
        identifier=file.agreement,
        version=file.version,
        title=file.title,
        text=text,
        text_hash=text_hash(text),
        fields={clause: sorted(names) for clause, names in fields.items()},
        adopted_at=at,
        lead=lead,
        under=file.under or "",
    )


def _check(file: AgreementFile, at: datetime) -> None:
    known = set(organisations.open_names())
    if unknown := sorted(set(file.parties) - known):
        raise UserError(
            f"{file.title} names {', '.join(unknown)}, which are not registered here, or closed.",
            "Register them first with: shiremoot gateway organisations FILE",
        )
    if file.under and not Agreement.objects.filter(identifier=file.under).exists():
        raise UserError(
            f"{file.title} stands under {file.under}, which has not been adopted.",
            f"Adopt {file.under} first, or correct the name.",
        )
    if path := circle(file.agreement, file.under, parents()):
        raise UserError(
            f"{file.title} would stand under itself: {' under '.join(path)}.",
            "Name another agreement above it, or none.",
        )
    if early := [each for each in file.signed if each.signed_on > day_of(at)]:
        raise UserError(
            f"{early[0].organisation} is said to have signed on {early[0].signed_on}: that is still to come.",
            "Adopt the agreement when it has been signed.",
        )


def _of(name: tuple[str, int]) -> Q:
    return Q(agreement__identifier=name[0], agreement__version=name[1])


def _next_version(file: AgreementFile) -> int:
    newest = Agreement.objects.filter(identifier=file.agreement).order_by("-version").first()
    return newest.version + 1 if newest else 1
