"""The key that signs the logs' checkpoints, and the name it signs under. Neither ever changes in silence.

Both stand in one file, in the text form of Go's sumdb/note. The control store records the public part: a
key that is not the recorded one is refused.
"""

import base64
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger.models import Sequence
from shiremoot.ledger.tiles import make_folder, write
from shiremoot.ledger.verifier import ED25519, Checkpoint, Key

_FORM = re.compile(r"PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+(\S{44})\n")
_NAME = re.compile(r"[a-z0-9]([a-z0-9./:-]*[a-z0-9])?")


@dataclass(frozen=True)
class Signer:
    """The name of this installation, and its key."""

    name: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, kind: str, organisation: str, size: int, root: bytes) -> str:
        """The signed checkpoint of a log."""
        key = log_key(self.name, self.public, kind, organisation)
        text = f"{key.name}\n{size}\n{base64.b64encode(root).decode()}\n"
        signature = base64.b64encode(key.identifier + self.private.sign(text.encode())).decode()
        return f"{text}\n\u2014 {key.name} {signature}\n"

    def to_text(self) -> str:
        identifier = Key(self.name, self.public).identifier.hex()
        encoded = base64.b64encode(ED25519 + self.private.private_bytes_raw()).decode()
        return f"PRIVATE+KEY+{self.name}+{identifier}+{encoded}\n"


def log_key(name: str, public: bytes, kind: str, organisation: str) -> Key:
    """The key of one log: a log signs under its own origin, `name/kind/organisation`."""
    return Key(f"{name}/{kind}/{organisation}", public)


def recorded_key(kind: str, organisation: str) -> Key:
    """The same, as the control store records it. There must be a Sequence."""
    sequence = Sequence.objects.get()
    return log_key(sequence.name, bytes.fromhex(sequence.public_key), kind, organisation)


def signer(home: Home) -> Signer:
    """The installation's signer; made where there is neither a log nor a key yet. Raises UserError."""
    recorded, path = Sequence.objects.first(), _path(home)
    wanted = os.environ.get("SHIREMOOT_NAME")
    if path.is_file():
        found = _read(path)
    elif recorded or any((home.ledger / "logs").glob("*/*/checkpoint")):
        raise UserError(
            f"The key that signs the record is not there: {path}.",
            "Restore the key file from its backup, or name where it is in SHIREMOOT_LEDGER_KEY. "
            "Without it nothing is signed.",
        )
    else:
        found = _made(path, wanted or "shiremoot.example")
    if recorded and (recorded.name, recorded.public_key) != (found.name, found.public.hex()):
        raise UserError(
            f"The key in {path} is not the one that has signed this record so far.",
            f"Restore the key file of {recorded.name} from its backup. Until then nothing is signed.",
        )
    if wanted and wanted != found.name:
        raise UserError(
            f"This installation's record is signed under the name {found.name}, not {wanted}.",
            "A name is fixed at first use: partners hold checkpoints under it. Unset SHIREMOOT_NAME.",
        )
    if not recorded:
        Sequence.objects.create(pk=1, name=found.name, public_key=found.public.hex())
    return found


def _path(home: Home) -> Path:
    return Path(os.environ.get("SHIREMOOT_LEDGER_KEY") or home.ledger / "signing.key")


def _made(path: Path, name: str) -> Signer:
    if not _NAME.fullmatch(name):
        raise UserError(
            f"{name} cannot be the name that the record is signed under.",
            "Write SHIREMOOT_NAME as a web address without https://, for example share.example.org.",
        )
    made = Signer(name, Ed25519PrivateKey.generate())
    make_folder(path.parent)
    write(path.parent, {path.name: made.to_text().encode()})
    return made


def _read(path: Path) -> Signer:
    found = _FORM.fullmatch(path.read_text(encoding="utf-8", errors="replace"))
    raw = base64.b64decode(found[3]) if found else b""
    if not found or raw[:1] != ED25519 or len(raw) != 33:
        raise UserError(f"{path} holds no key.", "Restore the key file from its backup.")
    return Signer(found[1], Ed25519PrivateKey.from_private_bytes(raw[1:]))


def read_recorded(checkpoint: str) -> Checkpoint:
    """Size and root of a checkpoint out of the control store, which was signed here."""
    _, size, root = checkpoint.split("\n")[:3]
    return Checkpoint(int(size), base64.b64decode(root))
