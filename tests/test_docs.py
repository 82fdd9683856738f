"""The documentation is complete where it claims to be, and its links lead somewhere."""

import re
from pathlib import Path

import click
import pytest

from shiremoot.cli import main
from shiremoot.contracts import vocabulary
from shiremoot.gateway.agreements.file import AgreementFile, Flow
from shiremoot.ledger.acts import Act

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands(group: click.Group, prefix: str) -> list[str]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        whole = f"{prefix} {name}"
        found += commands(command, whole) if isinstance(command, click.Group) else [whole]
    return found


def text(page: str) -> str:
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_is_in_the_reference():
    missing = [name for name in commands(main, "shiremoot") if name not in text("reference/commands.md")]
    assert missing == []


def test_every_key_of_an_agreement_is_in_the_reference():
    names = [
        field.alias or name for model in (AgreementFile, Flow) for name, field in model.model_fields.items()
    ]
    missing = [name for name in names if f"`{name}`" not in text("reference/agreements.md")]
    assert missing == []


def test_every_act_is_in_the_reference():
    words = " ".join(text("reference/ledger.md").split())
    assert [act for act in Act if act not in words] == []


def test_every_meaning_has_words_people_can_read():
    assert all(meaning.label for meaning in vocabulary().values())
