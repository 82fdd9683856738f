"""How long a partner checks an export, and how fast entries come into logs: python bench/verify.py"""

import base64
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import click

from shiremoot.home import Home

LIMIT_SECONDS, LIMIT_LEAVES = 30, 20_000
NAME = ("seen", "north-police")


@click.command()
@click.option("--entries", default=1_000_000, show_default=True)
@click.option("--burst", default=30_000, show_default=True, help="Entries to bring into logs.")
def main(entries: int, burst: int) -> None:
    with TemporaryDirectory() as folder:
        os.environ["SHIREMOOT_HOME"] = f"{folder}/home"
        os.environ["DJANGO_SETTINGS_MODULE"] = "shiremoot.site.settings.base"
        import django

        django.setup()
        _sequence(Home(Path(folder) / "home"), burst)
        _verify(Path(folder) / "export.zip", entries)


def _sequence(home: Home, burst: int) -> None:
    from tests.ledger.records import append_many, run

    from shiremoot.cli.django_setup import prepare_control_store
    from shiremoot.ledger.models import Leaf

    prepare_control_store()
    for _ in range(burst // 2000):
        append_many(2000, ["north-police", "north-health"])
    started = time.perf_counter()
    run(home)
    rate = Leaf.objects.count() / (time.perf_counter() - started)
    print(f"{burst:,} entries brought into three logs: {rate:,.0f} leaves/s, limit {LIMIT_LEAVES:,}")


def _verify(export: Path, entries: int) -> None:
    from shiremoot.ledger import verifier

    _make(export, entries)
    started = time.perf_counter()
    words = [sys.executable, "-I", verifier.__file__, str(export)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    assert "WHOLE" in done.stdout
    print(f"{entries:,} entries of an export checked in {seconds:.1f} s, limit {LIMIT_SECONDS} s")


def _make(export: Path, entries: int) -> None:
    """An export as `ledger export` makes it, of entries that no store holds."""
    from shiremoot.ledger.keys import log_key, signer
    from shiremoot.ledger.verifier import Tree, leaf_hash

    own, tree = signer(Home(export.parent / "home")), Tree()
    with zipfile.ZipFile(export, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("entries.jsonl", "w", force_zip64=True) as file:
            for leaf, details in _entries(entries):
                tree.add(leaf_hash(leaf))
                file.write(json.dumps({"leaf": leaf.decode(), "details": details}).encode() + b"\n")
        archive.writestr("checkpoint", own.sign(*NAME, tree.size, tree.root()))
        archive.writestr("key", f"{log_key(own.name, own.public, *NAME)}\n")


def _entries(entries: int) -> Iterator[tuple[bytes, dict[str, dict[str, str]]]]:
    from shiremoot.ledger.commitments import canonical, commitment
    from shiremoot.ledger.logs import parts

    began, provider = datetime(2026, 1, 1, tzinfo=UTC), NAME[1]
    for n in range(entries):
        nonce = n.to_bytes(16)
        record = {"person": base64.b32encode(nonce).decode(), "table": "incidents", "rows": n % 7}
        detail = canonical({"fields": ["police.incidents.offence"], "flows": ["4.1"], "records": [record]})
        body = {
            "v": 1,
            "id": str(UUID(int=n)),
            "at": (began + timedelta(seconds=n)).isoformat(timespec="microseconds"),
            "act": "served",
            "outcome": "served",
            "by": {"organisation": "north-council", "role": "social-worker"},
            "purpose": "safeguarding-children",
            "reason": "concern",
            "mode": "identified",
            "grants": "0" * 64,
            "decision": "0" * 64,
            "about": "",
            "commitments": {provider: commitment(nonce, detail)},
        }
        (seen,) = (part for part in parts(n + 1, body) if part.kind == NAME[0])
        yield seen.leaf(n), {provider: {"detail": detail, "nonce": nonce.hex()}}


if __name__ == "__main__":
    main()
