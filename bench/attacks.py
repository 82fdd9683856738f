"""One-person differencing attacks against the pages of a running installation: python bench/attacks.py

A fictional county is built, and an analyst of it attacks. The attacker knows that one person of a ward, or
of an age in a ward, is the only one there to whom something happened, and wants to know whether something
else happened to them too. How many there are of the other kind is asked with and without whom the attacker
knows, in either order, on the pages on which everybody asks; the answers are read from the files they give.

Beside it the same attacks on other methods, which answer by the people alone. Half of the targets have what
the attacker wants to know.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import click
import django
import numpy as np

from disclosure import METHODS, MOST_ACCURATE, Attack, told

_ANALYST, _OFFICER = "analyst@ambershire.example", "governance@ambershire.example"


@dataclass(frozen=True)
class Target:
    """A group, what is asked of it, and what the target alone has in it: conditions as JSON has them."""

    group: tuple[dict[str, Any], ...]
    wanted: dict[str, Any]
    known: dict[str, Any]
    has: bool
    people: tuple[int, int]
    """Of the group with what is wanted: with and without the target."""
    keys: tuple[int, int]


@click.command()
@click.option("--attacks", default=10_000, show_default=True)
@click.option("--people", default=20_000, show_default=True)
def main(attacks: int, people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ |= {"SHIREMOOT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "shiremoot.demo.settings"}
        words = ["demo", "up", "--people", str(people), "--no-serve"]
        subprocess.run([sys.executable, "-m", "shiremoot", *words], check=True, stdout=subprocess.DEVNULL)
        django.setup()
        analyst = _Analyst()
        targets = _drawn(analyst, Random(2018), attacks)
        print(f"{len(targets):,} attacks in a county of {people:,}, of whom {_share(targets):.0%} have it")
        print(f"  {'method':<42}{'certain':>9}{'accuracy':>10}{'withheld':>10}{'mean error':>12}")
        truth = np.array([each.has for each in targets])
        for name, method in METHODS.items():
            told(name, [_by(method, each) for each in targets], truth)
        certain, accuracy = told("ours, through the pages", list(_asked(analyst, targets)), truth)
    if certain or accuracy > MOST_ACCURATE:
        raise click.ClickException("ours is over its limits")


def _key(people: dict[str, np.ndarray], who: np.ndarray) -> int:
    return int(people["key"][who].sum(dtype=np.int64) % 256)


def _share(targets: Sequence[Target]) -> float:
    return sum(each.has for each in targets) / len(targets)


def _by(method: Any, target: Target) -> Attack:
    whole, without = (method(*each) for each in zip(target.people, target.keys, strict=True))
    return Attack(whole, without, target.people[0])


def _asked(analyst: "_Analyst", targets: Sequence[Target]) -> Iterator[Attack]:
    random, began = Random(7), time.monotonic()
    for number, each in enumerate(targets, start=1):
        whole = [*each.group, each.wanted]
        without = [*whole, each.known | {"excluded": True}]
        if random.random() < 0.5:
            first, second = analyst.ask(whole), analyst.ask(without)
        else:
            second, first = analyst.ask(without), analyst.ask(whole)
        yield Attack(first, second, each.people[0])
        if number % 500 == 0:
            rate = number / (time.monotonic() - began)
            print(f"    {number:,} of {len(targets):,}, {rate:.1f} a second", file=sys.stderr, flush=True)


class _Analyst:
    """Somebody who asks on the pages, in a project of their own that was approved on the pages."""

    def __init__(self) -> None:
        from django.test import Client

        from shiremoot.gateway.organisations.models import User

        self.client = Client(SERVER_NAME="localhost")
        self._sign_in(_ANALYST)
        identifier = str(uuid4())
        safes = {f"safe_{each}": each for each in ("project", "people", "data", "settings", "outputs")}
        last = date.today() + timedelta(days=90)
        day = {"ends_on-day": last.day, "ends_on-month": last.month, "ends_on-year": last.year}
        sent = {"identifier": identifier, "title": "Attacks", "agreement": "county-analysis", **safes, **day}
        self._post("/analysis/propose", sent)
        self._sign_in(_OFFICER)
        self._post(f"/analysis/to-approve/{identifier}", {"decision": "approve", "why": "To be attacked"})
        self._sign_in(_ANALYST)
        self.project = identifier
        self.user = User.objects.get(email=_ANALYST)

    def ask(self, conditions: list[dict[str, Any]]) -> int | None:
        """The one number that the question's file gives; None where it is withheld."""
        from shiremoot.singleview.analysis.models import Release

        identifier = uuid4()
        sent = {"identifier": str(identifier), "title": "?", "text": json_of(conditions)}
        self._post(f"/analysis/projects/{self.project}/json", sent)
        release = Release.objects.get(question_id=identifier)
        answered = self.client.get(f"/analysis/releases/{release.pk}.csv")
        rows = list(csv.reader(io.StringIO(answered.content.decode("utf-8-sig"))))
        assert rows[0] == ["People"], rows
        return None if rows[1] == ["withheld"] else int(rows[1][0])

    def _sign_in(self, email: str) -> None:
        self._post("/demo/personas", {"email": email})

    def _post(self, path: str, sent: dict[str, Any]) -> None:
        answered = self.client.post(path, sent)
        if answered.status_code != 302:
            raise click.ClickException(
                f"{path} answered {answered.status_code}:\n{answered.content.decode()}"
            )


