"""Facts about flows that the screening and the risk are worked out from, by the names the files use."""

from collections.abc import Iterable, Sequence

from .flows import FlowField, LawfulFlow, Mode, Subjects, Trait
from .shelves import Law

# What a person says, by the name of the fact; the rest is worked out.
_SAID = {
    Trait.PROFILING: "profiling",
    Trait.AUTOMATED_DECISIONS: "automated-decisions",
    Trait.DENIES_SERVICE: "denies-service",
    Trait.TRACKING: "tracking",
    Trait.PUBLIC_MONITORING: "public-monitoring",
    Trait.INNOVATIVE: "innovative",
    Trait.TARGETS_VULNERABLE: "targets-vulnerable",
    Trait.COULD_HARM: "could-harm",
    Trait.NOT_TOLD: "invisible",
    Trait.MATCHED: "matching",
}
FLOW_FACTS = frozenset(_SAID.values()) | {
    "profiling-with-effect",
    "large-scale-sensitive",
    "large-scale-profiling",
    "large-scale",
    "biometric",
    "genetic",
    "sensitive",
    "vulnerable",
    "patient-information",
    "identified",
    "excess-fields",
}


def facts_of(flows: Sequence[LawfulFlow], law: Law) -> frozenset[str]:
    """What is true of these flows together. Counts that identify nobody say nothing."""
    personal = [flow for flow in flows if flow.personal]
    found = {name for flow in personal for name in _of_one(flow, law)}
    if len({flow.dataset for flow in personal if flow.dataset}) > 1:
        found.add("matching")
    return frozenset(found.union(_together(found)))


def _of_one(flow: LawfulFlow, law: Law) -> Iterable[str]:
    yield from (_SAID[trait] for trait in flow.traits)
    purpose = law.purposes.get(flow.purpose or "")
    if purpose and purpose.processor:
        # loading and linking is what makes one person of many records
        yield "matching"
    if (purpose and purpose.vulnerable) or flow.subjects is Subjects.CHILDREN:
        yield "vulnerable"
    if flow.categories or flow.offences:
        yield "sensitive"
    yield from flow.categories & {"biometric", "genetic"}
    if flow.patient_information:
        yield "patient-information"
    if flow.people is not None and flow.people >= large_scale(law):
        yield "large-scale"
    if flow.mode is Mode.IDENTIFIED:
        yield "identified"
    if excess_fields(flow, law):
        yield "excess-fields"


def _together(found: set[str]) -> Iterable[str]:
    """Facts that follow from two others."""
    if {"profiling", "automated-decisions"} <= found:
        yield "profiling-with-effect"
    if {"large-scale", "sensitive"} <= found:
        yield "large-scale-sensitive"
    if {"large-scale", "profiling"} <= found:
        yield "large-scale-profiling"


def large_scale(law: Law) -> int:
    """From how many people a flow counts as large scale."""
    return law.large_scale["large-scale"].people


def excess_fields(flow: LawfulFlow, law: Law) -> tuple[FlowField, ...]:
    """Fields whose category is not among those that the purpose usually needs, by name."""
    purpose = law.purposes.get(flow.purpose or "")
    if purpose is None:
        return ()
    excess = (field for field in flow.fields if field.category not in purpose.usual_categories)
    return tuple(sorted(excess, key=lambda field: field.name))
