"""What an agreement says beside its flows, in the order of the ICO's data sharing code."""

from dataclasses import dataclass
from enum import StrEnum

from shiremoot.gateway.agreements.file import Kind


@dataclass(frozen=True)
class Section:
    """One heading of the agreement; `asks` tells whoever drafts what belongs under it."""

    id: str
    heading: str
    asks: str


class Part(StrEnum):
    """Parts of a draft that are not words under one heading."""

    ABOUT = "about"
    PARTIES = "parties"
    REVIEW = "review"


WORDS = (
    Section(
        "aim",
        "Why data are shared",
        "The aim, what good comes of it and to whom, the risks of sharing and those of not sharing.",
    ),
    Section(
        "necessity",
        "Why it is necessary",
        "Why the aim cannot be met with less: fewer fields, fewer people, or nobody identified.",
    ),
    Section(
        "controllers",
        "Who is responsible",
        "Who is controller, whether some decide jointly (Article 26), and who only processes (Article 28).",
    ),
    Section("joining", "How organisations join and leave", "Who decides, and what happens with their data."),
    Section(
        "accuracy",
        "Accuracy and quality",
        "How data are kept right, who is told of a mistake, and how it is put right on each side.",
    ),
    Section("security", "Security", "How data are protected on their way and where they are kept."),
    Section("access", "Access and training", "Which staff may see the data, and what they were taught."),
    Section(
        "rights",
        "People's rights",
        "Whom people ask to see, correct or object, and how the parties answer as one.",
    ),
    Section("transparency", "How people are told", "Where people read what is shared about them, and why."),
    Section("breach", "When something goes wrong", "Who tells whom of a breach, and within how many hours."),
    Section("ending", "How it ends", "Notice, and what happens with data that were shared."),
)
HEADINGS = {section.id: section.heading for section in WORDS}
PART_HEADINGS = {
    Part.ABOUT: "What it is",
    Part.PARTIES: "Parties",
    Part.REVIEW: "Review and contact",
}


def heading_of(name: str) -> str:
    """The heading of a part or section; a clause's is its number."""
    return HEADINGS.get(name) or next((words for part, words in PART_HEADINGS.items() if part == name), name)


_ALWAYS = frozenset({"aim", "controllers", "joining", "rights", "breach", "ending"})


def required(kind: Kind | None) -> tuple[Section, ...]:
    """A protocol shares nothing by itself: what speaks of data in use is said where they are used."""
    if kind is Kind.RECIPROCAL:
        return tuple(section for section in WORDS if section.id in _ALWAYS)
    return WORDS
