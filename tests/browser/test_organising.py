"""Those who administer: their organisation, its people, its assurance; and a small charity that joins."""

import re

from playwright.sync_api import expect

ADMINISTRATOR, OWNER, SMALL = "Jamie Conjured", "Morgan Devised", "Wren Notional"
HEAD = "email,name,role,duties,from,until\n"
PASSWORD = "a long enough password"


def add(site, name: str, email: str) -> str:
    """Somebody joins; the code that they are given."""
    site.page.goto("/staff/new")
    site.page.get_by_label("Name").fill(name)
    site.page.get_by_label("Email address").fill(email)
    site.page.get_by_label("Role").fill("Social worker")
    site.page.get_by_label("Find people and open records").check()
    site.page.get_by_role("button", name="Add them").click()
    expect(site.page.get_by_role("heading", name="Done")).to_be_visible()
    return site.whole().locator("code").inner_text()


def set_password(page, email: str, code: str) -> None:
    page.goto("/join")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Code").fill(code)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_role("heading", name="Your password is set")).to_be_visible()


def sign_in(page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".sm-acting")).to_contain_text("social worker")


def test_organisations_are_read_and_changed(site):
    site.be(ADMINISTRATOR)
    site.is_right("home-administrator")
    site.page.get_by_role("link", name="Organisations", exact=True).click()
    expect(site.page.locator("main")).to_contain_text("16 organisations")
    site.is_right("organisations")
    site.page.get_by_label("Name or number").fill("zz90")
    site.page.get_by_role("button", name="Show").click()
    site.page.get_by_role("link", name="Amber Vale Integrated Care Board").click()
    expect(site.page.locator("main")).to_contain_text("Took over from")
    expect(site.page.locator("main")).to_contain_text("Vacant")
    site.is_right("organisation")
    site.page.goto("/organisations/ambershire-council/")
    site.page.get_by_role("button", name="Change this").click()
    site.is_right("organisation-edit")
    site.page.get_by_label("School's unique reference number").fill("12")
    site.page.get_by_role("button", name="Save").click()
    expect(site.page.get_by_role("alert")).to_contain_text("does not look like this")
    site.is_right("organisation-edit-fault")
    site.page.get_by_label("School's unique reference number").fill("")
    site.page.get_by_label("About what").nth(2).fill("Housing advice")
    site.page.get_by_role("button", name="Save").click()
    expect(site.page.locator("main")).to_contain_text("Housing advice")


def test_two_who_change_an_organisation_at_once(site, context):
    site.be(ADMINISTRATOR)
    site.page.goto("/organisations/ambershire-council/edit")
    other = context.new_page()
    other.goto("/organisations/ambershire-council/edit")
    other.get_by_label("Telephone").first.fill("01632 960700")
    other.get_by_role("button", name="Save").click()
    site.page.get_by_label("Telephone").first.fill("01632 960701")
    site.page.get_by_role("button", name="Save").click()
    expect(site.page.locator("main")).to_contain_text("Somebody else changed this while you were writing")
    expect(site.page.get_by_label("Telephone").first).to_have_value("01632 960701")
    site.is_right("organisation-edit-at-once")


