"""On what grounds something may be withheld from the person it is about: a closed list, each with its source.

Nobody has checked the paragraphs against the Act for this list: it helps whoever decides, and decides
nothing.
"""

from enum import StrEnum


class Exemption(StrEnum):
    """The word that is stored."""

    SOMEBODY_ELSE = "somebody else"
    SERIOUS_HARM = "serious harm"
    PREJUDICE = "prejudice"
    LEGAL_ADVICE = "legal advice"
    CHILD_ABUSE = "child abuse"

    @property
    def label(self) -> str:
        """As whoever decides reads it."""
        return _WORDS[self][0]

    @property
    def source(self) -> str:
        return _WORDS[self][1]

    @property
    def is_told(self) -> bool:
        """Whether the person is told that something was withheld on this ground."""
        return self in _TOLD

    @property
    def told(self) -> str:
        """As the person reads it."""
        return _TOLD[self]


_WORDS = {
    Exemption.SOMEBODY_ELSE: (
        "It is about somebody else",
        "Data Protection Act 2018, Schedule 2, paragraph 16",
    ),
    Exemption.SERIOUS_HARM: (
        "It would seriously harm somebody",
        "Data Protection Act 2018, Schedule 3, parts 2 to 4 (health, social work, education)",
    ),
    Exemption.PREJUDICE: (
        "It would warn somebody, or prejudice an investigation",
        "Data Protection Act 2018, Schedule 2, paragraph 2, and section 45(4)",
    ),
    Exemption.LEGAL_ADVICE: (
        "It is legal advice",
        "Data Protection Act 2018, Schedule 2, paragraph 19",
    ),
    Exemption.CHILD_ABUSE: (
        "It is about abuse of a child, and not in that child's interests to tell",
        "Data Protection Act 2018, Schedule 3, paragraph 21",
    ),
}
_TOLD = {
    Exemption.SOMEBODY_ELSE: "Some of it was about other people too.",
    Exemption.LEGAL_ADVICE: "Some of it was legal advice.",
}
GIVE = "give"


def choices() -> list[tuple[str, str]]:
    """What may be decided of each row and each look, as stored and as read; nothing is decided at first."""
    grounds = [(each.value, f"Withhold: {each.label[0].lower()}{each.label[1:]}") for each in Exemption]
    return [("", "Not decided yet"), (GIVE, "Give"), *grounds]
