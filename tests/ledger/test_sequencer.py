"""The logs through the sequencer's door: what they hold, what outlasts an accident, what is never signed."""

import json
import shutil
from datetime import timedelta

import pytest
from django.db import connection

from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.keys import recorded_key, signer
from shiremoot.ledger.logs import parts
from shiremoot.ledger.models import Detail, Entry, Leaf, Log, Sequence
from shiremoot.ledger.sequencer import late
from shiremoot.ledger.verifier import leaf_hash
from shiremoot.ledger.verify_logs import verify_logs
from tests.ledger import merkle
from tests.ledger.records import NOW, append, append_many, checkpoint, draft, files, folder, run

pytestmark = pytest.mark.django_db


def leaves(name: str) -> list[bytes]:
    """The leaves that the entries make for a log."""
    found = []
    for entry in Entry.objects.order_by("number"):
        for part in parts(entry.number, json.loads(entry.body)):
            if f"{part.kind}/{part.organisation}" == name:
                found.append(part.leaf(len(found)))
    return found


def test_every_log_holds_its_entries_in_order_under_a_signed_checkpoint(home):
    append_many(3, ["police", "health"])
    append([draft(providers=["health"]), draft(providers=[], by=Viewer("", "", "nobody"))])
    run(home)
    sizes = {"done/council": 4, "done/-": 1, "seen/police": 3, "seen/health": 4}
    assert {f"{log.kind}/{log.organisation}": log.size for log in Log.objects.all()} == sizes
    for name, size in sizes.items():
        found = leaves(name)
        assert checkpoint(home, name) == (size, merkle.root([leaf_hash(leaf) for leaf in found]))
        bundle = b"".join(len(leaf).to_bytes(2) + leaf for leaf in found)
        assert (folder(home, name) / f"tile/entries/000.p/{size}").read_bytes() == bundle
    places = Leaf.objects.filter(log__kind="seen", log__organisation="health").order_by("n")
    assert list(places.values_list("n", "entry_id")) == [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_nothing_to_do_changes_nothing(home):
    append_many(2)
    run(home)
    before = files(home)
    assert run(home) == []
    assert files(home) == before


def test_full_tiles_take_the_place_of_partial_ones(home):
    append_many(250)
    run(home)
    assert (folder(home, "seen/police") / "tile/0/000.p/250").is_file()
    append_many(262)
    run(home)
    hashes = [leaf_hash(leaf) for leaf in leaves("seen/police")]
    tiles = [merkle.root(hashes[:256]), merkle.root(hashes[256:])]
    found = {name: content for name, content in files(home).items() if name.startswith("seen/police/tile")}
    assert set(found) == {
        f"seen/police/tile/{name}" for name in ("0/000", "0/001", "1/000.p/2", "entries/000", "entries/001")
    }
    assert found["seen/police/tile/0/001"] == b"".join(hashes[256:])
    assert found["seen/police/tile/1/000.p/2"] == b"".join(tiles)


def test_in_how_many_runs_entries_come_makes_no_difference(home, tmp_path):
    for count in (1, 255, 1, 44, 300):
        append_many(count)
        run(home)
    other = Home(tmp_path / "other")
    other.ledger.mkdir(parents=True)
    shutil.copy(home.ledger / "signing.key", other.ledger)
    before = files(home)
    Leaf.objects.all().delete()
    Log.objects.all().delete()
    Sequence.objects.all().delete()
    run(other)
    again = files(other)
    # partial tiles of sizes that were signed on the way stay until their tile is full
    assert {name.split("/tile/")[1] for name in before if name not in again} == {"1/000.p/1"}
    assert {name: before[name] for name in again} == again


@pytest.mark.parametrize("name", ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"])
@pytest.mark.parametrize("content", [b"", b"x" * 33, None])
def test_a_half_written_file_is_found_said_and_made_again(home, name, content):
    append_many(300)
    run(home)
    before, path = files(home), folder(home, "seen/police") / name
    path.write_bytes(path.read_bytes()[:-1] + b"x" if content is None else content)
    append([draft(providers=["police"], by=Viewer("health", "nurse", "noor"))])
    assert run(home) == ["The files of log seen/police were damaged: made again from its entries."]
    assert {each: content for each, content in files(home).items() if each in before} == before | {
        "seen/police/checkpoint": (folder(home, "seen/police") / "checkpoint").read_bytes()
    }
    assert verify_logs(home).faults == []


def test_an_older_checkpoint_on_disk_is_brought_forward(home):
    append_many(300)
    run(home)
    older = (folder(home, "seen/police") / "checkpoint").read_bytes()
    append_many(100)
    run(home)
    newest = files(home)
    (folder(home, "seen/police") / "checkpoint").write_bytes(older)
    (folder(home, "done/council") / "checkpoint").unlink()
    run(home)
    assert files(home) == newest
    # a tile on the way to the older root is gone: it is made again from the entries first
    (folder(home, "seen/police") / "checkpoint").write_bytes(older)
    (folder(home, "seen/police") / "tile/0/001.p/144").write_bytes(b"")
    run(home)
    assert files(home) == newest


def refused(home: Home) -> str:
    before = files(home)
    with pytest.raises(UserError) as refusal:
        run(home)
    assert files(home) == before
    return str(refusal.value)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_what_does_not_continue_the_signed_checkpoint_is_not_signed(home, size):
    append_many(3)
    run(home)
    other = signer(home).sign("seen", "police", size, bytes(32))
    (folder(home, "seen/police") / "checkpoint").write_text(other)
    append_many(1)
    assert f"signed at {size} entries" in refused(home)


def test_a_checkpoint_that_cannot_be_read_or_of_an_unknown_log_stops_the_sequencer(home):
    append_many(1)
    run(home)
    path = folder(home, "seen/police") / "checkpoint"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"\n1\n", b"\n2\n"))
    assert "changed after it was signed" in refused(home)
    path.write_bytes(good)
    shutil.copytree(path.parent, folder(home, "seen/health"))
    assert "the store does not know" in refused(home)


