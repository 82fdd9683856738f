"""Journey 7, its second half: options for sites, asked for, read, compared, and one decided on."""

import time

from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.test_analysing import acts, newest
from tests.browser.test_evaluating import download


def fill(site: Site, **typed: str) -> None:
    labels = {
        "title": "What is the option called?",
        "choose": "How many hubs are to be chosen?",
        "keep": "Which sites must be kept?",
        "leave": "Which sites must not be chosen?",
        "room": "How many people can one square metre of a hub serve?",
    }
    for name, value in typed.items():
        site.page.get_by_label(labels[name]).fill(value)
    site.page.get_by_role("button", name="Ask for it").click()


def test_options_are_asked_for_compared_and_one_is_decided_on(site, demo):
    """Given registers of several bodies, When Wyn asks for eight hubs and misspells one to keep, Then the
    nearest names are told; When more are to be kept than chosen, Then the wishes against each other are told;
    When both are mended, Then the page says what it comes to, how good that is, who has farther to go,
    what it costs and which services move, and gives them as files. When a second option with room is asked
    for, Then the two stand side by side; and When one is taken up, Then that is kept with its reason, beside
    which other it was weighed, and is in the ledger.
    """
    since, page = newest(demo), site.page
    site.be("Wyn Pretended")
    page.get_by_role("link", name="Estate", exact=True).first.click()
    page.get_by_role("link", name="options for sites").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Twelve hubs")
    page.get_by_role("link", name="Estate", exact=True).last.click()
    page.get_by_role("link", name="Ask which of these sites could be hubs").click()
    page.get_by_text("The sites to choose from").click()
    names = page.locator("details li").all_inner_texts()
    site.is_right("estate-option-propose")
    page.get_by_text("The sites to choose from").click()
    wrong = names[0][:-1] + "xx"
    fill(site, title="Eight hubs, two of them kept", choose="8", keep=f"{wrong}\n{names[1]}")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text(f"Line 1: no site among these is called “{wrong}”. Do you mean “")
    site.is_right("estate-option-propose-errors")
    fill(site, keep="\n".join(names[:9]))
    expect(summary).to_contain_text("9 sites must be kept, and only 8 may be chosen.")
    fill(site, keep=f"{names[0]}\n{names[1]}", leave=names[2])

    main = page.locator("main")
    expect(page.get_by_role("heading", level=1)).to_have_text("Eight hubs, two of them kept")
    expect(main).to_contain_text(f"8 of {len(names)} sites: people go")
    expect(main).to_contain_text(
        "No other choice of 8 hubs would make the way shorter by more than 0.01 in 100."
    )
    expect(main).to_contain_text("(to be kept)")
    site.is_right("estate-option")
    hubs = download(site, "Download the hubs (CSV)")
    assert len(hubs[1 : hubs.index([])]) == 8
    displaced = download(site, "Download the services displaced (CSV)")
    assert displaced[0][5] == "Service"
    assert "Finding" in {row[0] for row in displaced if row}

    page.get_by_role("link", name="Ask for another with wishes like these").click()
    assert page.get_by_label("Which sites must be kept?").input_value() == f"{names[0]}\n{names[1]}"
    fill(site, title="Twelve hubs with room", choose="12", room="6", keep="", leave="")
    ends = time.monotonic() + 120
    while "It is being worked out" in site.text():
        assert time.monotonic() < ends, "nothing worked it out"
        time.sleep(1)
        page.reload()
    expect(main).to_contain_text("Room taken")
    site.is_right("estate-option-with-room")

    page.get_by_role("link", name="Options", exact=True).click()
    expect(main).to_contain_text("Nothing is decided.")
    site.is_right("estate-options")
    page.get_by_role("button", name="Compare").click()
    expect(summary).to_contain_text("Choose the first option")
    page.get_by_label("The first option").select_option(index=2)
    page.get_by_label("The second option").select_option(index=1)
    page.get_by_role("button", name="Compare").click()
    expect(main).to_contain_text("Option A: Eight hubs, two of them kept.")
    expect(main).to_contain_text("Which hubs differ")
    site.is_right("estate-options-compared")

    page.get_by_role("link", name="Decide on option B, Twelve hubs with room").click()
    expect(main).to_contain_text("It is weighed beside:")
    page.get_by_role("button", name="Keep the decision").click()
    expect(summary).to_contain_text("Choose what is decided")
    expect(summary).to_contain_text("Say why, for whoever asks later")
    page.get_by_label("Take it up").check()
    page.get_by_label("Why?").fill("Nobody has much farther to go, and every hub has room.")
    page.get_by_role("button", name="Keep the decision").click()
    expect(main).to_contain_text("Nobody has much farther to go, and every hub has room.")
    expect(main).to_contain_text("Beside it, “Eight hubs, two of them kept”: 8 of")
    site.is_right("estate-option-decided")
    assert acts(demo, since) == [
        ("propose option", "done"),
        ("propose option", "done"),
        ("decide option", "done"),
    ]
