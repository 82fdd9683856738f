"""What data there are: found, read field by field, and recorded as article 30 asks."""

from playwright.sync_api import expect


def test_somebody_finds_a_dataset_and_sees_who_receives_which_field(site):
    site.be("Dana Fiction")
    site.page.get_by_role("link", name="Datasets").click()
    site.is_right("datasets")
    site.page.get_by_label("Look for").fill("weeks owed")
    site.page.get_by_role("button", name="Show").click()
    expect(site.page.locator("main")).to_contain_text("Rent arrears: Weeks owed")
    site.is_right("datasets-found")
    site.page.get_by_role("link", name="Housing").click()
    expect(site.page.get_by_role("table", name="Who uses it")).to_contain_text("Ambershire County Council")
    arrears = site.page.get_by_role("table", name="Rent arrears")
    expect(arrears.get_by_role("row").filter(has_text="Weeks owed")).to_contain_text("Amber Homes")
    site.is_right("dataset")
    with site.page.expect_download() as file:
        site.page.get_by_role("link", name="Download the file").click()
    assert file.value.suggested_filename == "housing.odcs.yaml"

    site.page.goto("/datasets/?words=arears")
    site.page.get_by_role("link", name="arrears", exact=True).click()
    expect(site.page.get_by_role("link", name="Housing")).to_be_visible()


def test_the_record_of_processing_of_any_organisation_is_read_and_taken_away(site):
    site.be("Sam Imagined")
    site.page.get_by_role("link", name="Datasets").click()
    site.page.get_by_role("link", name="Record of processing").click()
    expect(site.page.get_by_role("heading", level=1)).to_contain_text("Ambershire County Council")
    site.is_right("record-of-processing")
    site.page.get_by_label("Organisation").select_option(label="Harbour Light")
    site.page.get_by_role("button", name="Show").click()
    expect(site.page.locator("main")).to_contain_text("It holds no dataset with a contract here")
    site.is_right("record-of-processing-empty")
    with site.page.expect_download() as file:
        site.page.get_by_role("button", name="Download as a spreadsheet").click()
    assert file.value.suggested_filename.startswith("record-of-processing-harbour-light-")


def test_who_shares_with_whom_is_a_picture_and_its_table(site):
    site.be("Dana Fiction")
    site.page.get_by_role("link", name="Agreements").click()
    site.page.get_by_role("link", name="Who shares with whom, as a picture").click()
    expect(site.page.get_by_role("img", name="Who shares with whom")).to_be_visible()
    site.is_right("flow-map")
    site.page.get_by_label("Organisation").select_option(label="Ambershire Police")
    site.page.get_by_label("State").select_option(label="Every state")
    site.page.get_by_role("button", name="Show").click()
    rows = site.page.get_by_role("table", name="From whom to whom").get_by_role("row")
    expect(rows.filter(has_text="Ambershire Police").first).to_be_visible()
    expect(rows.filter(has_text="Amber Homes")).to_have_count(0)
    site.is_right("flow-map-of-one")
    site.page.get_by_role("table", name="Flow by flow").get_by_role("link").first.click()
    expect(site.page.get_by_role("heading", level=1)).to_contain_text("agreement")
