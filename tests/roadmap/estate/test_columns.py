"""Which heading holds what: as councils publish it, as a body said before, and what reads alike."""

import pytest

from shiremoot.roadmap.estate.columns import COLUMNS, missing, plain, proposed, recognised, unknown

GUIDANCE = """
    OrganisationLabel UPRN UniqueAssetId NameOfBuildingOrLand Street PostTown Postcode GeoX GeoY TenureType
    TenureDetail LeaseStart LeaseEnd Purpose ServicesOffered SizeM2 TotalBuildingOperationCosts
    RequiredMaintenance FunctionalSuitability EnergyPerformanceRating OccupancyPercent
"""
NOTES = """
    Organisation name, Unique Property Reference Number (UPRN), Unique Asset ID, Name, No, Street, Post Town,
    Post Code, X Co-ordinate, Y Co-ordinate, Tenure, Tenure Category
"""


def test_no_heading_stands_for_two_columns():
    known = [words for column in COLUMNS for words in set(column.known)]
    assert len(known) == len(set(known))
    assert all(words and words == plain(words) for words in known)


@pytest.mark.parametrize("headings", [GUIDANCE.split(), [each.strip() for each in NOTES.split(",")]])
def test_headings_as_they_are_published_are_known(headings):
    assert unknown(headings, {}) == []
    found = recognised(headings, {})
    assert [heading for heading, name in found.items() if not name] == headings[:1]
    assert missing(found) == []


def test_of_two_headings_for_one_column_the_likelier_is_taken_and_the_other_left_out():
    found = recognised(["Holding type", "Purpose"], {})
    assert found == {"Holding type": "", "Purpose": "use"}
    assert unknown(["Holding type", "Purpose"], {}) == []


def test_what_a_body_said_before_goes_first_and_is_not_asked_again():
    before = {"Premises": "name", "Name": "", "Site code": "asset"}
    headings = ["Premises", "Name", "Site code", "UPRN"]
    assert unknown(headings, before) == []
    assert recognised(headings, before) == {
        "Premises": "name", "Name": "", "Site code": "asset", "UPRN": "uprn",
    }  # fmt: skip


def test_what_reads_alike_is_proposed_and_has_to_be_confirmed():
    headings = ["Asset refrence", "Name", "Postcod", "Colour of door"]
    assert unknown(headings, {}) == ["Asset refrence", "Postcod", "Colour of door"]
    assert recognised(headings, {})["Asset refrence"] == ""
    found = proposed(headings, {})
    assert found == {"Asset refrence": "asset", "Name": "name", "Postcod": "postcode", "Colour of door": ""}


def test_a_register_needs_names_and_references():
    assert missing({"a": "name", "b": "uprn"}) == []
    assert missing({"a": "use"}) == ["Name", "Asset reference or UPRN"]