def test_a_store_that_lost_its_newest_entries_is_refused(home):
    append_many(3)
    run(home)
    Leaf.objects.filter(entry_id=3).delete()
    Detail.objects.filter(entry_id=3).delete()
    Entry.objects.filter(number=3).delete()
    assert "Entry 3" in refused(home)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET body = replace(body, 'allowed', 'refused') WHERE number = 4",
        "UPDATE ledger_entry SET previous = 'f' WHERE number = 4",
        "UPDATE ledger_entry SET number = 9 WHERE number = 4",
    ],
)
def test_an_entry_changed_before_it_came_into_the_logs_is_not_signed(home, sql):
    append_many(3)
    run(home)
    append_many(2)
    Detail.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert "Entry 4 is missing or was changed" in refused(home)


def test_damaged_files_are_not_made_again_from_changed_entries(home):
    append_many(3)
    run(home)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET body = replace(body, 'allowed', 'refused') WHERE number = 1")
    (folder(home, "seen/police") / "tile/0/000.p/3").unlink()
    append_many(1)
    with pytest.raises(UserError, match="changed after its checkpoint was signed"):
        run(home)


def test_the_key_is_for_its_user_alone_and_no_other_is_ever_used(home, monkeypatch, tmp_path):
    append_many(1)
    run(home)
    key = home.ledger / "signing.key"
    assert key.stat().st_mode & 0o077 == 0
    kept = key.read_bytes()
    key.unlink()
    assert "Restore the key file" in refused(home)
    assert not key.exists()
    key.write_bytes(kept[:-3])
    assert "holds no key" in refused(home)
    monkeypatch.setenv("SHIREMOOT_LEDGER_KEY", str(tmp_path / "elsewhere" / "key"))
    assert "Restore the key file" in refused(home)
    other = Home(tmp_path / "other")
    Sequence.objects.all().delete()
    signer(other)
    Sequence.objects.all().delete()
    monkeypatch.delenv("SHIREMOOT_LEDGER_KEY")
    key.write_bytes(kept)
    signer(home)
    monkeypatch.setenv("SHIREMOOT_LEDGER_KEY", str(tmp_path / "elsewhere" / "key"))
    assert "is not the one that has signed" in refused(home)


