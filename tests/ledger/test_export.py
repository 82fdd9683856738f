"""What a partner is given, and what its own verifier says of it: whole, tampered with, not to be checked."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger import export, verifier
from shiremoot.ledger.acts import ProviderPart
from shiremoot.ledger.keys import recorded_key, signer
from shiremoot.ledger.logs import Kind
from shiremoot.ledger.models import Detail
from tests.ledger import merkle
from tests.ledger.records import append, append_many, draft, folder, run

pytestmark = pytest.mark.django_db


def exported(organisation: str = "police", kind: Kind = Kind.SEEN) -> bytes:
    file = io.BytesIO()
    export.write(organisation, kind, file)
    return file.getvalue()


def unpacked(path: Path, organisation: str = "police", kind: Kind = Kind.SEEN) -> Path:
    zipfile.ZipFile(io.BytesIO(exported(organisation, kind))).extractall(path)
    return path


def kept(home: Home, path: Path, name: str = "seen/police") -> Path:
    """Keep the log's checkpoint as it is now."""
    path.parent.mkdir(exist_ok=True)
    return Path(shutil.copy(folder(home, name) / "checkpoint", path))


def check(capsys, *words: object) -> tuple[int, str]:
    code = verifier.main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out + err


@pytest.fixture
def partner(home, tmp_path):
    """A partner with an export of 20 entries, unpacked, its own key, and checkpoints at 5, 10 and 20."""
    for size, count in ((5, 5), (10, 5), (20, 10)):
        append_many(count)
        run(home)
        kept(home, tmp_path / "kept" / f"at-{size:02}")
    (tmp_path / "police.key").write_text(f"{recorded_key('seen', 'police')}\n")
    unpacked(tmp_path / "export")
    return tmp_path