def test_the_host_adds_an_organisation(site):
    site.be(ADMINISTRATOR)
    site.page.goto("/organisations/new")
    site.is_right("organisation-new")
    site.page.get_by_label("Name", exact=True).fill("Lantern Trust")
    site.page.get_by_label("Short name").fill("lantern-trust")
    site.page.get_by_label("Kind of body").select_option("charity")
    site.page.get_by_role("button", name="Add it").click()
    site.page.get_by_role("link", name="Name its administrator").click()
    site.is_right("organisation-administrator")
    site.page.get_by_label("Their name").fill("Lou Madeup")
    site.page.get_by_label("Their email address").fill("lou@lantern.example")
    site.page.get_by_role("button", name="Name them").click()
    expect(site.page.locator("code")).to_have_text(re.compile(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}"))


def test_the_host_closes_an_organisation(site):
    site.be(ADMINISTRATOR)
    site.page.goto("/organisations/oldford-town/")
    site.page.get_by_role("link", name="Close this organisation").click()
    site.page.get_by_role("button", name="Close Oldford Town Council").click()
    expect(site.page.get_by_role("alert")).to_contain_text("Enter why the organisation is closed")
    site.is_right("close-organisation")
    site.page.get_by_label("Why is it closed?").fill("Its parish was joined with the next")
    site.page.get_by_role("button", name="Close Oldford Town Council").click()
    expect(site.page.locator("main")).to_contain_text("Its parish was joined with the next")
    expect(site.page.get_by_role("link", name="Close this organisation")).to_have_count(0)
    site.is_right("organisation-closed")


def test_a_joiner_sets_a_password_and_a_leaver_is_out_with_the_next_click(site, browser, base_url):
    site.be(ADMINISTRATOR)
    site.page.get_by_role("link", name="Staff").click()
    expect(site.page.locator("main")).to_contain_text("roles held")
    site.is_right("staff")
    site.page.goto("/staff/new")
    site.is_right("staff-new")
    email = "jo.nobody@ambershire.example"
    code = add(site, "Jo Nobody", email)
    site.is_right("staff-code")
    theirs = browser.new_context(base_url=base_url).new_page()
    set_password(theirs, email, code)
    sign_in(theirs, email)

    site.page.goto("/staff/")
    site.page.get_by_label("Name, email address or role").fill("nobody")
    site.page.get_by_role("button", name="Show").click()
    assert "nobody" not in site.page.url
    site.page.get_by_role("link", name="Jo Nobody").click()
    site.is_right("staff-person")
    site.page.get_by_role("link", name="Change social worker").click()
    site.is_right("staff-change")
    site.page.go_back()
    site.page.get_by_role("button", name="They leave").click()
    site.is_right("staff-leave")
    site.page.get_by_label("At once").check()
    site.page.get_by_role("button", name="They leave").click()
    expect(site.page.locator("body")).to_contain_text("They have left, and are signed out")
    theirs.get_by_role("link", name="Find a person").first.click()
    expect(theirs).to_have_url(re.compile("personas|sign-in"))
    theirs.context.close()


def give(page, content: str) -> None:
    page.get_by_label("The file", exact=True).set_input_files(
        {"name": "staff.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Look at what it would change").click()


def test_a_file_with_a_mistake_changes_nothing_and_corrected_is_shown_first(site):
    site.be(ADMINISTRATOR)
    add(site, "Max Nobody", "max.nobody@ambershire.example")
    add(site, "Lee Nobody", "lee.nobody@ambershire.example")
    site.page.goto("/staff/upload")
    site.page.get_by_text("What the file has to look like").click()
    site.is_right("staff-upload")
    lines = (
        "max.nobody@ambershire.example,Max Nobody,Team manager,practise review,,\n"
        "lee.nobody@ambershire.example,Lee Nobody,Social worker,practise,,2020-01-31\n"
        "kim.nobody@ambershire.example,Kim Nobody,Social worker,{},,\n"
    )
    give(site.page, HEAD + lines.format("practice"))
    expect(site.page.get_by_role("table", name="What is wrong in the file")).to_contain_text(
        "There is no duty practice"
    )
    site.is_right("staff-upload-fault")
    give(site.page, HEAD + lines.format("practise"))
    expect(site.page.locator("main")).to_contain_text("1 join, 1 move, 1 leave, 0 unchanged")
    site.is_right("staff-check")
    site.page.get_by_role("button", name="Make these changes").click()
    expect(site.page.locator("main")).to_contain_text("3 people were changed")
    expect(site.page.locator("code")).to_have_count(1)


def test_the_board_says_what_lapses_and_who_would_go_dark(site):
    site.be("Dana Fiction")
    site.page.get_by_role("link", name=re.compile("^Assurance")).click()
    expect(site.page.locator("main")).to_contain_text(
        re.compile(r"assurances lapse within 30 days: \d+ people in \d")
    )
    site.is_right("assurance")
    site.page.get_by_role("link", name="Who and what would go dark").click()
    who = site.page.get_by_role("table", name="Who would see less")
    expect(who.get_by_role("row", name="Ambershire County Council Social worker")).to_contain_text(
        "Dana Fiction"
    )
    site.whole()
    homes = who.get_by_role("row", name="Amber Homes Housing officer")
    if homes.count():
        assert "Kit Invented" not in homes.inner_text()
    site.is_right("assurance-lapsing")


def test_evidence_is_recorded_and_a_small_charity_is_vouched_for(site):
    site.be(ADMINISTRATOR)
    site.page.goto("/assurance/of/ambershire-council/record")
    site.is_right("assurance-record")
    site.page.get_by_label("What evidence is it?").select_option(label="ISO 27001 certificate")
    for part, value in (("Day", "3"), ("Month", "2"), ("Year", "2026")):
        site.page.get_by_role("group", name="When was it issued").get_by_label(part).fill(value)
    site.page.get_by_label("Its number (optional)").fill("FICTION-27001")
    site.page.get_by_label("The certificate or report").set_input_files(
        {"name": "iso.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 fiction"}
    )
    site.page.get_by_role("button", name="Record it").click()
    expect(site.page.get_by_role("table", name="Evidence")).to_contain_text("FICTION-27001")
    site.is_right("assurance-one")
    with site.page.expect_download() as download:
        site.page.get_by_role("link", name="iso.pdf").click()
    assert download.value.suggested_filename == "iso.pdf"

    site.be(SMALL)
    site.is_right("home-small")
    site.page.goto("/assurance/of/willow-hospice/questions")
    site.is_right("assurance-questions")
    site.page.get_by_role("button", name="Send to your sponsor").click()
    expect(site.page.locator("body")).to_contain_text("The answers are with your sponsor")
    site.be(ADMINISTRATOR)
    site.page.get_by_role("link", name=re.compile("Willow Hospice answered")).click()
    site.page.get_by_role("link", name="Decide whether you vouch").click()
    site.is_right("assurance-decide")
    site.page.get_by_label("We vouch for this organisation").check()
    site.page.get_by_role("button", name="Say so").click()
    expect(site.page.locator("main")).to_contain_text("Sponsored")
    site.is_right("assurance-sponsored")


def test_the_risk_owner_sees_what_they_extended(site):
    site.be(OWNER)
    expect(site.page.locator("main")).to_contain_text("Waits for you")
    site.page.goto("/assurance/of/oldford-district/")
    expect(site.page.get_by_role("table", name="Extensions")).to_contain_text("The assessor is ill")
    site.is_right("assurance-extended")
