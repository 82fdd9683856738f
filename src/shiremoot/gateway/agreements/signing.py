"""Signing a version, confirming, withdrawing, suspending. Each is an entry, and compiles the grants again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.agreements.adopted import parsed
from shiremoot.gateway.agreements.compiling import compile_changed
from shiremoot.gateway.agreements.file import AgreementFile
from shiremoot.gateway.agreements.file import Signature as SignedElsewhere
from shiremoot.gateway.agreements.models import (
    Agreement,
    Reading,
    Signature,
    Suspension,
    SwitchedOff,
)
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.verbs import Turn

Name = tuple[str, int]
"""An agreement's short name, and its version."""


@dataclass(frozen=True)
class Signer:
    """Who signs: the name and the title that stand under the text."""

    name: str
    title: str


@transaction.atomic
def sign(*, of: Name, text_hash: str, signer: Signer, by: Viewer, at: datetime) -> Signature:
    """Sign the version for the organisation that `by` acts for.

    `text_hash` is that of the text which the signer read. Raises UserError where that is not this version's,
    where a newer version has been sent out, where it has ended, or where this organisation is no party or has
    signed already. Then nothing is signed.
    """
    Turn()  # before looking: whatever is sent out or withdrawn meanwhile waits, or is seen
    found = _version(of)
    _check_may_sign(found, text_hash, by.organisation, at)
    signature = Signature.objects.create(
        agreement=found,
        organisation=by.organisation,
        by_name=signer.name,
        title=signer.title,
        user_id=by.user_id,
        signed_on=day_of(at),
        text_hash=text_hash,
        signed_at=at,
    )
    _record(Act.SIGN_AGREEMENT, found, by, at, title=signer.title)
    compile_changed(found.identifier)
    return signature


@transaction.atomic
def confirm(*, of: Name, who: str, by: Viewer, at: datetime) -> Signature:
    """Confirm, for the organisation that `by` acts for, that it signed this version elsewhere.

    `who`: the name of who confirms it. It counts from now on. A version never changes, so its number says
    which text that is. Raises UserError where the version does not say that this organisation signed it, and
    wherever `sign` would.
    """
    Turn()
    found = _version(of)
    _check_may_sign(found, found.text_hash, by.organisation, at)
    said = said_of(found, by.organisation)
    if said is None:
        raise UserError(
            "This version does not say that your organisation signed it elsewhere.", "Sign it here instead."
        )
    signature = Signature.objects.create(
        agreement=found,
        organisation=by.organisation,
        by_name=said.by,
        user_id=by.user_id,
        confirmed_by=who,
        signed_on=said.signed_on,
        text_hash=found.text_hash,
        signed_at=at,
    )
    _record(Act.CONFIRM_SIGNATURE, found, by, at, signed_by=said.by, signed_on=said.signed_on.isoformat())
    compile_changed(found.identifier)
    return signature


def said_of(found: Agreement, organisation: str) -> SignedElsewhere | None:
    """What the version says of an organisation's signature given elsewhere, before it withdrew one here."""
    if found.lead or any(each.organisation == organisation for each in found.signatures.all()):
        return None
    signed = parsed(found.text).signed
    return next((each for each in signed if each.organisation == organisation), None)


@transaction.atomic
def withdraw(*, of: Name, why: str, who: str, by: Viewer, at: datetime) -> None:
    """Withdraw the organisation's signature: what rests on it ends now. `who`: the name of who does it.

    Raises UserError where it has not signed.
    """
    Turn()
    found = _version(of)
    standing = found.signatures.filter(organisation=by.organisation, withdrawn_at=None).first()
    if standing is None:
        raise UserError("Your organisation has not signed this version.", "There is nothing to withdraw.")
    standing.withdrawn_at, standing.withdrawn_by, standing.withdrawn_why = at, who, why
    standing.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _record(Act.WITHDRAW_SIGNATURE, found, by, at, why=why)
    compile_changed(found.identifier)


@transaction.atomic
def suspend(*, of: Name, why: str, who: str, by: Viewer, at: datetime) -> None:
    """Share nothing under the version from now on, until it is resumed.

    Raises UserError where it is suspended already, or where `by` does not act for its lead.
    """
    Turn()
    found = _version(of)
    _check_leads(found, by)
    if found.suspensions.filter(until=None).exists():
        raise UserError("This version is suspended already.", "Resume it when it may be used again.")
    Suspension.objects.create(agreement=found, since=at, reason=why, by_name=who)
    _record(Act.SUSPEND_AGREEMENT, found, by, at, why=why)
    compile_changed(found.identifier)


