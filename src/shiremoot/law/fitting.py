"""Whether a power covers a flow, predicate by predicate; and which powers fit two bodies and a purpose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .flows import Subjects
from .items import Body, Power, Purpose
from .results import Rest
from .shelves import Law
from .wording import in_sentence, with_article

_SHARING = ("duty", "power", "function")
_SIDES = ("provider", "recipient")


@dataclass(frozen=True)
class Transfer:
    """What passes from whom to whom, as far as powers speak of it."""

    provider: Body
    recipient: Body
    purpose: Purpose | None = None
    subjects: Subjects | None = None
    personal: bool = True
    patient_information: bool = False
    on_request: bool = False
    consent: bool = False


@dataclass(frozen=True)
class Misfit:
    """Why a power does not cover a transfer: the check that says so, the words, and what it rests on."""

    check: str
    words: str
    rests: tuple[Rest, ...]


def misfits(power: Power, transfer: Transfer, citing: str) -> Iterator[Misfit]:
    """Everything that keeps `power` from covering the transfer; `citing` is *provider* or *recipient*."""
    yield from _parties(power, transfer, citing)
    yield from _contents(power, transfer)


def unmet_needs(power: Power, transfer: Transfer) -> Iterator[Misfit]:
    """What the power asks for and the transfer does not have yet."""
    if power.request and not transfer.on_request:
        words = f"{power.citation} works only on request. Say that the flow is on request."
        yield Misfit("power-needs-request", words, (Rest(power, "request"),))
    if power.consent and not transfer.consent:
        words = f"{power.citation} needs the person to agree. Share with consent, or name another power."
        yield Misfit("power-needs-consent", words, (Rest(power, "consent"),))


def _parties(power: Power, transfer: Transfer, citing: str) -> Iterator[Misfit]:
    """A duty or power goes from provider to recipient; a function belongs to whichever side cites it."""
    holder, other = transfer.provider, transfer.recipient
    if power.kind == "function" and citing == "recipient":
        holder, other = other, holder
    if not holder.is_among(power.from_bodies):
        words = f"{power.citation} is not for {with_article(holder.label)}. Name a power that is."
        yield Misfit("power-not-from", words, (Rest(power, "from_bodies"),))
    if not other.is_among(power.to_bodies):
        words = f"{power.citation} does not reach {with_article(other.label)}. Name a power that does."
        yield Misfit("power-not-to", words, (Rest(power, "to_bodies"),))


def _contents(power: Power, transfer: Transfer) -> Iterator[Misfit]:
    about = transfer.subjects
    if about and Subjects.ALL not in (about, power.subjects) and about != power.subjects:
        words = f"{power.citation} is about {power.subjects}, and the flow about {about}. Name another power."
        yield Misfit("power-subjects", words, (Rest(power, "subjects"),))
    if transfer.personal and not power.personal:
        words = (
            f"{power.citation} covers depersonalised information only, and the flow has personal data. "
            "Share counts, or name another power."
        )
        yield Misfit("power-not-personal", words, (Rest(power, "personal"),))
    purpose = transfer.purpose
    # loading and linking serves the purposes of the agreements that use the links
    own = purpose is not None and not purpose.processor
    if purpose and own and power.purposes and purpose.id not in power.purposes:
        words = f"{power.citation} is not for {in_sentence(purpose.label)}. Name a power for this purpose."
        yield Misfit("power-other-purpose", words, (Rest(power, "purposes"),))
    yield from _excluded(power, transfer)


def _excluded(power: Power, transfer: Transfer) -> Iterator[Misfit]:
    excludes = Rest(power, "excludes")
    if "patient-information" in power.excludes and transfer.patient_information:
        words = f"{power.citation} does not cover patient information. Leave it out, or name another power."
        yield Misfit("power-excludes", words, (excludes,))
    body = transfer.provider
    from_care = transfer.personal and body.health_or_social_care == "whole"
    if "from-health-or-social-care" in power.excludes and from_care:
        words = (
            f"{power.citation} does not cover personal information from a health or social-care authority. "
            "Name another power."
        )
        yield Misfit("power-excludes", words, (excludes, Rest(body, "health_or_social_care")))


@dataclass(frozen=True)
class Fit:
    """A power that covers a transfer, which sides may cite it, why it is offered, and what it still needs."""

    power: Power
    cited_by: tuple[str, ...]
    reasons: tuple[str, ...]
    needs: tuple[str, ...]


def powers_that_fit(law: Law, transfer: Transfer, on: date) -> tuple[Fit, ...]:
    """The powers in force that day whose predicates the transfer meets, best first."""
    fits = []
    for power in law.powers.on(on):
        if power.kind not in _SHARING:
            continue
        cited_by = tuple(side for side in _SIDES if not any(misfits(power, transfer, side)))
        if cited_by:
            needs = (*(each.words for each in unmet_needs(power, transfer)), *power.needs)
            fits.append(Fit(power, cited_by, tuple(_reasons(power, transfer)), needs))
    return tuple(sorted(fits, key=_best_first))


def _best_first(fit: Fit) -> tuple[bool, bool, int, bool, str]:
    """The purpose's own before general ones; duties, powers, functions; checked before unchecked."""
    power = fit.power
    return power.weak_alone, not power.purposes, _SHARING.index(power.kind), not power.checked, power.id


def _reasons(power: Power, transfer: Transfer) -> Iterator[str]:
    yield {
        "duty": "It obliges to share or to co-operate",
        "power": "It lets the provider share",
        "function": "Sharing follows from a task that the law gives",
    }[power.kind]
    if transfer.purpose and power.purposes:
        yield f"It is for {in_sentence(transfer.purpose.label)}"
    if power.sets_aside:
        yield "It sets the duty of confidence aside"
    if power.weak_alone:
        yield "It is too general to rest on by itself"
    if not power.checked:
        yield "Nobody has checked this entry against the source"
