"""Random tampering with an export: by somebody who holds the file, and by a host that has the key as well."""

import json
from pathlib import Path
from random import Random

from shiremoot.ledger.keys import Signer
from shiremoot.ledger.verifier import leaf_hash
from tests.ledger import merkle

Rows = list[str]


def drop(rng: Random, rows: Rows) -> Rows:
    gone = set(rng.sample(range(len(rows)), rng.randint(1, 3)))
    return [row for place, row in enumerate(rows) if place not in gone]


def truncate(rng: Random, rows: Rows) -> Rows:
    return rows[: rng.randrange(len(rows))]


def swap(rng: Random, rows: Rows) -> Rows:
    one, two = rng.sample(range(len(rows)), 2)
    swapped = list(rows)
    swapped[one], swapped[two] = rows[two], rows[one]
    return swapped


def insert(rng: Random, rows: Rows) -> Rows:
    place, copied = rng.randrange(len(rows)), json.loads(rng.choice(rows))
    leaf = json.loads(copied["leaf"])
    if rng.random() < 0.5:
        leaf["n"] = place
    line = json.dumps(copied | {"leaf": json.dumps(leaf, sort_keys=True, separators=(",", ":"))})
    return [*rows[:place], line, *rows[place:]]


def alter(rng: Random, rows: Rows) -> Rows:
    """One letter somewhere, so that the row says something else."""
    place = rng.randrange(len(rows))
    while True:
        row = rows[place]
        letter = rng.randrange(len(row))
        changed = row[:letter] + chr(rng.randrange(32, 127)) + row[letter + 1 :]
        if _said(changed) != _said(row):
            return [*rows[:place], changed, *rows[place + 1 :]]


WAYS = (drop, truncate, swap, insert, alter)


def renumbered(rows: Rows) -> Rows:
    """The rows as if each had always stood where it stands; unchanged where one of them cannot be read."""
    found = []
    for place, row in enumerate(rows):
        try:
            line = json.loads(row)
            leaf = json.loads(line["leaf"]) | {"n": place}
        except (ValueError, KeyError, TypeError):
            return rows
        found.append(json.dumps(line | {"leaf": json.dumps(leaf, sort_keys=True, separators=(",", ":"))}))
    return found


def sign(rows: Rows, signer: Signer, name: str, folder: Path) -> None:
    """A checkpoint of these rows by the right key, as far as they can be read."""
    try:
        leaves = [leaf_hash(json.loads(row)["leaf"].encode()) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError):
        return
    (folder / "checkpoint").write_text(signer.sign(*name.split("/"), len(rows), merkle.root(leaves)))


def write(rows: Rows, folder: Path) -> None:
    (folder / "entries.jsonl").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def _said(row: str) -> object:
    """What a row says; upper and lower case of a nonce's hexadecimal digits are the same nonce."""
    try:
        line = json.loads(row)
        details = {
            part: each | {"nonce": bytes.fromhex(each["nonce"])} for part, each in line["details"].items()
        }
        return line | {"details": details}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
