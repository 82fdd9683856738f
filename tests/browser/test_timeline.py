"""What happened when, across agencies: chosen by service and period, with and without JavaScript."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Site

HOUSING = "Housing"
"""It works with the child whatever day it is."""


def opened(site: Site, demo) -> None:
    site.be("Dana Fiction")
    site.search(f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}")
    site.open_first("A contact or referral was received", "A contact from school this morning")
    expect(site.page.get_by_role("heading", name="Timeline")).to_be_visible()


def choose_all_of(site: Site, service: str) -> None:
    """All the time there is, of one service or of all."""
    site.page.get_by_label("Service", exact=True).select_option(label=service)
    site.page.get_by_label("Period", exact=True).select_option(label="All that is shown here")
    with site.page.expect_navigation():
        site.page.get_by_role("button", name="Show").click()


def test_a_social_worker_reads_one_service_over_all_the_time_there_is(site, demo):
    # Given a child's page; when she asks for the school alone, over all the time there is
    opened(site, demo)
    choose_all_of(site, "School")

    # Then the list is open and of the school alone, and the picture has one lane of it
    rows = site.page.get_by_role("region", name="Events as a list").get_by_role("row")
    services = set(rows.locator("td:nth-child(2)").all_inner_texts())
    assert services == {"School"}
    picture = site.page.locator(".sm-timeline--wide")
    expect(picture).not_to_contain_text(HOUSING)
    site.is_right("person-timeline-school")

    # And the address names neither the service nor the child
    assert re.search(r"\?service=\d+&period=all#timeline$", site.page.url)

    # And it says as of when the data are, who was asked, and what that cannot cover
    expect(site.page.locator("main")).to_contain_text("Data as of ")
    expect(site.page.locator("main")).to_contain_text("Asked: Adult social care, Children's social care")
    expect(site.page.locator("main")).to_contain_text("Not covered: services that no agreement lets")

    # When she asks for everybody again, then all lanes come back
    choose_all_of(site, "All services")
    expect(picture).to_contain_text(HOUSING)
    site.is_right("person-timeline-all")


def test_on_a_phone_another_picture_is_drawn_whose_words_can_be_read(site, demo):
    opened(site, demo)
    narrow, wide = site.page.locator(".sm-timeline--narrow"), site.page.locator(".sm-timeline--wide")
    expect(wide).to_be_visible()
    expect(narrow).to_be_hidden()
    site.page.set_viewport_size({"width": 390, "height": 900})
    expect(narrow).to_be_visible()
    expect(wide).to_be_hidden()
    for word in narrow.locator("text").all():
        assert word.bounding_box()["height"] >= 12


def test_it_is_chosen_without_javascript_too(browser, base_url, demo):
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    site = Site(context.new_page())
    opened(site, demo)
    choose_all_of(site, "School")
    expect(site.page.get_by_role("region", name="Events as a list")).to_be_visible()
    context.close()
