"""Who acted in an opening, as far as somebody may know: of another organisation's staff the role alone."""

from collections.abc import Iterable
from uuid import UUID

from shiremoot.access.models import Opening
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.ledger.acts import Viewer


def who_acted(openings: Iterable[Opening], by: Viewer) -> dict[UUID, str]:
    """Opening → *Dana Fiction, social worker, Ambershire County Council*, or without the name."""
    among = list(openings)
    own = {each.user_id for each in among if each.organisation == by.organisation}
    users, names = organisations.user_names(own), organisations.names()
    return {each.pk: _words(each, users.get(each.user_id, ""), names) for each in among}


def _words(opening: Opening, user: str, names: dict[str, str]) -> str:
    who = f"{opening.role.replace('-', ' ')}, {names.get(opening.organisation, opening.organisation)}"
    return f"{user}, {who}" if user else who[:1].upper() + who[1:]
