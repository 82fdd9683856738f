"""What changed, in words."""

from shiremoot.access.notices import Change, What
from shiremoot.portal.news import in_words


def test_changes_are_told_by_service_and_kind_with_how_many_where_it_is_not_one():
    found = (
        Change("Police", "event", "Incident", What.NEW, 2),
        Change("Housing", "involvement", "Tenancies", What.CLOSED, 1),
        Change("Police", "person", "Nominals", What.CHANGED, 1),
        Change("Children's social care", "event", "Contact from", What.GONE, 1),
    )
    assert in_words(found) == [
        "Children's social care: contact not shown any more",
        "Housing: involvement closed",
        "Police: new incident (2), name and address changed",
    ]
