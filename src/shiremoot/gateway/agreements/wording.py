"""What an agreement says, line by line and in words, for pages, documents and differences. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shiremoot.dates import day_month
from shiremoot.gateway.agreements.citing import basis_words, power_words
from shiremoot.gateway.agreements.file import Clause, Derived, Proposal, Rows
from shiremoot.gateway.agreements.sections import PART_HEADINGS, WORDS, Part
from shiremoot.law import Law
from shiremoot.law.items import Item

Lines = Mapping[str, tuple[str, ...]]
"""Label → what is said under it; several where it is a list. What is not said has no line."""


@dataclass(frozen=True)
class Names:
    """What is called what: organisations, agreements, and the law's items."""

    organisations: Mapping[str, str]
    agreements: Mapping[str, str]
    law: Law

    def organisation(self, identifier: str) -> str:
        return self.organisations.get(identifier, identifier)


@dataclass(frozen=True)
class Chapter:
    """A part of the agreement under one heading. `place` is its clause, or the name of its section."""

    place: str
    heading: str
    lines: Lines


def chapters(proposal: Proposal, names: Names) -> list[Chapter]:
    """Everything that the agreement says, in its order."""
    found = [
        Chapter(Part.ABOUT, PART_HEADINGS[Part.ABOUT], _about(proposal, names)),
        Chapter(Part.PARTIES, PART_HEADINGS[Part.PARTIES], _parties(proposal, names)),
    ]
    for section in WORDS:
        words = proposal.sections.get(section.id, "")
        found.append(Chapter(section.id, section.heading, _said({"": words})))
    found += [
        Chapter(clause.clause, f"Clause {clause.clause}", clause_lines(clause, names))
        for clause in proposal.flows
    ]
    found.append(Chapter(Part.REVIEW, PART_HEADINGS[Part.REVIEW], _review(proposal)))
    return [chapter for chapter in found if chapter.lines]


def clause_lines(clause: Clause, names: Names) -> Lines:
    """One clause, label by label."""
    return _said(
        {
            "What is shared": clause.sentence,
            "From": f"{names.organisation(clause.provider)}, {clause.dataset}" if clause.dataset else "",
            "To": tuple(
                f"{names.organisation(each.organisation)}: {', '.join(each.roles).replace('-', ' ')}"
                for each in clause.recipients
            ),
            "For": clause.purpose.label if clause.purpose else "",
            "How": clause.mode.value,
            "Fields": clause.fields,
            "Worked out from other data": tuple(_derived(each) for each in clause.derived),
            "Only rows": _rows(clause.rows) if clause.rows else "",
            "Only where there is": tuple(kind.label for kind in clause.relationships),
            "About": _subjects(clause),
            "Lawful basis": basis_words(clause, names.law),
            "Power": power_words(clause, names.law),
            "Special categories": _labels(names.law.categories, clause.categories),
            "Offences": "Data about criminal offences are among the fields" if clause.offences else "",
            "Confidentiality": _labels(names.law.routes, [clause.confidentiality]),
            "National data opt-out": _labels(names.law.opt_outs, [clause.opt_out]),
            "Consent": "Nothing is shown without the person's consent" if clause.rests_on_consent else "",
            "On request": "Only when the recipient asks" if clause.on_request else "",
            "Kept for": clause.retention,
            "Conditions": clause.obligations,
            "Said where it is withheld": clause.when_withheld,
            **_statements(clause),
        }
    )


def _rows(rows: Rows) -> str:
    if rows.value:
        return f"in which {rows.field} says “{rows.value}”"
    return f"of the last {rows.within_months} months, by {rows.field}"


def _derived(each: Derived) -> str:
    until = day_month(each.until) if each.until else "not said"
    return (
        f"{each.field}. What it says: {each.definition} Worked out from: {each.source} Found to be right: "
        f"{each.validation} Who answers for it: {each.owner} Who switches it off: {each.off_switch} "
        f"Shared until: {until}"
    )


_STATEMENTS = {
    "need": "Why the recipient needs it",
    "proportionality": "Why it is necessary and proportionate",
    "public_interest": "Substantial public interest",
    "assessment": "Legitimate interests assessment",
    "balancing": "Public interest against confidence",
    "withdrawal": "How consent is withdrawn",
}


def _statements(clause: Clause) -> dict[str, str]:
    return {label: getattr(clause.statements, key) for key, label in _STATEMENTS.items()}


def _subjects(clause: Clause) -> str:
    about = f"{clause.subjects}" if clause.subjects else ""
    many = f"about {clause.people:,} people" if clause.people is not None else ""
    return ", ".join(filter(None, [about, many]))


def _labels(shelf: Mapping[str, Item], ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(shelf[each].label if each in shelf else each for each in ids if each)


def _about(proposal: Proposal, names: Names) -> Lines:
    days = [day_month(day) if day else "" for day in (proposal.begins, proposal.until)]
    return _said(
        {
            "Title": proposal.title,
            "Summary": proposal.summary,
            "Kind": proposal.kind or "",
            "Tier": proposal.tier or "",
            "Stands under": names.agreements.get(proposal.under or "", proposal.under or ""),
            "From": days[0],
            "Until the start of": days[1],
        }
    )


def _parties(proposal: Proposal, names: Names) -> Lines:
    return _said({"": tuple(names.organisation(each) for each in proposal.parties)})


def _review(proposal: Proposal) -> Lines:
    return _said(
        {
            "Reviewed on": day_month(proposal.review_on) if proposal.review_on else "",
            "Reviewed earlier if": proposal.review_triggers,
            "Contact": proposal.contact,
        }
    )


def _said(lines: Mapping[str, str | tuple[str, ...]]) -> Lines:
    whole = {label: (said,) if isinstance(said, str) else said for label, said in lines.items()}
    return {label: said for label, said in whole.items() if any(said)}
