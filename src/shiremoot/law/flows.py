"""What a flow is for the law, as far as the checks look. What a draft has not said yet is empty or None."""

from dataclasses import dataclass, field
from enum import StrEnum


class Regime(StrEnum):
    """Which part of data-protection law a side works under."""

    UKGDPR = "ukgdpr"
    PART3 = "part3"


class Mode(StrEnum):
    """How much of a person the flow shows."""

    IDENTIFIED = "identified"
    PSEUDONYMISED = "pseudonymised"
    AGGREGATE = "aggregate"


class Subjects(StrEnum):
    """Whom the data are about."""

    CHILDREN = "children"
    ADULTS = "adults"
    ALL = "all"


class Dpia(StrEnum):
    """How far the data protection impact assessment is."""

    NONE = "none"
    DRAFT = "draft"
    SIGNED = "signed"


class Trait(StrEnum):
    """What only the person who drafts can say about the processing; it counts in screening and risk."""

    PROFILING = "profiling"
    AUTOMATED_DECISIONS = "automated-decisions"
    DENIES_SERVICE = "denies-service"
    TRACKING = "tracking"
    PUBLIC_MONITORING = "public-monitoring"
    INNOVATIVE = "innovative"
    TARGETS_VULNERABLE = "targets-vulnerable"
    COULD_HARM = "could-harm"
    NOT_TOLD = "not-told"
    MATCHED = "matched"


@dataclass(frozen=True)
class Side:
    """The provider or the recipient. All but `body` and `regime` are ids of the law's files, or None."""

    body: str
    regime: Regime = Regime.UKGDPR
    basis: str | None = None
    recognised_interest: str | None = None
    condition: str | None = None
    """The condition of Article 9(2)."""
    schedule_1: str | None = None
    """The paragraph of Schedule 1 that the condition needs."""
    offence_condition: str | None = None
    """A paragraph of Schedule 1, or the condition of Article 10, for data about offences."""
    part_3_basis: str | None = None
    schedule_8: str | None = None
    powers: tuple[str, ...] = ()
    policy_document: bool = False
    """Whether there is an appropriate policy document."""


@dataclass(frozen=True)
class Statements:
    """Reasons in the parties' own words."""

    need: str = ""
    """The requester's statement of why it needs the data."""
    proportionality: str = ""
    public_interest: str = ""
    assessment: str = ""
    """The legitimate interests assessment."""
    balancing: str = ""
    """Why the public interest outweighs confidence, and who approved it."""
    withdrawal: str = ""
    """How somebody withdraws consent, and what happens then."""


@dataclass(frozen=True)
class FlowField:
    """A field by its name, and the category of its meaning in the vocabulary."""

    name: str
    category: str


@dataclass(frozen=True)
class LawfulFlow:
    """One clause of an agreement."""

    provider: Side
    recipient: Side
    purpose: str | None = None
    subjects: Subjects | None = None
    mode: Mode = Mode.IDENTIFIED
    dataset: str = ""
    fields: tuple[FlowField, ...] = ()
    categories: frozenset[str] = frozenset()
    """Special categories among the fields."""
    offences: bool = False
    patient_information: bool = False
    """Whether confidential patient or service-user information is among the fields."""
    people: int | None = None
    """About how many people it is."""
    traits: frozenset[Trait] = frozenset()
    on_request: bool = False
    only_emergencies: bool = False
    """Whether it opens in an emergency alone."""
    consent: bool = False
    """Whether each person agrees before."""
    confidentiality: str | None = None
    opt_out: str | None = None
    retention: str = ""
    dpia: Dpia = Dpia.NONE
    statements: Statements = field(default_factory=Statements)

    @property
    def personal(self) -> bool:
        return self.mode is not Mode.AGGREGATE