@transaction.atomic
def resume(*, of: Name, by: Viewer, at: datetime) -> None:
    """Let the version be used again. Raises UserError where it is not suspended, or `by` does not lead it."""
    Turn()
    found = _version(of)
    _check_leads(found, by)
    if not found.suspensions.filter(until=None).update(until=at):
        raise UserError("This version is not suspended.", "There is nothing to resume.")
    _record(Act.RESUME_AGREEMENT, found, by, at)
    compile_changed(found.identifier)


@transaction.atomic
def switch_off(*, of: Name, clause: str, field: str, why: str, who: str, by: Viewer, at: datetime) -> None:
    """Share a derived field no longer under this version. Its provider and the lead may, at any time.

    Raises UserError where `by` acts for neither, there is no such field, or it is off already.
    """
    Turn()
    found = _version(of)
    flow = next((each for each in parsed(found.text).flows if each.clause == clause), None)
    if flow is None or field not in {each.field for each in flow.derived}:
        raise UserError("This clause has no such derived field.", "Look at the agreement again.")
    if not (by.organisation == flow.provider or leads(found, by.organisation)):
        raise UserError(
            "Only the organisation that provides it, or the one that leads the agreement, can switch it off.",
            "Tell them what is wrong, with a comment.",
        )
    kept, new = SwitchedOff.objects.get_or_create(
        agreement=found,
        clause=clause,
        field=field,
        defaults={"at": at, "why": why, "organisation": by.organisation, "by_name": who},
    )
    if not new:
        raise UserError(f"It was switched off by {kept.by_name} already.", "There is nothing to do.")
    _record(Act.SWITCH_OFF, found, by, at, clause=clause, field=field, why=why)
    compile_changed(found.identifier)


def note_reading(*, of: Name, by: Viewer, at: datetime) -> None:
    """That a party has begun to read; the first time counts."""
    found = _version(of)
    if by.organisation in parsed(found.text).parties:
        Reading.objects.get_or_create(agreement=found, organisation=by.organisation, defaults={"at": at})


def leads(found: Agreement, organisation: str) -> bool:
    """Whether this organisation answers for the version: who drafted it, or the host if it was adopted."""
    return organisation == (found.lead or organisations.host().pk)


def cannot_sign(found: Agreement, organisation: str, at: datetime) -> str:
    """Why an organisation cannot sign a version now, in words; empty where it can.

    That it signed elsewhere can be confirmed even of a version that has ended: it ends those before it.
    """
    file: AgreementFile = parsed(found.text)
    if organisation not in file.parties:
        return "Your organisation is not a party to this agreement."
    if found.signatures.filter(organisation=organisation, withdrawn_at=None).exists():
        return "Your organisation has signed this version."
    if file.until <= day_of(at) and said_of(found, organisation) is None:
        return "This version has ended."
    newest = Agreement.objects.filter(identifier=found.identifier).latest("version")
    if newest.version > found.version:
        return f"Version {newest.version} has been sent out since. Read and sign that one."
    return ""


def _check_may_sign(found: Agreement, text_hash: str, organisation: str, at: datetime) -> None:
    if words := cannot_sign(found, organisation, at):
        raise UserError(words, "Nothing was signed.")
    if text_hash != found.text_hash:
        raise UserError(
            "The text that you read is not the text of this version.",
            "Nothing was signed. Read this version again before you sign it.",
        )
    if organisation not in organisations.open_names():
        raise UserError("Your organisation has been closed here.", "Nothing was signed.")


def _check_leads(found: Agreement, by: Viewer) -> None:
    if not leads(found, by.organisation):
        names = organisations.names()
        lead = found.lead or organisations.host().pk
        raise UserError(
            f"Only {names.get(lead, lead)} can suspend or resume this agreement.",
            "Your organisation can withdraw its own signature at any time.",
        )


def _version(of: Name) -> Agreement:
    found = Agreement.objects.filter(identifier=of[0], version=of[1]).first()
    if found is None:
        raise UserError(f"There is no version {of[1]} of {of[0]} here.", "Look it up in the list.")
    return found


def _record(act: Act, found: Agreement, by: Viewer, at: datetime, **detail: str) -> None:
    said = {"agreement": found.identifier, "version": found.version, "text": found.text_hash, **detail}
    ledger.append(Draft(act=act, at=at, by=by, outcome="done", viewer_detail=said))