def json_of(conditions: list[dict[str, Any]]) -> str:
    return json.dumps({"conditions": conditions})


def _drawn(analyst: _Analyst, random: Random, attacks: int) -> list[Target]:
    """Targets drawn from all there are, half of them with what is wanted, as what was prepared has them."""
    people, met = _truth(analyst)
    groups = list(_groups(people))
    found: dict[bool, list[Target]] = {True: [], False: []}
    pairs = [(known, wanted) for known in met for wanted in met if known[0] != wanted[0]]
    tries = 0
    while min(map(len, found.values())) < attacks // 2 and tries < 400 * attacks:
        tries += 1
        group, inside = random.choice(groups)
        known, wanted = random.choice(pairs)
        alone = inside & met[known]
        if alone.sum() != 1:
            continue
        whole = inside & met[wanted]
        without = whole & ~alone
        has = bool((whole & alone).any())
        if whole.sum() >= 10 and len(found[has]) < attacks // 2:
            counts = (int(whole.sum()), int(without.sum()))
            keys = (_key(people, whole), _key(people, without))
            found[has].append(Target(group, _condition(wanted), _condition(known), has, counts, keys))
    fewest = min(map(len, found.values()))
    drawn = found[True][:fewest] + found[False][:fewest]
    random.shuffle(drawn)
    return drawn


_Known = tuple[str, tuple[tuple[str, str], ...]]
"""A source, and what its rows say."""


def _condition(each: _Known) -> dict[str, Any]:
    said: dict[str, Any] = {"happened": each[0]}
    return said | ({"where": {meaning: [value] for meaning, value in each[1]}} if each[1] else {})


def _groups(people: dict[str, np.ndarray]) -> Iterator[tuple[tuple[dict[str, Any], ...], np.ndarray]]:
    """Everybody of a ward, and of an age in a ward."""
    from django.conf import settings

    from shiremoot.gazetteer import wards
    from shiremoot.people.analysed import AGE_BANDS

    for number, ward in enumerate(wards.current(settings.HOME) or ()):
        lives: dict[str, Any] = {"is": "ward", "values": [ward.code]}
        there = people["ward"] == number
        yield (lives,), there
        for band, (_, name) in enumerate(AGE_BANDS):
            yield (lives, {"is": "age", "values": [name]}), there & (people["age"] == band)


def _truth(analyst: _Analyst) -> tuple[dict[str, np.ndarray], dict[_Known, np.ndarray]]:
    """Everybody, and who meets each condition that the sources' words make."""
    from django.conf import settings

    from shiremoot.people.analysed import SAYING
    from shiremoot.singleview.analysis.running import _opened

    analyst.ask([])
    [file] = (settings.HOME.analysis / analyst.project).glob("prepared/*/people.duckdb")
    cursor = _opened(file).cursor()
    people = cursor.execute("SELECT * FROM person ORDER BY no").fetchnumpy()
    sources = json.loads((file.parent / "prepared.json").read_text())["sources"]
    met: dict[_Known, np.ndarray] = {}
    for number, source in enumerate(sources):
        columns = [each[0] for each in cursor.execute(f"DESCRIBE source_{number}").fetchall()]
        said = [each for each in SAYING if each in columns]
        for some in ([], *([each] for each in said), said):
            named = ", ".join(f'"{each}"' for each in some)
            rows = cursor.execute(
                f"SELECT {named or '1'}, list(DISTINCT no) FROM source_{number} GROUP BY ALL"
            ).fetchall()
            for *values, numbers in rows:
                if None not in values:
                    who = np.zeros(len(people["no"]), bool)
                    who[numbers] = True
                    met[source, tuple(zip(some, values, strict=False))] = who
    return people, met


if __name__ == "__main__":
    main()
