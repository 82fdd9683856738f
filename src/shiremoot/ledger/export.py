"""A log as a file that its organisation can keep and check by itself.

It holds the entries, the signed checkpoint, its key and the verifier. `entries.jsonl` has one line for each
entry: `leaf`, exactly as it is hashed, and `details`, by part, each with `detail` and `nonce` (hexadecimal);
a detail that was erased is left out.
"""

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from shiremoot.errors import UserError
from shiremoot.ledger import verifier
from shiremoot.ledger.keys import recorded_key
from shiremoot.ledger.logs import Kind, is_own, parts
from shiremoot.ledger.models import Detail, Leaf, Log

_CHUNK = 2000
_README = """This is the log "{origin}": {size:,} entries, the last of them of {last_at}.

Check it yourself, with Python 3.11 or newer and without any network but for the first line:

    python3 -m pip install cryptography
    python3 verifier.py this.zip --key your-key --kept your-checkpoints
    cp checkpoint your-checkpoints/

Take verifier.py and the key from the first export you were given, or from the host's own people, and keep
them: a file that comes with every new export could be changed with it. Put the file "checkpoint" of every
export into your folder of checkpoints, under a name of its own: they are what a later export is measured
against. The first time there are none yet; leave out --kept.

It ends with WHOLE, or says what was removed, changed, reordered or rolled back.

entries.jsonl has one line for each entry. "leaf" is the entry as it was signed; "details" is what it commits
to, as far as that has not been erased. {about}
"""
_ABOUT = {
    Kind.SEEN: "Each entry says what was seen of your organisation's data.",
    Kind.DONE: "Each entry says what your organisation's people did, refusals included.",
}


def write(organisation: str, kind: Kind, file: IO[bytes]) -> int:
    """Write the log as a .zip to a file open for writing; how many entries it has.

    The file need not be seekable. Holds a few thousand entries in memory at most. Raises UserError where
    there is no such log yet.
    """
    log = _log(organisation, kind)
    key = recorded_key(kind, organisation)
    last_at = ""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("entries.jsonl", "w", force_zip64=True) as entries:
            for at, line in _lines(log):
                last_at = at
                entries.write(line)
        archive.writestr("checkpoint", log.checkpoint)
        archive.writestr("key", f"{key}\n")
        archive.writestr("verifier.py", Path(verifier.__file__).read_bytes())
        about = _README.format(origin=key.name, size=log.size, last_at=last_at, about=_ABOUT[kind])
        archive.writestr("README.txt", about)
    return log.size


def check_there_is(organisation: str, kind: Kind) -> None:
    """Raises UserError where there is no such log yet."""
    _log(organisation, kind)


def _log(organisation: str, kind: Kind) -> Log:
    log = Log.objects.filter(kind=kind, organisation=organisation).first()
    if log is None:
        raise UserError(
            f"Nothing of {organisation} is in a log of this kind yet ({kind}).",
            "Entries come into the logs while `shiremoot work` runs, within seconds.",
        )
    return log


def _lines(log: Log) -> Iterator[tuple[str, bytes]]:
    """Each entry's moment and its line, in the order of the log."""
    for start in range(0, log.size, _CHUNK):
        places = Leaf.objects.filter(log=log, n__gte=start, n__lt=min(start + _CHUNK, log.size)).order_by("n")
        rows = list(places.values_list("n", "entry_id", "entry__body"))
        details = _details(log, [number for _, number, _ in rows])
        for n, number, body in rows:
            for part in parts(number, json.loads(body)):
                if (part.kind, part.organisation) == (log.kind, log.organisation):
                    line = {"leaf": part.leaf(n).decode(), "details": details[number]}
                    yield part.content["at"], json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _details(log: Log, numbers: list[int]) -> dict[int, dict[str, dict[str, str]]]:
    """What is not erased of these entries' details and is this log's to have."""
    found: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    rows = Detail.objects.filter(entry_id__in=numbers)
    if log.kind == Kind.SEEN:
        rows = rows.filter(part=log.organisation)
    for number, part, content, nonce in rows.values_list("entry_id", "part", "content", "nonce"):
        if content is not None and nonce is not None and (log.kind == Kind.SEEN or is_own(part)):
            found[number][part] = {"detail": content, "nonce": bytes(nonce).hex()}
    return found
