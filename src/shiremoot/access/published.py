"""The publish in use, for the rooms above: they never hold one themselves."""

from shiremoot.home import Home
from shiremoot.people.store import Publish, PublishedField, current


class NothingPublished(Exception):
    """No people have been published yet."""


def in_use(home: Home) -> Publish:
    """Raises NothingPublished before the first publish."""
    publish = current(home)
    if publish is None:
        raise NothingPublished
    return publish


def datasets(home: Home) -> list[PublishedField]:
    """One field of each dataset that is published, for its provider and service."""
    try:
        catalogue = in_use(home).catalogue
    except NothingPublished:
        return []
    return list({each.dataset: each for each in catalogue}.values())


def formerly(home: Home, person_id: str) -> list[str]:
    """Who this is now, and every identifier that they had before merges; with no publish, the one given."""
    publish = current(home)
    if publish is None:
        return [person_id]
    now = publish.follow(person_id)
    return [now, *sorted(publish.formerly(now))]


def is_there(home: Home) -> bool:
    return current(home) is not None
