"""A real server on the small county, a real Chromium, and what every page must be."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.keys import by_keyboard

__all__ = ["by_keyboard"]

WIDTHS = (1280, 390)
# Links that are read alike, as a list of links reads them, and lead to different places
ALIKE = """() => {
  const places = {};
  for (const link of document.querySelectorAll("main a[href]")) {
    if (!link.checkVisibility()) continue;
    const words = (link.getAttribute("aria-label") ?? link.textContent).replace(/\\s+/g, " ").trim();
    (places[words] ??= new Set()).add(link.href);
  }
  return Object.keys(places).filter(words => places[words].size > 1);
}"""
PICTURES = Path(__file__).parents[2] / "screenshots"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    if path is None:
        pytest.fail("No Chromium found. Run: bin/setup dev, or name one in CHROMIUM_PATH")
    # Chromium has no sandbox for root
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": ["--no-sandbox"] if os.geteuid() == 0 else [],
    }


@pytest.fixture(scope="session")
def base_url(demo) -> Iterator[str]:
    with serving(demo.environment) as address:
        yield address


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """The real server on a home, for as long as this lasts: its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "shiremoot", "up", "--bind", bind, "--workers", "1"]
    with subprocess.Popen(command, env=environment) as server:
        _wait_for(f"http://{bind}/sign-in")
        yield f"http://{bind}"
        server.terminate()


def _wait_for(address: str) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not start")


class Site:
    """What somebody does on the pages, in their words."""

    def __init__(self, page: Page, at: str = "") -> None:
        self.page = page
        self.at = at
        """The server, where it is not the one that all share."""
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        self.page.goto(f"{self.at}{path}")

    def be(self, name: str) -> None:
        self.go("/demo/personas")
        self.page.get_by_role("button", name=f"Be {name}").click()
        expect(self.page.locator(".sm-acting")).to_contain_text(name)

    def search(self, terms: str) -> None:
        self.go("/find")
        self.page.get_by_label("Who are you looking for?").fill(terms)
        self.page.get_by_role("button", name="Search").click()

    def open_first(self, category: str, reason: str) -> None:
        self.page.get_by_role("link", name="Open record").first.click()
        self.page.get_by_label(category).check()
        self.page.get_by_label("Your reason").fill(reason)
        self.page.get_by_role("button", name="Open record").click()

    def whole(self) -> Page:
        """The page once all of it is there: for what is read at once, and waits for nothing."""
        self.page.wait_for_load_state()
        return self.page

    def text(self) -> str:
        return self.whole().locator("main").inner_text()

    def cards(self) -> list[str]:
        return self.whole().locator(".sm-card").all_inner_texts()

    def organisations(self) -> set[str]:
        return set(self.whole().locator(".sm-card__organisation").all_inner_texts())

    def is_right(self, name: str) -> None:
        """Accessible, no wider than the screen, nothing refused by the browser; a picture at both widths."""
        PICTURES.mkdir(exist_ok=True)
        self.whole()
        assert self.page.evaluate(ALIKE) == [], f"links of {name} are read alike"
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(
                self.page,
                options={
                    "resultTypes": ["violations"],  # all that is right takes long to bring over
                    "runOnly": [
                        "wcag2a",
                        "wcag2aa",
                        "wcag21a",
                        "wcag21aa",
                        "wcag22aa",
                        "best-practice",
                    ],
                },
            )
            assert found.violations_count == 0, found.generate_report()
            beyond = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert beyond <= 0, f"{name} is {beyond} pixels too wide at {width}"
            self.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        assert self.complaints == []


@pytest.fixture
def site(page: Page) -> Site:
    return Site(page)
