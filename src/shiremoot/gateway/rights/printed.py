"""The answer on paper, for the person it is about. Pure."""

from collections.abc import Iterable

from shiremoot.dates import day_month
from shiremoot.gateway.rights.answering import Answer, Part
from shiremoot.gateway.rights.keeping import KEPT_DAYS
from shiremoot.paper import Heading, Table, Text, pdf
from shiremoot.paper import Part as OnPaper

TITLE = "Your data: the answer to your request"
NOTHING = "It holds nothing here that you have a right to be given."


def printed(answer: Answer) -> bytes:
    """The file, a PDF. The person is named on its pages alone: its title is seen in lists of files."""
    foot = f"{answer.reference}, answered on {day_month(answer.answered_on)} by {answer.from_organisation}."
    return pdf(_parts(answer), title=TITLE, foot=foot)


def _parts(answer: Answer) -> Iterable[OnPaper]:
    yield Heading("What is held about you, and who looked at it", 1)
    yield Text(
        f"For {answer.name}. Your request of {day_month(answer.asked_on)}, reference {answer.reference}, "
        f"answered on {day_month(answer.answered_on)} by {answer.from_organisation} for all the "
        "organisations below."
    )
    yield Text(
        "Each organisation looked at its own records and decided what to give you. Dates of records are "
        "those of the copies that it gave. Names of staff are left out."
    )
    for part in answer.parts:
        yield from _of(part)
    yield from _who_looked(answer)
    yield from _rights(answer)
    yield from _agreements(answer)


def _of(part: Part) -> Iterable[OnPaper]:
    yield Heading(part.organisation)
    if part.answers_itself:
        yield Text("It answers you itself: ask it directly. How to reach it stands at the end.")
        return
    if not part.kinds:
        yield Text(NOTHING)
    for kind in part.kinds:
        yield Heading(f"{kind.service}: {kind.called}", 3)
        yield Text(f"As of {day_month(kind.as_at)}")
        for row in kind.rows:
            yield Text("\n".join(f"{label}: {value}" for label, value in row))
    if part.withheld:
        yield Text("Not everything was given. " + " ".join(part.withheld))


def _who_looked(answer: Answer) -> Iterable[OnPaper]:
    yield Heading("Who looked at your records here")
    yield Text(
        "Looks through Shiremoot until you asked: by which organisation, in which role, for what. Looks "
        "within an organisation's own systems are not recorded here: ask it about those. Looks to answer "
        "you are not listed."
    )
    if not answer.looks:
        yield Text("None that you have a right to be told of.")
        return
    lines = [
        (day_month(each.day), f"{each.organisation}: {each.role}", each.purpose, each.whose)
        for each in answer.looks
    ]
    yield Table(("Day", "Who", "What for", "Whose records"), lines, widths=(2, 4, 3, 3))


WITHHOLDING = (
    "The law lets an organisation leave out some things: what is about somebody else, what would "
    "seriously harm somebody, what would warn somebody or hinder an investigation, legal advice, and some"
    " records of the abuse of a child. Where saying so would itself do harm, it need not say that it left"
    " something out."
)
RIGHTS = (
    "You can have what is wrong put right, and in some cases have data erased, or their use restricted, "
    "or object to it. Tell the organisation that holds them.",
    "You can complain to the organisation. It must tell you within 30 days that it has your complaint, "
    "look into it without delay, and tell you what it found.",
    "You can complain to the Information Commissioner: https://ico.org.uk/make-a-complaint/, telephone "
    "0303 123 1113.",
    "You can ask a court to order that you are given what you have a right to.",
)
STANDING = (
    "Where it came from: each organisation above collected it for its own work, or was given it under the"
    " agreements below.",
    "Shiremoot sends nothing outside the United Kingdom, and no decision about you is made by it.",
    f"This answer is kept for {KEPT_DAYS} days and then deleted. That you were answered is kept in the "
    "record.",
)


def _rights(answer: Answer) -> Iterable[OnPaper]:
    yield Heading("What may be left out")
    yield Text(WITHHOLDING)
    yield Heading("Your rights")
    yield from map(Text, RIGHTS)
    yield from map(Text, STANDING)
    for each in answer.whom_to_ask:
        yield Text(": ".join(filter(None, (each.name, ", ".join(filter(None, (each.phone, each.email)))))))


def _agreements(answer: Answer) -> Iterable[OnPaper]:
    yield Heading("What is shared about people here, why, and for how long")
    for each in answer.agreements:
        yield Heading(each.title, 3)
        yield Text(f"{each.summary}\nFor: {', '.join(each.purposes)}. Until {day_month(each.until)}.")
        yield Text("\n".join(line.words for line in each.lines))
        yield Text(f"By law: {'; '.join(each.by_law)}\nKept: {' '.join(each.kept)}")
