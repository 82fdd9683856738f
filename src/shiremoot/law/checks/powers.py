"""The powers that each side cites: are they powers, and do they cover this flow?"""

from collections.abc import Iterator

from shiremoot.law.fitting import Transfer, misfits, unmet_needs
from shiremoot.law.results import Found
from shiremoot.law.wording import in_sentence

from .case import Case, known


def exemption_not_power(case: Case) -> Iterator[Found]:
    for party in (case.provider, case.recipient):
        for cited in party.side.powers:
            power = known(case.law.powers, cited)
            if power and power.kind in ("exemption", "restriction"):
                what = "lifts duties" if power.kind == "exemption" else "restricts sharing"
                words = (
                    f"{power.citation} {what}; it gives no power to share. Name a duty, power or function."
                )
                finding = party.found("exemption-not-power", "powers", words, power)
                yield _cited(finding, power.citation)


def power_does_not_cover(case: Case) -> Iterator[Found]:
    transfer = _transfer(case)
    if transfer is None:
        return
    for party in (case.provider, case.recipient):
        for power in party.powers:
            for misfit in (*misfits(power, transfer, party.name), *unmet_needs(power, transfer)):
                finding = party.found(misfit.check, "powers", misfit.words, *misfit.rests)
                yield _cited(finding, power.citation)


def power_weak_alone(case: Case) -> Iterator[Found]:
    for party in (case.provider, case.recipient):
        powers = sorted(party.powers, key=lambda power: power.id)
        if powers and all(power.weak_alone for power in powers):
            cited = " and ".join(power.citation for power in powers)
            words = (
                f"{party.who} rests on {cited} alone, too general to carry a flow. "
                "Name a specific duty, power or function beside it."
            )
            yield _cited(party.found("power-weak-alone", "powers", words, *powers), cited)


def power_conditions(case: Case) -> Iterator[Found]:
    for party in (case.provider, case.recipient):
        for power in party.powers:
            for need in power.needs:
                words = f"{power.citation} asks for this besides: {in_sentence(need)}. See that it is so."
                yield _cited(party.found("power-conditions", "powers", words, power), power.citation)


def _transfer(case: Case) -> Transfer | None:
    provider, recipient, flow = case.provider.body, case.recipient.body, case.flow
    if provider is None or recipient is None:
        return None
    return Transfer(
        provider=provider,
        recipient=recipient,
        purpose=case.purpose,
        subjects=flow.subjects,
        personal=flow.personal,
        patient_information=flow.patient_information and flow.personal,
        on_request=flow.on_request,
        consent=flow.consent,
    )


def _cited(finding: Found, citation: str) -> Found:
    return Found(finding.check, finding.field, finding.words, finding.rests, citation)


RULES = (exemption_not_power, power_does_not_cover, power_weak_alone, power_conditions)
