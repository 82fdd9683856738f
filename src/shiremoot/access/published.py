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


def is_there(home: Home) -> bool:
    return current(home) is not None
