"""Writing an assessment, noting advice, signing it off. Agreements ask here how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.dpia.models import Advice, Assessment, Part, RiskLine, SignOff
from shiremoot.gateway.dpia.rules import (
    NAMES,
    Advised,
    Content,
    Effect,
    Level,
    Likelihood,
    Risk,
    Severity,
    missing,
    residual_problem,
)
from shiremoot.law.flows import Dpia
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.verbs import Turn


class Overtaken(UserError):
    """Somebody saved the same part meanwhile; nothing was saved, and nothing of theirs is lost."""


@dataclass(frozen=True)
class Who:
    """Who writes: the name that stands under what they wrote."""

    name: str
    by: Viewer


@transaction.atomic
def begin(*, agreement: str, title: str, screening: Sequence[str], who: Who, at: datetime) -> Assessment:
    """Begin the assessment of an agreement that `who`'s organisation leads, or screen it anew.

    `screening`: each reason why it is needed. Reasons that changed end a sign-off: it was given to others.
    """
    Turn()
    found = Assessment.objects.filter(pk=agreement).first()
    if found is None:
        found = Assessment(agreement=agreement, owner=who.by.organisation, begun_at=at, begun_by=who.name)
        _record(Act.BEGIN_ASSESSMENT, found, who.by, at)
    check_may_write(found, who.by)
    found.title, found.screening = title, list(screening)
    found.save()
    return found


@transaction.atomic
def answer(*, agreement: str, name: str, words: str, revision: int, who: Who, at: datetime) -> Part:
    """Save the answer to one question. `revision`: of the answer that the writer saw, 0 where there was none.

    Raises Overtaken where somebody saved another one meanwhile.
    """
    Turn()
    assessment = _to_write(agreement, who.by)
    if name not in NAMES:
        raise UserError("There is no such question.", "Go back to the assessment.")
    part = assessment.parts.filter(name=name).first()
    if part is None:
        part = Part(assessment=assessment, name=name, revision=0)
    _check_revision(part.revision, revision, part.saved_by)
    part.words, part.revision, part.saved_at, part.saved_by = words.strip(), part.revision + 1, at, who.name
    part.save()
    return part


@transaction.atomic
def save_risk(
    *, agreement: str, risk: Risk, who: Who, at: datetime, number: int | None = None, revision: int = 0
) -> RiskLine:
    """Add a risk, or change the one with this number. Raises UserError, or Overtaken as `answer` does."""
    Turn()
    assessment = _to_write(agreement, who.by)
    if (
        risk.effect
        and risk.residual
        and (problem := residual_problem(risk.level, risk.effect, risk.residual))
    ):
        raise UserError(f"{problem}.", "Mend what is left of the risk.")
    if number is None:
        line = RiskLine(assessment=assessment, revision=0)
    else:
        line = _risk(assessment, number)
        _check_revision(line.revision, revision, line.saved_by)
    line.what, line.likelihood, line.severity = risk.what.strip(), risk.likelihood, risk.severity
    line.measures, line.effect, line.residual = risk.measures.strip(), risk.effect or "", risk.residual or ""
    line.revision, line.saved_at, line.saved_by = line.revision + 1, at, who.name
    line.save()
    return line


@transaction.atomic
def remove_risk(*, agreement: str, number: int, revision: int, who: Who) -> None:
    """Take a risk out that was entered by mistake. Raises Overtaken where it was changed meanwhile."""
    Turn()
    line = _risk(_to_write(agreement, who.by), number)
    _check_revision(line.revision, revision, line.saved_by)
    line.delete()


@transaction.atomic
def advise(*, agreement: str, advised: Advised, who: Who, at: datetime) -> Advice:
    """Note what the data protection officer advised; earlier advice stays on record."""
    Turn()
    assessment = _to_write(agreement, who.by)
    if not advised.followed and not advised.why_not.strip():
        raise UserError("The advice is not followed.", "Say why not: the assessment has to.")
    return Advice.objects.create(
        assessment=assessment,
        officer=advised.officer.strip(),
        words=advised.words.strip(),
        followed=advised.followed,
        why_not="" if advised.followed else advised.why_not.strip(),
        at=at,
        noted_by=who.name,
    )


@transaction.atomic
def sign_off(
    *, agreement: str, content_hash: str, title: str, review_on: date, who: Who, at: datetime
) -> SignOff:
    """Accept what risk is left. Raises UserError where something is missing, or the content has changed.

    `content_hash` is that of the content which was read.
    """
    Turn()
    assessment = _to_write(agreement, who.by)
    content = content_of(assessment)
    if content.hash != content_hash:
        raise Overtaken("The assessment has changed since you read it.", "Read it again, and sign it then.")
    if left := missing(content):
        raise UserError(f"It cannot be signed off yet: {left[0].words}", "The assessment lists what is left.")
    if review_on <= day_of(at):
        raise UserError("The day of the review is not in the future.", "Choose a later day.")
    made = SignOff.objects.create(
        assessment=assessment,
        content_hash=content_hash,
        by_name=who.name,
        title=title.strip(),
        at=at,
        review_on=review_on,
    )
    _record(Act.SIGN_ASSESSMENT, assessment, who.by, at, content=content_hash, title=title)
    return made


def standing(agreement: str) -> Dpia:
    """How far the assessment of an agreement is: signed off as it stands now, begun, or not begun."""
    found = one(agreement)
    if found is None:
        return Dpia.NONE
    return Dpia.SIGNED if holds(found) else Dpia.DRAFT


def standings() -> dict[str, Dpia]:
    """Agreement → how far its assessment is, for each that has one."""
    return {agreement: found for agreement, (found, _) in standings_and_owners().items()}


def standings_and_owners() -> dict[str, tuple[Dpia, str]]:
    """The same, with the organisation that writes it; as many queries for one as for all."""
    every = Assessment.objects.prefetch_related("parts", "risks", "advice", "sign_offs")
    return {each.agreement: (Dpia.SIGNED if holds(each) else Dpia.DRAFT, each.owner) for each in every}


def holds(assessment: Assessment) -> SignOff | None:
    """The sign-off of the content as it is now, the newest of them."""
    content = content_of(assessment).hash
    return next((each for each in assessment.sign_offs.all() if each.content_hash == content), None)


def one(agreement: str) -> Assessment | None:
    return Assessment.objects.filter(pk=agreement).first()


def content_of(assessment: Assessment) -> Content:
    newest = next(iter(assessment.advice.all()), None)
    return Content(
        screening=tuple(assessment.screening),
        answers={part.name: part.words for part in assessment.parts.all()},
        risks=tuple(risk_of(line) for line in assessment.risks.all()),
        advice=Advised(newest.officer, newest.words, newest.followed, newest.why_not) if newest else None,
    )


def risk_of(line: RiskLine) -> Risk:
    return Risk(
        what=line.what,
        likelihood=Likelihood(line.likelihood),
        severity=Severity(line.severity),
        measures=line.measures,
        effect=Effect(line.effect) if line.effect else None,
        residual=Level(line.residual) if line.residual else None,
    )


def check_may_write(assessment: Assessment, by: Viewer) -> None:
    if assessment.owner != by.organisation:
        raise UserError(
            "This assessment is written by the organisation that leads the agreement.",
            "Tell its officers what is missing: as a comment on the agreement.",
        )


def _to_write(agreement: str, by: Viewer) -> Assessment:
    found = Assessment.objects.filter(pk=agreement).first()
    if found is None:
        raise UserError(
            "No assessment of this agreement has been begun.", "Begin it on the agreement's page."
        )
    check_may_write(found, by)
    return found


def _risk(assessment: Assessment, number: int) -> RiskLine:
    line = assessment.risks.filter(pk=number).first()
    if line is None:
        raise UserError("There is no such risk in this assessment.", "Somebody may have taken it out.")
    return line


def _check_revision(now: int, seen: int, by: str) -> None:
    if now != seen:
        raise Overtaken(
            f"{by} saved another version meanwhile.", "Both stand below: make one of the two, and save."
        )


def _record(act: Act, assessment: Assessment, by: Viewer, at: datetime, **detail: object) -> None:
    detail = {"agreement": assessment.agreement, **detail}
    ledger.append(Draft(act=act, at=at, by=by, outcome="done", viewer_detail=detail))
