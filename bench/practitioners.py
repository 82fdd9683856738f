"""Fifty practitioners at work at once, on what bench/publish.py published.

python bench/practitioners.py --people 600000

Each does something every ten seconds, in turn: seeks a child, opens the record with a reason, looks at it
again, asks who is at the address, goes to the front page. What is told is the time of a whole answer; a
search is two, for it leads on to its results. Then a duty officer asks who is at 200 addresses in an
emergency, and looks at the list again and again while nobody else does anything.
"""

import random
import re
import statistics
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import click

import browsing

PRACTITIONERS, EVERY, SECONDS = 50, 10, 120
ADDRESSES, LOOKS = 200, 50
LIMITS = {  # milliseconds, p95
    "a search": 150,
    "an opening and its person page": None,
    "a person page": 250,
    "a place page": 250,
    "the front page": None,
}
MOST_OF_THE_FRONT_PAGE = 100_000  # bytes after the first visit: what does not change is kept by the browser
_PASSWORD = "measured and nothing else"

_JOIN = f"""
from django.contrib.auth.hashers import make_password
from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Viewer
password = make_password({_PASSWORD!r})
roles = {{f"practitioner{{number}}": "social-worker" for number in range({PRACTITIONERS})}}
for name, role in {{**roles, "duty": "emergency-duty-officer"}}.items():
    email = f"{{name}}@ambershire.example"
    if not User.objects.filter(email=email).exists():
        verbs.add_member(
            email=email,
            name=name.title(),
            organisation="ambershire-council",
            role=role,
            duties=[Duty.PRACTISE],
            by=Viewer("ambershire-council", "data-engineer", "bench"),
            at=datetime.now(UTC),
        )
    User.objects.filter(email=email).update(password=password)
"""


@click.command()
@click.option("--people", default=20_000, show_default=True)
@click.option("--folder", default=Path(gettempdir()) / "shiremoot-bench", type=click.Path(path_type=Path))
def main(people: int, folder: Path) -> None:
    sample = browsing.children(people, folder, PRACTITIONERS * SECONDS // EVERY)
    with browsing.serving(people, folder, prepare=_JOIN) as address:
        all_of_them = [
            Practitioner(address, number, sample[number::PRACTITIONERS]) for number in range(PRACTITIONERS)
        ]
        for each in all_of_them:
            each.start()
        for each in all_of_them:
            each.join()
        looks = in_an_emergency(address, browsing.addresses(people, folder, ADDRESSES))
    errors = [error for each in all_of_them for error in each.errors]
    done = sum(len(times) for each in all_of_them for times in each.milliseconds.values())
    print(f"{PRACTITIONERS} practitioners at {people:,} people, each at something every {EVERY} seconds:")
    print(f"  {done:,} done in {SECONDS} s, {len(errors)} errors")
    for what, limit in LIMITS.items():
        cuts = statistics.quantiles([t for each in all_of_them for t in each.milliseconds[what]], n=100)
        limited = f"; limit {limit} ms" if limit else ""
        print(f"  {what}: p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms{limited}")
    cuts = statistics.quantiles(looks, n=100)
    print(
        f"  the list of an emergency at {ADDRESSES} addresses: p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms"
    )
    size = max(each.front_page for each in all_of_them)
    limit = MOST_OF_THE_FRONT_PAGE // 1000
    print(f"  the front page: {size / 1000:.1f} kB after the first visit; limit {limit} kB")
    if errors:
        raise click.ClickException(errors[0])


def in_an_emergency(address: str, places: list[str]) -> list[float]:
    """Milliseconds of each look at who is at these places."""
    browser = browsing.Browser(address)
    page = browser.post("/sign-in", {"email": "duty@ambershire.example", "password": _PASSWORD})
    asked = {"purpose": "emergency-response", "reason": "measuring", "places": "\n".join(places)}
    listed = browser.post("/emergency", asked, token_of=page)
    emergency = re.search(r"/emergency/[0-9a-f-]{36}", listed)
    if emergency is None:
        raise click.ClickException("no emergency was opened")
    milliseconds = []
    for _ in range(LOOKS):
        started = time.perf_counter()
        browser.get(emergency[0])
        milliseconds.append((time.perf_counter() - started) * 1000)
    return milliseconds


class Practitioner(threading.Thread):
    """`front_page`: its size in bytes."""

    def __init__(self, address: str, number: int, sample: list[dict[str, Any]]) -> None:
        super().__init__()
        self._browser, self._number, self._sample = browsing.Browser(address), number, sample
        self.milliseconds: dict[str, list[float]] = {what: [] for what in LIMITS}
        self.errors: list[str] = []
        self.front_page = 0
        self._ends = 0.0

    def run(self) -> None:
        time.sleep(random.Random(self._number).uniform(0, EVERY))
        self._ends = time.monotonic() + SECONDS
        who = {"email": f"practitioner{self._number}@ambershire.example", "password": _PASSWORD}
        page = self._browser.post("/sign-in", who)
        for child in self._sample:
            sought = {"purpose": "safeguarding-children", "terms": browsing.terms(child)}
            found = self._after_a_while(
                "a search", partial(self._browser.post, "/find", sought, token_of=page)
            )
            if candidate := browsing.candidate_in(found):
                reason = {"category": "visit", "reason": "measuring how long it takes"}
                said = partial(self._browser.post, candidate, reason, token_of=page)
                opened = self._after_a_while("an opening and its person page", said)
                if opening := re.search(r"/openings/[0-9a-f-]{36}", opened):
                    seen = self._after_a_while("a person page", partial(self._browser.get, opening[0]))
                    if place := re.search(r"/openings/[0-9a-f-]{36}/places/\w+", seen):
                        self._after_a_while("a place page", partial(self._browser.get, place[0]))
            front = self._after_a_while("the front page", partial(self._browser.get, "/"))
            self.front_page = max(self.front_page, len(front.encode()))

    def _after_a_while(self, what: str, does: Callable[[], str]) -> str:
        if time.monotonic() + EVERY > self._ends:
            return ""
        time.sleep(EVERY)
        started = time.perf_counter()
        try:
            page = does()
        except OSError as error:  # an answer that is an error is one too
            self.errors.append(f"{what}: {error}")
            return ""
        self.milliseconds[what].append((time.perf_counter() - started) * 1000)
        return page


if __name__ == "__main__":
    main()
