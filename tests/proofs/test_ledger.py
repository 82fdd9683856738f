"""The ledger against random tampering, forged proofs, Go's own verifier, sudden death and full disks.

A short form runs with the other tests of this set; `make prove` runs it in full.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from shiremoot.home import Home
from shiremoot.ledger.keys import recorded_key, signer
from shiremoot.ledger.models import Leaf
from shiremoot.ledger.verifier import leaf_hash, main, verify_consistency, verify_inclusion
from shiremoot.ledger.verify_logs import verify_logs
from tests import installation
from tests.command_line import CommandLine
from tests.ledger import merkle
from tests.ledger.records import append_many, checkpoint, files, folder, run
from tests.ledger.test_export import kept, unpacked
from tests.proofs import tampering
from tests.proofs.trouble import fill, installed, python, small_disk

pytestmark = pytest.mark.proof
FULL = os.environ.get("PROOF") == "full"
TAMPERINGS = 10_000 if FULL else 300
FORGERIES = 1_000_000 if FULL else 20_000
BURST = 100_000 if FULL else 5_000
KILLS = 1_000 if FULL else 15
FULL_DISKS = 20 if FULL else 2
GO = Path(__file__).parents[1] / "ledger" / "go" / "check.go"


def report(capsys, words: str) -> None:
    with capsys.disabled():
        print(f"\n  {words}")  # noqa: T201 - its figures are for whoever runs it


@pytest.mark.django_db
def test_no_random_tampering_with_an_export_goes_unseen(home, tmp_path, capsys):
    """Half of it by a host that signs what it rewrote, against checkpoints kept before."""
    for count in (7, 13, 40):
        append_many(count)
        run(home)
        kept(home, tmp_path / "kept" / f"at-{count}")
    export = unpacked(tmp_path / "export")
    key = tmp_path / "key"
    key.write_text(str(recorded_key("seen", "police")))
    words = [str(export), "--key", str(key), "--kept", str(tmp_path / "kept")]
    assert main(words) == 0
    rng, rows = Random(7), (export / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    honest, own = (export / "checkpoint").read_text(), signer(home)
    codes = {1: 0, 2: 0}
    while (trial := sum(codes.values())) < TAMPERINGS:
        (export / "checkpoint").write_text(honest)
        changed = rng.choice(tampering.WAYS)(rng, rows)
        if trial % 2:
            changed = tampering.renumbered(changed)
            if changed[: len(rows)] == tampering.renumbered(rows):
                continue  # numbered anew, the past is as it was
            tampering.sign(changed, own, "seen/police", export)
        tampering.write(changed, export)
        code = main(words)
        assert code, (trial, changed)
        codes[code] += 1
        if trial % 50 == 0:
            capsys.readouterr()
    assert codes[1] > TAMPERINGS / 2
    report(
        capsys,
        f"exports: {TAMPERINGS:,} tamperings, {codes[1]:,} named, {codes[2]:,} unreadable, 0 unseen",
    )


@pytest.mark.django_db
def test_no_random_tampering_with_the_stored_logs_goes_unseen(home, capsys):
    append_many(300)
    run(home)
    stored, rng, logs = files(home), Random(8), home.ledger / "logs"
    trials = TAMPERINGS // 10
    for _ in range(trials):
        name = rng.choice(sorted(stored))
        content = bytearray(stored[name])
        place = rng.randrange(len(content))
        if rng.random() < 0.2:
            content = content[:place]
        else:
            content[place] ^= 1 << rng.randrange(8)
        (logs / name).write_bytes(content)
        assert verify_logs(home).faults, (name, place)
        (logs / name).write_bytes(stored[name])
    assert verify_logs(home).faults == []
    report(capsys, f"stored logs: {trials:,} tamperings, 0 unseen")


def mutated(rng: Random, proof: list[bytes]) -> list[bytes]:
    """Another proof: a bit, a hash more or less, two hashes swapped, a hash cut short."""
    way, other = rng.randrange(5), list(proof)
    place = rng.randrange(len(proof)) if proof else 0
    if way == 0 or not proof:
        other.insert(rng.randint(0, len(proof)), rng.choice([*proof, rng.randbytes(32)]))
    elif way == 1:
        other.pop(place)
    elif way == 2 and len(proof) > 1:
        other[place], other[place - 1] = other[place - 1], other[place]
    elif way == 3:
        other[place] = other[place][: rng.randrange(32)]
    else:
        changed = bytearray(other[place])
        changed[rng.randrange(32)] ^= 1 << rng.randrange(8)
        other[place] = bytes(changed)
    return other


def test_no_forged_proof_is_accepted(capsys):
    rng, accepted = Random(9), 0
    leaves = [leaf_hash(str(n).encode()) for n in range(1000)]
    honest = 200
    for _ in range(honest):
        new = rng.randint(2, 1000)
        index, old = rng.randrange(new), rng.randint(1, new - 1)
        root, old_root = merkle.root(leaves[:new]), merkle.root(leaves[:old])
        inclusion, consistency = merkle.inclusion(index, leaves[:new]), merkle.consistency(old, leaves[:new])
        assert verify_inclusion(leaves[index], index, new, inclusion, root)
        assert verify_consistency(old, old_root, new, root, consistency)
        for _ in range(FORGERIES // honest // 4):
            accepted += verify_inclusion(leaves[index], index, new, mutated(rng, inclusion), root)
            other = rng.choice([n for n in (index - 1, index + 1, rng.randrange(new), new) if n != index])
            accepted += verify_inclusion(leaves[index], other, new, inclusion, root)
            accepted += verify_consistency(old, old_root, new, root, mutated(rng, consistency))
            forged = rng.randbytes(32) if rng.random() < 0.5 else rng.choice(leaves)
            accepted += verify_consistency(
                old, forged, new, root, mutated(rng, consistency) if old == 1 else consistency
            )
    assert accepted == 0
    report(capsys, f"proofs: {FORGERIES:,} forged, 0 accepted")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 255, 256, 700])
def test_go_s_own_verifier_agrees(home, tmp_path, capsys, count):
    if not shutil.which("go"):
        pytest.fail("Go is not on this machine. Run: bin/setup prove")
    append_many(count)
    run(home)
    leaves = [leaf_hash(leaf) for leaf in stored_leaves(folder(home, "seen/police"))]
    assert merkle.root(leaves) == checkpoint(home, "seen/police").root
    proofs = {
        "Records": [{"Index": n, "Proof": encoded(merkle.inclusion(n, leaves))} for n in range(0, count, 7)],
        "Trees": [
            {
                "Size": size,
                "Root": encoded([merkle.root(leaves[:size])])[0],
                "Proof": encoded(merkle.consistency(size, leaves)),
            }
            for size in range(1, count + 1, 7)
        ],
    }
    done = subprocess.run(
        ["go", "run", str(GO), str(folder(home, "seen/police")), str(recorded_key("seen", "police"))],
        env=os.environ
        | {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(tmp_path / "go")},
        input=json.dumps(proofs),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{count} leaves")
    report(capsys, f"Go: {done.stdout.strip()}")


def encoded(hashes: list[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in hashes]


def stored_leaves(log: Path) -> Iterator[bytes]:
    for path in sorted(log.glob("tile/entries/*")):
        widest = max(path.iterdir(), key=lambda part: int(part.name)) if path.is_dir() else path
        bundle = widest.read_bytes()
        while bundle:
            length = int.from_bytes(bundle[:2])
            yield bundle[2 : 2 + length]
            bundle = bundle[2 + length :]


@pytest.mark.django_db
def test_a_burst_comes_into_the_logs_whole(home, capsys):
    for _ in range(BURST // 5000):
        append_many(5000, ["police", "health"])
    began = time.monotonic()
    run(home)
    seconds = time.monotonic() - began
    assert [checkpoint(home, name).size for name in ("done/council", "seen/police", "seen/health")] == [
        BURST
    ] * 3
    assert Leaf.objects.count() == 3 * BURST
    assert verify_logs(home).faults == []
    report(capsys, f"burst: {BURST:,} entries, {3 * BURST / seconds:,.0f} leaves a second")


APPEND = """
import sys
import django
django.setup()
from datetime import UTC, datetime
from django.db import transaction
from shiremoot.ledger import verbs
from tests.ledger.records import draft
number = int(sys.argv[1])
while True:
    with transaction.atomic(durable=True):
        turn = verbs.Turn()
        for number in range(number, number + 20):
            last, _ = turn.append(draft(number, ["police", "health"], at=datetime.now(UTC)))
    print(last, flush=True)
