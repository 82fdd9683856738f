"""A journey by the keyboard alone: whatever it clicks, ticks, types into or chooses is reached with Tab."""

from typing import Any

import pytest
from playwright.sync_api import Locator

_MOST = 300
"""Presses until something counts as out of reach."""
_PATIENCE = 1000
"""Fiftieths of a second until nothing more is taken to come."""
_CONTROL = "e => e.closest('a, button, summary, input, select, textarea')"
_IS_THERE = f"e => ({_CONTROL})(e) === document.activeElement"
# Tab comes to one of a group of radios; the arrows go on from there
_IN_ITS_GROUP = """e => {
  const at = document.activeElement;
  return e === at || e.type === "radio" && e.name === at.name && e.form === at.form;
}"""


def _press_until(locator: Locator, key: str, there: str) -> None:
    for _ in range(_MOST):
        if locator.evaluate(there):
            return
        locator.page.keyboard.press(key)
    pytest.fail(f"no key leads to {locator}")


def click(locator: Locator, **_: Any) -> None:
    """Until the next page, or a file, is there: unlike a click, a key waits for nothing."""
    _press_until(locator, "Tab", _IS_THERE)
    page, came = locator.page, list[object]()

    def note(arrived: object) -> None:
        came.append(arrived)

    leads_on = locator.evaluate(f"e => ({_CONTROL})(e).matches('a, button')")
    for event in ("framenavigated", "download"):
        page.on(event, note)
    page.keyboard.press("Enter")
    for _ in range(_PATIENCE if leads_on else 0):
        if came:
            break
        page.wait_for_timeout(20)
    for event in ("framenavigated", "download"):
        page.remove_listener(event, note)


def check(locator: Locator, **_: Any) -> None:
    if locator.is_checked():
        return
    _press_until(locator, "Tab", _IN_ITS_GROUP)
    _press_until(locator, "ArrowDown", _IS_THERE)
    if not locator.is_checked():
        locator.page.keyboard.press("Space")
    assert locator.is_checked()


def fill(locator: Locator, value: str, **_: Any) -> None:
    _press_until(locator, "Tab", _IS_THERE)
    locator.page.keyboard.press("Control+a")
    locator.page.keyboard.insert_text(value)


def select_option(locator: Locator, value: str = "", *, label: str = "") -> None:
    """By what stands there, or by what it means."""
    wanted = repr(label or value)
    _press_until(locator, "Tab", _IS_THERE)
    locator.page.keyboard.press("Home")
    chosen = f"e => [e.value, e.selectedOptions[0].label].includes({wanted})"
    _press_until(locator, "ArrowDown", chosen)


@pytest.fixture
def by_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    for act in (click, check, fill, select_option):
        monkeypatch.setattr(Locator, act.__name__, act)
