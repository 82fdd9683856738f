"""Names and marks of rows: keyed hashes of what a row says, which tell nothing to whoever has no key."""

import json
from collections.abc import Iterable
from dataclasses import replace

from django.utils.crypto import salted_hmac

from shiremoot.access.reading import Block, Row


def named(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks, each row with a name: the same as long as the row says the same on the page."""
    return [block.only(replace(row, name=_name(block, row)) for row in block.rows) for block in blocks]


def _name(block: Block, row: Row) -> str:
    return keyed([row.record, mark(block, row, row.values)])


def mark(block: Block, row: Row, meanings: Iterable[str]) -> str:
    """What these meanings of a row say, so that the row is known again in a later publish."""
    said = [[meaning, row.values.get(meaning, "")] for meaning in sorted(meanings)]
    return keyed([block.dataset, block.table, said])


def keyed(what: object) -> str:
    """A mark of anything that is plain: the same for the same alone."""
    text = json.dumps(what, ensure_ascii=False)
    return salted_hmac("shiremoot.access.marks", text, algorithm="sha256").hexdigest()[:32]