"""
SEQUENCE = """
import django
django.setup()
from django.conf import settings
from shiremoot.ledger.sequencer import sequence
print("ready", flush=True)
while True:
    sequence(settings.HOME, lambda words: print(words, flush=True))
"""


def checkpoints(home: Home) -> dict[str, bytes]:
    return {name: content for name, content in files(home).items() if name.endswith("/checkpoint")}


def test_a_sequencer_killed_at_any_moment_loses_nothing_and_doubles_nothing(tmp_path, capsys):
    command, chance = installed(tmp_path), Random()
    acknowledged = 0
    for round_ in range(KILLS):
        with (
            python(command, APPEND, str(round_ * 1000)) as appending,
            python(command, SEQUENCE) as sequencing,
        ):
            assert sequencing.stdout.readline() == "ready\n"
            acknowledged = int(appending.stdout.readline())
            time.sleep(chance.uniform(0, 0.4))
            sequencing.kill()
            said = sequencing.stdout.read()
        assert said == "", said
    command.run("work", "--once")
    entries = int(checkpoints(command.home)["done/council/checkpoint"].split(b"\n")[1])
    assert entries >= acknowledged
    verified = command.run("ledger", "verify")
    assert f"{entries:,} entries" in verified
    assert "0 entries wait" in verified
    afresh = CommandLine(Home(tmp_path / "afresh"))
    installation.copy(command.home, afresh.home)
    shutil.rmtree(afresh.home.ledger / "logs")
    forget = (
        "import django; django.setup(); from shiremoot.ledger.models import Leaf, Log, Sequence; "
        "Leaf.objects.all().delete(); Log.objects.all().delete(); Sequence.objects.all().delete()"
    )
    subprocess.run([sys.executable, "-c", forget], env=afresh.environment, check=True)
    afresh.run("work", "--once")
    assert checkpoints(afresh.home) == checkpoints(command.home)
    report(capsys, f"killed: {KILLS:,} times over {entries:,} entries, the logs equal to those made at once")


@pytest.mark.skipif(
    bool(installation.SERVER), reason="the store is not in the home, and its disk not ours to fill"
)
def test_a_full_disk_loses_nothing_and_the_next_run_goes_on(tmp_path, capsys):
    prepared, chance = installed(tmp_path), Random()
    with python(prepared, APPEND, "0") as appending:
        while int(appending.stdout.readline()) < 3000:
            pass
    prepared.run("work", "--once")
    with python(prepared, APPEND, "100000") as appending:
        while int(appending.stdout.readline()) < 6000:
            pass
    size = sum(path.stat().st_size for path in prepared.home.root.rglob("*") if path.is_file()) >> 20
    full = 0
    for trial in range(FULL_DISKS):
        with small_disk(tmp_path / f"disk-{trial}", size + 30) as disk:
            command = CommandLine(Home(disk / "home"))
            installation.copy(prepared.home, command.home)
            command.run("ledger", "verify")
            fill(disk, leaving=chance.randrange(0, 3_000_000))
            done = command.ask("work", "--once")
            assert done.returncode in (0, 2), done.stderr
            assert "Traceback" not in done.stderr
            if done.returncode:
                full += 1
                assert "disk" in done.stderr
            (disk / "ballast").unlink()
            command.run("work", "--once")
            assert "0 entries wait" in command.run("ledger", "verify")
    assert full
    report(capsys, f"full disks: {full:,} of {FULL_DISKS:,} trials filled one, nothing lost")
