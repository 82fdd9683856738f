"""The common-law duty of confidentiality and the national data opt-out."""

from collections.abc import Iterator

from shiremoot.law.items import Route
from shiremoot.law.results import Found
from shiremoot.law.wording import in_sentence

from .case import Case, found


def route_missing(case: Case) -> Iterator[Found]:
    if _confidential(case) and not case.flow.confidentiality:
        words = (
            "The flow has confidential patient information and no route through the duty of confidence. "
            "Choose one; it is a question of its own beside the lawful basis."
        )
        yield found("confidentiality-missing", "confidentiality", words)


def route_contradicts(case: Case) -> Iterator[Found]:
    route = case.route
    if not (route and _confidential(case)):
        return
    if not route.confidential:
        words = (
            "The flow has confidential patient information, and the route says that nothing is. Choose "
            "another."
        )
        yield found("route-contradicts", "confidentiality", words, route)
    if route.direct_care and case.purpose and not case.purpose.direct_care:
        words = (
            "Implied consent is for a person's own care, and the flow is for "
            f"{in_sentence(case.purpose.label)}. "
            "Choose another route."
        )
        yield found("route-not-direct-care", "confidentiality", words, route)
    if route.consent and not case.flow.consent:
        words = (
            "The route is consent, and the flow does not say that each person agrees. Ask them, or choose "
            "another."
        )
        yield found("route-needs-consent", "consent", words, route)
    yield from _without_power(case, route)


def _without_power(case: Case, route: Route) -> Iterator[Found]:
    powers = case.provider.powers
    if route.power == "duty" and all(power.kind != "duty" for power in powers):
        words = (
            "The route is a requirement of law, and the provider names no duty. Name it, or choose another "
            "route."
        )
        yield found("route-needs-power", "confidentiality", words, route)
    if route.power == "sets aside" and not any(power.sets_aside for power in powers):
        words = (
            "The route is a statute that sets confidence aside, and none of the provider's powers does. "
            "Name the statute, or choose another route."
        )
        yield found("route-needs-power", "confidentiality", words, route)


def balancing_missing(case: Case) -> Iterator[Found]:
    route = case.route
    if route and route.balancing and _confidential(case) and not case.flow.statements.balancing:
        words = (
            "An overriding public interest has to be weighed in writing. Write the balance down, and say "
            "which "
            "senior officer approved it."
        )
        yield found("balancing-missing", "statements.balancing", words, route)


def opt_out(case: Case) -> Iterator[Found]:
    """Where section 251 supports the flow the opt-out is answered; and the answer goes with the route."""
    route, answer = case.route, case.opt_out
    if not (route and _confidential(case)):
        return
    if route.opt_out and not case.flow.opt_out:
        words = f"{route.label} asks whether the national data opt-out applies. Answer it."
        yield found("opt-out-missing", "opt_out", words, route)
    if answer and route.id not in answer.routes:
        words = f"The answer does not go with the route ({route.label}). Look again at both."
        yield found("opt-out-contradicts", "opt_out", words, route, answer)


def _confidential(case: Case) -> bool:
    return case.flow.patient_information and case.flow.personal


RULES = (route_missing, route_contradicts, balancing_missing, opt_out)
