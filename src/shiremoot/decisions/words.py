"""The closed vocabularies a request is made of, with the words people read."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why data is used; chosen before a search or an opening, never combined."""

    SAFEGUARDING_CHILDREN = "safeguarding-children"
    SAFEGUARDING_ADULTS = "safeguarding-adults"
    EARLY_HELP = "early-help"
    HOUSING_SUPPORT = "housing-support"
    FIRE_PREVENTION = "fire-prevention"
    EMERGENCY_RESPONSE = "emergency-response"
    LINKING = "linking"
    CORRECTION = "correction"
    CASELOAD = "caseload"
    FIRE_VISITS = "fire-visits"
    SUBJECT_ACCESS = "subject-access"
    RESEARCH_AND_PLANNING = "research-and-planning"

    @property
    def label(self) -> str:
        return _PURPOSE_LABELS[self]

    @property
    def looks_for_people(self) -> bool:
        """Whether somebody is searched for and opened for it; others keep records, list homes, or count."""
        return self not in _BESIDE_THE_WORK

    @property
    def is_processing(self) -> bool:
        """Whether the recipient only processes, for the provider (UK GDPR, Article 28)."""
        return self in (Purpose.LINKING, Purpose.CASELOAD)


_BESIDE_THE_WORK = (
    Purpose.LINKING,
    Purpose.CORRECTION,
    Purpose.CASELOAD,
    Purpose.FIRE_VISITS,
    Purpose.SUBJECT_ACCESS,
    Purpose.RESEARCH_AND_PLANNING,
)
_PURPOSE_LABELS = {
    Purpose.SAFEGUARDING_CHILDREN: "Safeguarding children",
    Purpose.SAFEGUARDING_ADULTS: "Safeguarding adults",
    Purpose.EARLY_HELP: "Early help for families",
    Purpose.HOUSING_SUPPORT: "Housing support",
    Purpose.FIRE_PREVENTION: "Fire prevention at home",
    Purpose.EMERGENCY_RESPONSE: "Responding to an emergency",
    Purpose.LINKING: "Loading and linking records",
    Purpose.CORRECTION: "Correcting records",
    Purpose.CASELOAD: "Keeping caseloads",
    Purpose.FIRE_VISITS: "Visiting homes for fire safety",
    Purpose.SUBJECT_ACCESS: "Answering requests for one's own data",
    Purpose.RESEARCH_AND_PLANNING: "Research, statistics and planning",
}


class Mode(StrEnum):
    """How much of a person a use of data shows."""

    IDENTIFIED = "identified"
    PSEUDONYMISED = "pseudonymised"
    AGGREGATE = "aggregate"


class RelationshipKind(StrEnum):
    """Why this practitioner may open this person."""

    CASELOAD = "caseload"
    REFERRAL = "referral"
    OPEN_CONTACT = "open-contact"
    OPENED_WITH_REASON = "opened-with-reason"
    EMERGENCY = "emergency"
    SHARED_BY_DECISION = "shared-by-decision"
    """Not theirs to claim: somebody at the provider decided to share it with them."""

    @property
    def label(self) -> str:
        return self.value.replace("-", " ")


class ReasonCategory(StrEnum):
    """What providers see of a reason; its free text stays with the viewer's own reviewers."""

    CONTACT_RECEIVED = "contact-received"
    ASSESSMENT = "assessment"
    ONGOING_WORK = "ongoing-work"
    VISIT = "visit"
    QUALITY_CHECK = "quality-check"
    EMERGENCY = "emergency"

    @property
    def label(self) -> str:
        return _REASON_LABELS[self]


_REASON_LABELS = {
    ReasonCategory.CONTACT_RECEIVED: "A contact or referral was received",
    ReasonCategory.ASSESSMENT: "An assessment or enquiry is under way",
    ReasonCategory.ONGOING_WORK: "I am working with this person or family",
    ReasonCategory.VISIT: "Preparing a visit or a meeting",
    ReasonCategory.QUALITY_CHECK: "Checking the quality of a record",
    ReasonCategory.EMERGENCY: "An emergency: somebody is in danger now",
}


class Outcome(StrEnum):
    """What a decision says of one field."""

    SHOWN = "shown"
    NOTED = "noted"
    REFUSED = "refused"
