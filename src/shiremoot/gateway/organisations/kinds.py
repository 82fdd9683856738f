"""Kinds of body: the closed list of the law's files."""

from shiremoot.errors import UserError
from shiremoot.law import law
from shiremoot.law.items import Body


def kind_id(words: str) -> str:
    """The id of a kind that is written as its id or its label. Raises UserError for one not on the list."""
    bodies = law().bodies
    wanted = "-".join(words.lower().split())
    if wanted in bodies:
        return wanted
    for body in bodies.values():
        if body.label.lower() == " ".join(words.lower().split()):
            return body.id
    raise UserError(f"There is no kind of body called {words}.", bodies.nearest(wanted))


def body_of(kind: str) -> Body | None:
    """None where an organisation was registered before the list was closed, as something not on it."""
    return law().bodies.get(kind)


def kind_label(kind: str) -> str:
    body = body_of(kind)
    return body.label if body else kind


def choices() -> list[tuple[str, str]]:
    return sorted(((body.id, body.label) for body in law().bodies.values()), key=lambda each: each[1])