def test_the_name_is_taken_at_first_use_and_kept(home, monkeypatch):
    monkeypatch.setenv("SHIREMOOT_NAME", "a name")
    with pytest.raises(UserError, match="cannot be the name"):
        run(home)
    monkeypatch.setenv("SHIREMOOT_NAME", "share.north.example")
    append_many(1)
    run(home)
    assert recorded_key("seen", "police").name == "share.north.example/seen/police"
    monkeypatch.delenv("SHIREMOOT_NAME")
    run(home)
    monkeypatch.setenv("SHIREMOOT_NAME", "share.south.example")
    assert "share.north.example" in refused(home)


def test_how_long_the_oldest_entry_waits(home):
    assert late(NOW) == timedelta()
    append([draft(1), draft(2, at=NOW + timedelta(minutes=2))])
    assert late(NOW + timedelta(minutes=6)) == timedelta(minutes=6)
    run(home)
    assert late(NOW + timedelta(minutes=6)) == timedelta()
    append([draft(3, at=NOW + timedelta(minutes=5))])
    assert late(NOW + timedelta(minutes=6)) == timedelta(minutes=1)


def test_erasing_detail_leaves_the_logs_whole(home):
    append_many(3)
    run(home)
    Detail.objects.update(content=None, nonce=None, user_id="", person_id="")
    append_many(1)
    run(home)
    assert verify_logs(home).faults == []


def swap(first: int, second: int) -> None:
    one, two = (Leaf.objects.get(log__kind="seen", n=n) for n in (first, second))
    numbers = one.entry_id, two.entry_id
    Leaf.objects.filter(pk=one.pk).update(entry_id=numbers[1])
    Leaf.objects.filter(pk=two.pk).update(entry_id=numbers[0])


def flip(name: str):
    def flipped(home: Home) -> None:
        path = folder(home, name)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

    return flipped


def cut_off_the_newest(home: Home) -> None:
    Leaf.objects.filter(entry_id__gt=298).delete()
    Detail.objects.filter(entry_id__gt=298).delete()
    Entry.objects.filter(number__gt=298).delete()


def set_back_as_well(home: Home) -> None:
    """What somebody would do who knows the store: count the logs as smaller, too."""
    cut_off_the_newest(home)
    Sequence.objects.update(position=298)
    for log in Log.objects.all():
        size = log.leaves.count()
        root = merkle.root([leaf_hash(leaf) for leaf in leaves(f"{log.kind}/{log.organisation}")])
        log.size, log.checkpoint = size, signer(home).sign(log.kind, log.organisation, size, root)
        log.save()


TAMPERINGS = {
    "a bundle": flip("seen/police/tile/entries/000"),
    "a partial bundle": flip("seen/police/tile/entries/001.p/44"),
    "a tile": flip("seen/police/tile/0/000"),
    "a partial tile": flip("done/council/tile/1/000.p/1"),
    "a checkpoint": flip("seen/police/checkpoint"),
    "no checkpoint": lambda home: (folder(home, "seen/police") / "checkpoint").unlink(),
    "no file": lambda home: (folder(home, "seen/police") / "tile/0/001.p/44").unlink(),
    "swapped places": lambda home: swap(3, 7),
    "a place too few": lambda home: Leaf.objects.filter(n=299).delete(),
    "another size": lambda home: Log.objects.update(size=299),
    "another position": lambda home: Sequence.objects.update(position=299),
    "no logs at all": lambda home: (Leaf.objects.all().delete(), Log.objects.all().delete()),
    "cut off": cut_off_the_newest,
    "cut off and set back": set_back_as_well,
    "a changed entry": lambda home: Entry.objects.filter(number=5).update(body="{}"),
    "an entry of another organisation": lambda home: Entry.objects.filter(number=5).update(
        body=Entry.objects.get(number=5).body.replace("council", "county")
    ),
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_with_logs_or_what_they_rest_on_is_found(home, tamper):
    append_many(300)
    run(home)
    assert verify_logs(home).faults == []
    tamper(home)
    assert verify_logs(home).faults


def test_what_waits_is_no_fault(home):
    append_many(3)
    assert (verify_logs(home).waiting, verify_logs(home).faults) == (3, [])
    run(home)
    append_many(2)
    report = verify_logs(home)
    assert (report.logs, report.leaves, report.waiting, report.faults) == (2, 6, 2, [])
