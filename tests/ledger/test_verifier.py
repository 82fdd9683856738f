"""What a partner checks with: proofs and signed notes, accepted where they are right and nowhere else."""

import ast
import base64
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.ledger import verifier
from shiremoot.ledger.verifier import (
    BadSignature,
    CannotCheck,
    Checkpoint,
    Key,
    Tree,
    leaf_hash,
    open_note,
    read_checkpoint,
    read_key,
    verify_consistency,
    verify_inclusion,
)
from tests.ledger import merkle

SOURCE = Path(verifier.__file__)
LEAVES = [leaf_hash(str(n).encode()) for n in range(70)]

# the example of the signed-note format's first implementation, golang.org/x/mod/sumdb/note
GOLDEN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GOLDEN_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GOLDEN_SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
    "Zb6KE6RyyBwJnAM=\n"
)
OTHER_SIGNATURE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33"
    "WWd1RvMc+QQ=\n"
)
GOLDEN = f"{GOLDEN_TEXT}\n{GOLDEN_SIGNATURE}"

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEY = Key("a.example/seen/police", PRIVATE.public_key().public_bytes_raw())


def signed(text: str, key: Key = KEY, private: Ed25519PrivateKey = PRIVATE) -> bytes:
    signature = base64.b64encode(key.identifier + private.sign(text.encode())).decode()
    return f"{text}\n— {key.name} {signature}\n".encode()


def test_it_is_one_short_file_that_needs_nothing_of_ours():
    text = SOURCE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    nodes = list(ast.walk(ast.parse(text)))
    whole = {name.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for name in node.names}
    parts = {(node.module or ".").split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}
    assert (whole | parts) - sys.stdlib_module_names == {"cryptography"}
    assert not (whole | parts) & {"socket", "urllib", "http", "ssl", "subprocess"}


@given(st.integers(0, 70))
def test_a_growing_tree_has_the_root_of_the_whole_one(size):
    tree = Tree()
    for leaf in LEAVES[:size]:
        tree.add(leaf)
    assert (tree.size, tree.root()) == (size, merkle.root(LEAVES[:size]))


@given(st.data(), st.integers(1, 70))
def test_an_honest_inclusion_proof_is_accepted_for_its_own_place_and_size_alone(data, size):
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size))
    leaves, leaf = LEAVES[:size], LEAVES[index]
    proof, root = merkle.inclusion(index, leaves), merkle.root(leaves)
    assert verify_inclusion(leaf, index, size, proof, root)
    assert verify_inclusion(leaf, other, size, proof, root) == (other == index)
    assert not verify_inclusion(leaf, index, size, [*proof, root], root)
    assert not verify_inclusion(leaf, size, size, proof, root)
    assert not verify_inclusion(leaf, 0, 0, [], root)
    assert not verify_inclusion(leaf, index, size, [each[:31] for each in proof] or [b""], root)
    if proof:
        assert not verify_inclusion(leaf, index, size, proof[:-1], root)


@given(st.data(), st.integers(1, 70))
def test_an_honest_consistency_proof_is_accepted_for_its_own_sizes_alone(data, new):
    old = data.draw(st.integers(1, new))
    proof = merkle.consistency(old, LEAVES[:new])
    roots = merkle.root(LEAVES[:old]), merkle.root(LEAVES[:new])
    assert verify_consistency(old, roots[0], new, roots[1], proof)
    assert not verify_consistency(old, roots[0], new, roots[1], [*proof, roots[0]])
    assert not verify_consistency(old, LEAVES[-1][::-1], new, roots[1], proof)
    assert not verify_consistency(0, Tree().root(), new, roots[1], [])
    assert not verify_consistency(new + 1, roots[1], new, roots[1], proof)
    assert not verify_consistency(old, roots[0][:31], new, roots[1], proof)
    if proof:
        assert not verify_consistency(old, roots[0], new, roots[1], proof[:-1])


def test_the_example_of_the_format_verifies_and_unknown_signatures_are_passed_over():
    key = read_key(GOLDEN_KEY)
    assert str(key) == GOLDEN_KEY
    assert open_note(GOLDEN.encode(), key) == GOLDEN_TEXT
    assert open_note(f"{GOLDEN}{OTHER_SIGNATURE}".encode(), key) == GOLDEN_TEXT
    many = f"{GOLDEN_TEXT}\n{OTHER_SIGNATURE * 40}{GOLDEN_SIGNATURE}"
    assert open_note(many.encode(), key) == GOLDEN_TEXT


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"text\n",
        GOLDEN_SIGNATURE.encode(),
        GOLDEN.encode()[:-1],
        GOLDEN.encode() + b"more\n",
        GOLDEN.replace("—", "-").encode(),
        GOLDEN.replace("PeterNeumann x0", "PeterNeumann  x0").encode(),
        GOLDEN.replace("nAM=", "nAN=").encode(),
        GOLDEN.replace("nAM=", "nAM").encode(),
        f"{GOLDEN}{GOLDEN_SIGNATURE}".encode(),
        f"{GOLDEN_TEXT}\n{OTHER_SIGNATURE}".encode(),
        f"{GOLDEN_TEXT}\n{OTHER_SIGNATURE * 100}{GOLDEN_SIGNATURE}".encode(),
        GOLDEN.replace("answer", "ans\x07wer").encode(),
        GOLDEN.encode().replace(b"answer", b"ans\xffwer"),
    ],
)
def test_what_is_no_signed_note_of_the_key_is_refused(note):
    with pytest.raises(CannotCheck):
        open_note(note, read_key(GOLDEN_KEY))


@given(st.integers(0, len(GOLDEN_TEXT) - 2), st.characters(codec="ascii", min_codepoint=32))
def test_a_changed_text_is_refused(place, letter):
    changed = GOLDEN_TEXT[:place] + letter + GOLDEN_TEXT[place + 1 :]
    if changed != GOLDEN_TEXT:
        with pytest.raises(BadSignature):
            open_note(f"{changed}\n{GOLDEN_SIGNATURE}".encode(), read_key(GOLDEN_KEY))


@pytest.mark.parametrize(
    "text", ["", "name", GOLDEN_KEY[:-1], GOLDEN_KEY.replace("c74f", "c74e"), "a b" + GOLDEN_KEY]
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(CannotCheck):
        read_key(text)


ROOT = base64.b64encode(LEAVES[0]).decode()


def test_a_checkpoint_is_read_with_extension_lines_or_without():
    assert read_checkpoint(signed(f"{KEY.name}\n7\n{ROOT}\n"), KEY) == Checkpoint(7, LEAVES[0])
    assert read_checkpoint(signed(f"{KEY.name}\n0\n{ROOT}\nmore of it\n"), KEY) == Checkpoint(0, LEAVES[0])


@pytest.mark.parametrize(
    "text",
    [
        f"{KEY.name}\n7\n",
        f"{KEY.name}\n07\n{ROOT}\n",
        f"{KEY.name}\n-7\n{ROOT}\n",
        f"{KEY.name}\n٧\n{ROOT}\n",
        f"{KEY.name}\n7\n{ROOT[:-4]}\n",
        f"{KEY.name}\n7\n{ROOT}\n\nmore\n",
        f"a.example/seen/health\n7\n{ROOT}\n",
        f"\n7\n{ROOT}\n",
    ],
)
def test_what_is_signed_and_no_checkpoint_of_this_log_is_refused(text):
    with pytest.raises(CannotCheck):
        read_checkpoint(signed(text), KEY)
