"""Family one step away: who is whose, who has parental responsibility, each opened with its own reason."""

import re

from playwright.sync_api import expect

CATEGORY = "A contact or referral was received"


def test_a_child_s_family_stands_beside_the_household_and_each_opens_with_its_own_reason(site, demo):
    # Given a social worker with a child's record open
    site.be("Dana Fiction")
    site.search(f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}")
    site.open_first(CATEGORY, "A contact from school this morning")

    # Then it says who the child's parents are and which of them has parental responsibility
    family = site.page.get_by_role("heading", name="Family", exact=True).locator("xpath=following-sibling::*")
    expect(family.nth(0)).to_contain_text("recorded as having parental responsibility")
    mother = family.nth(1).get_by_role("listitem").filter(has_text="mother, has parental responsibility")
    expect(mother).to_have_count(1)

    # And who of the household is family stands there as well, with what they are
    household = site.page.get_by_role("heading", name=re.compile("^Household")).locator(
        "xpath=following-sibling::ul[1]"
    )
    name = mother.get_by_role("link").inner_text().partition(" (")[0]
    if "recorded at this address" in mother.inner_text():
        expect(household.get_by_role("listitem").filter(has_text=name)).to_contain_text("mother")
    site.is_right("person-family")

    # When she follows the mother, then it asks her why
    mother.get_by_role("link").click()
    expect(site.page.get_by_role("heading", level=1)).to_have_text("Why are you opening this record?")
    expect(site.page.locator("main")).to_contain_text(name)

    # And that she looked at the family stands in her own list
    site.go("/my-access")
    expect(site.page.locator("main")).to_contain_text("Looked at who somebody's family is")
