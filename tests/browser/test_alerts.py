"""What must be known of a person before anything else, at the top of the page."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from shiremoot.contracts import DOMESTIC_ABUSE, is_accused
from shiremoot.people import store


@pytest.fixture(scope="session")
def at_risk(demo) -> str:
    """The NHS number of somebody with an open alert of domestic abuse, who is not accused of it."""
    publish = store.current(demo.home)
    with closing(sqlite3.connect(publish.folder / store.STORE)) as connection:
        rows = connection.execute(
            """SELECT notice.person_id, max(patient."patients.nhs_number")
               FROM "police-records.protection_notices" notice
               JOIN "health.patients" patient USING (person_id)
               WHERE "protection_notices.alert" = ? AND "protection_notices.status" = 'Open'
                 AND "patients.nhs_number" IS NOT NULL
               GROUP BY notice.person_id ORDER BY 2""",
            [DOMESTIC_ABUSE],
        ).fetchall()
    return next(number for person_id, number in rows if not is_accused(publish.parts_in_events(person_id)))


def test_an_alert_stands_first_with_since_when_who_says_so_and_why_it_may_be_seen(site, at_risk):
    # Given somebody at risk of domestic abuse; when a social worker opens the record
    site.be("Dana Fiction")
    site.search(at_risk)
    expect(site.page.locator("main")).not_to_contain_text(DOMESTIC_ABUSE)
    site.open_first("A contact or referral was received", "A contact from the police this morning")

    # Then it stands once, above who is involved, with since when, whose word it is and what to mind
    alert = site.page.locator(".sm-alert").filter(has_text=DOMESTIC_ABUSE)
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text(" since ")
    expect(alert).to_contain_text("Police, Ambershire Police, as of")
    expect(alert).to_contain_text("Do not speak of it where others of the household may hear")
    heading = site.page.get_by_role("heading", name="Who is involved")
    assert alert.bounding_box()["y"] < heading.bounding_box()["y"]

    # And which clause shows it
    alert.get_by_text("Why may I see this?").click()
    expect(alert).to_contain_text("Children's front door agreement, clause 4.3:")
    site.is_right("person-alert")