def lines(partner: Path) -> list[str]:
    return (partner / "export" / "entries.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


def rewrite(partner: Path, changed: list[str]) -> None:
    (partner / "export" / "entries.jsonl").write_text("".join(changed), encoding="utf-8")


def checked(partner: Path, capsys) -> tuple[int, str]:
    return check(capsys, partner / "export", "--kept", partner / "kept", "--key", partner / "police.key")


def test_the_verifier_taken_out_of_the_export_says_whole_and_what_it_checked(partner):
    (partner / "police.zip").write_bytes(exported())
    words = ["verifier.py", "../police.zip", "--kept", "../kept", "--key", "../police.key"]
    done = subprocess.run(
        [sys.executable, "-I", *words],
        cwd=partner / "export",
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Entries: 20, from 2026-11-22T09:00:00" in done.stdout
    assert "Details: 20 checked, 0 erased." in done.stdout
    assert done.stdout.count("agrees.") == 3
    assert "WHOLE: nothing was removed, changed, reordered or rolled back." in done.stdout


def test_without_a_pinned_key_or_kept_checkpoints_it_says_what_that_leaves_open(partner, capsys):
    code, said = check(capsys, partner / "export")
    assert code == 0
    assert "TAKEN FROM THE EXPORT" in said
    assert "an older or rewritten log would pass" in said


def test_the_readme_tells_how_to_check(partner):
    readme = (partner / "export" / "README.txt").read_text()
    assert "shiremoot.example/seen/police" in readme
    assert readme.count("python3 ") == 2


def test_erased_detail_is_counted_and_the_log_stays_whole(partner, capsys):
    Detail.objects.filter(part="police", entry_id__lte=3).update(content=None, nonce=None)
    unpacked(partner / "export")
    code, said = checked(partner, capsys)
    assert code == 0
    assert "Details: 17 checked, 3 erased." in said


def test_the_log_of_what_was_done_has_the_reasons_and_persons_and_no_provider_s_part(home, tmp_path, capsys):
    append_many(3, ["police", "health"])
    run(home)
    path = unpacked(tmp_path / "export", "council", Kind.DONE)
    code, said = check(capsys, path)
    assert code == 0
    assert "Details: 6 checked, 0 erased." in said
    text = (path / "entries.jsonl").read_text()
    assert "reason 2" in text
    assert "flow of" not in text


def test_there_is_nothing_to_export_before_there_is_a_log(home):
    append_many(1)
    with pytest.raises(UserError, match="Nothing of police"):
        exported()


# Tampering with an export, by what the verifier has to say of it

Change = Callable[[list[str]], list[str]]


def reworded(line: str) -> str:
    return line.replace("allowed", "refused")


def shifted(line: str) -> str:
    """Nonce and detail together are the same bytes as before, parted elsewhere."""
    said = json.loads(line)
    (each,) = said["details"].values()
    each["nonce"], each["detail"] = each["nonce"] + each["detail"][:5].encode().hex(), each["detail"][5:]
    return json.dumps(said) + "\n"


TAMPERINGS: dict[str, tuple[Change, list[str]]] = {
    "the last dropped": (
        lambda rows: rows[:-1],
        ["Removed: the checkpoint counts 20 entries, the export holds 19."],
    ),
    "one in the middle dropped": (
        lambda rows: rows[:7] + rows[8:],
        ["Removed: missing are entries 7 to 7.", "the export holds 19"],
    ),
    "two swapped": (
        lambda rows: [*rows[:3], rows[5], rows[4], rows[3], *rows[6:]],
        ["Reordered: 2 stand twice or out of order: [3, 4]."],
    ),
    "one put in twice": (
        lambda rows: [*rows[:4], rows[3], *rows[4:]],
        ["Reordered: 1 stand twice or out of order: [3].", "Put in: the checkpoint counts 20"],
    ),
    "one changed": (
        lambda rows: [*rows[:7], reworded(rows[7]), *rows[8:]],
        [
            "at-05 (5 entries), which agrees, and before the checkpoint of",
            "at-10 (10 entries), which does not agree",
        ],
    ),
    "the first changed": (
        lambda rows: [reworded(rows[0]), *rows[1:]],
        ["Changed: something before the checkpoint of"],
    ),
    "the last changed": (
        lambda rows: [*rows[:-1], reworded(rows[-1])],
        ["at-10 (10 entries), which agrees, and before", "at-20 (20 entries), which does not agree"],
    ),
    "a detail changed": (
        lambda rows: [*rows[:7], rows[7].replace("flow of", "flux of"), *rows[8:]],
        ["Changed: in entry 7 the detail police is not what it commits to."],
    ),
    "the beginning of a detail moved into its nonce": (
        lambda rows: [*rows[:7], shifted(rows[7]), *rows[8:]],
        ["Changed: in entry 7 the detail police is not what it commits to."],
    ),
    "a detail put in": (
        lambda rows: [
            rows[0].replace('"details": {', '"details": {"more": {"detail": "", "nonce": ""}, '),
            *rows[1:],
        ],
        ["Changed: in entry 0 the detail more"],
    ),
}


@pytest.mark.parametrize(("change", "said"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_is_found_and_said_in_words(partner, capsys, change, said):
    rewrite(partner, change(lines(partner)))
    code, found = checked(partner, capsys)
    assert code == 1
    assert not [words for words in said if words not in found]
    assert "NOT WHOLE" in found
    assert "WHOLE: nothing" not in found


def test_a_changed_checkpoint_is_found(partner, capsys):
    path = partner / "export" / "checkpoint"
    path.write_text(path.read_text().replace("\n20\n", "\n21\n"))
    code, said = checked(partner, capsys)
    assert (code, "checkpoint was changed after it was signed" in said) == (1, True)


def resign(home: Home, partner: Path, rows: list[str]) -> None:
    """What a host could do that rewrites the past and signs it."""
    for n, row in enumerate(rows):
        line = json.loads(row)
        line["leaf"] = line["leaf"].replace(f'"n":{json.loads(line["leaf"])["n"]},', f'"n":{n},')
        rows[n] = json.dumps(line) + "\n"
    root = merkle.root([verifier.leaf_hash(json.loads(row)["leaf"].encode()) for row in rows])
    rewrite(partner, rows)
    (partner / "export" / "checkpoint").write_text(signer(home).sign("seen", "police", len(rows), root))


REWRITES: dict[str, tuple[Change, list[str]]] = {
    "rolled back": (lambda rows: rows[:12], ["Rolled back: the checkpoint of", "now the log ends at 12."]),
    "rolled back and other since": (
        lambda rows: [*rows[:8], reworded(rows[8]), *rows[9:12]],
        ["Rolled back", "which agrees, and before"],
    ),
    "one left out": (lambda rows: rows[:7] + rows[8:], ["Rolled back", "at-05 (5 entries), which agrees"]),
    "another history of the same length": (
        lambda rows: [*rows[:19], reworded(rows[19])],
        ["Split view", "does NOT agree"],
    ),
    "another history, longer": (
        lambda rows: [reworded(rows[0]), *rows[1:], rows[-1]],
        ["Changed: something before", "does NOT agree"],
    ),
}


@pytest.mark.parametrize(("change", "said"), REWRITES.values(), ids=REWRITES.keys())
def test_a_past_rewritten_and_signed_is_found_by_what_was_kept(home, partner, capsys, change, said):
    resign(home, partner, change(lines(partner)))
    assert check(capsys, partner / "export", "--key", partner / "police.key")[0] == 0
    code, found = checked(partner, capsys)
    assert code == 1
    assert not [words for words in said if words not in found]


def test_what_cannot_be_checked_ends_with_2(home, partner, capsys):
    good = lines(partner)
    for broken in (
        "{",
        "[]",
        "{}",
        good[3][:40],
        good[3].replace('"at\\"', '"when\\"'),
        '{"leaf": 3, "details": {}}',
    ):
        rewrite(partner, [*good[:3], broken + "\n", *good[4:]])
        code, said = checked(partner, capsys)
        assert (code, "line 4 of entries.jsonl" in said) == (2, True)
    rewrite(partner, good)
    assert checked(partner, capsys)[0] == 0


def test_another_log_or_key_cannot_be_checked(home, partner, capsys):
    kept(home, partner / "kept" / "of-another-log", "done/council")
    code, said = checked(partner, capsys)
    assert (code, "of-another-log" in said) == (2, True)
    (partner / "kept" / "of-another-log").unlink()
    (partner / "police.key").write_text(str(recorded_key("done", "council")))
    assert checked(partner, capsys)[0] == 2
    (partner / "police.key").write_text("no key")
    assert checked(partner, capsys)[0] == 2


def test_damaged_or_missing_files_cannot_be_checked(partner, capsys):
    assert check(capsys, partner / "nowhere.zip")[0] == 2
    whole = exported()
    (partner / "half.zip").write_bytes(whole[: len(whole) // 2])
    assert check(capsys, partner / "half.zip")[0] == 2
    place = whole.index(b"entries.jsonl") + 200
    (partner / "bit.zip").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    assert check(capsys, partner / "bit.zip")[0] == 2
    (partner / "export" / "checkpoint").unlink()
    assert check(capsys, partner / "export")[0] == 2


PROVIDERS = ("alpha-trust", "bravo-police", "carrot-homes", "delta-school")


def part(name: str, number: int) -> ProviderPart:
    return ProviderPart(
        name, (f"{name}-flow",), (f"{name}-data.table.{number}",), (f"{name}-person {number}",)
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.sampled_from(PROVIDERS)), min_size=1, max_size=8))
def test_a_provider_s_export_holds_all_of_its_own_and_nothing_of_another_s(tmp_path_factory, entries):
    with transaction.atomic():
        append(
            draft(providers=[part(name, number) for name in sorted(names)], persons=(f"person-{number}",))
            for number, names in enumerate(entries)
        )
        run(Home(tmp_path_factory.mktemp("home")))
        for name in PROVIDERS:
            own = [number for number, names in enumerate(entries) if name in names]
            if own:
                archive = zipfile.ZipFile(io.BytesIO(exported(name)))
                text = "".join(
                    archive.read(each).decode() for each in archive.namelist() if each != "verifier.py"
                )
                found = [json.loads(line) for line in archive.read("entries.jsonl").decode().splitlines()]
                assert [each["details"][name]["detail"] for each in found] == [
                    committed_text(name, number) for number in own
                ]
                others = (*(each for each in PROVIDERS if each != name), "dana", "person-", "reason 0")
                assert not [word for word in others if word in text]
        transaction.set_rollback(True)


def committed_text(name: str, number: int) -> str:
    """The detail of a provider's part, as it is committed to."""
    return (
        f'{{"fields":["{name}-data.table.{number}"],"flows":["{name}-flow"],'
        f'"records":["{name}-person {number}"]}}'
    )
