"""Adopted agreements as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shiremoot.gateway.agreements.compile import Adopted, spans
from shiremoot.gateway.agreements.file import AgreementFile, Signature
from shiremoot.gateway.agreements.models import Agreement
from shiremoot.gateway.agreements.verbs import adopted

IN_FORCE, ENDED, SUPERSEDED = "in force", "ended", "superseded"
OUT_FOR_SIGNATURE, NOT_YET = "out for signature", "not yet in force"


@dataclass(frozen=True)
class AgreementView:
    """An adopted version. `above` is the title of the agreement it stands under."""

    file: AgreementFile
    state: str
    above: str
    adopted_at: datetime
    text_hash: str

    def signature_of(self, organisation: str) -> Signature | None:
        return next((each for each in self.file.signed if each.organisation == organisation), None)


def overview(*, at: datetime) -> list[AgreementView]:
    """Every adopted version, those in force first."""
    everything = adopted()
    titles = {each.file.agreement: each.file.title for each in everything}
    hashes = {(found.identifier, found.version): found.text_hash for found in Agreement.objects.all()}
    views = [
        AgreementView(
            file=each.file,
            state=state_of(each, everything, at),
            above=titles.get(each.file.under or "", ""),
            adopted_at=each.adopted_at,
            text_hash=hashes[each.file.agreement, each.file.version],
        )
        for each in everything
    ]
    return sorted(views, key=lambda view: (view.state != IN_FORCE, view.file.title, -view.file.version))


def titles() -> dict[str, str]:
    """Agreement identifier → its title, of the newest version adopted."""
    return dict(Agreement.objects.order_by("version").values_list("identifier", "title"))


def one(identifier: str, version: int, *, at: datetime) -> AgreementView | None:
    views = overview(at=at)
    return next((v for v in views if (v.file.agreement, v.file.version) == (identifier, version)), None)


def state_of(agreement: Adopted, agreements: Iterable[Adopted], at: datetime) -> str:
    """In the glossary's words, from the same spans that the grants are compiled from."""
    found = spans(agreement, agreements)
    if any(span.holds(at) for span in found):
        return IN_FORCE
    if agreement.span.ends <= at:
        return ENDED
    if not found:
        return OUT_FOR_SIGNATURE
    if any(at < span.begins < span.ends for span in found):
        return NOT_YET
    return SUPERSEDED if any(span.why_ends.startswith("was replaced") for span in found) else ENDED
