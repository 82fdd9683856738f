"""The documentation is complete where it claims to be, and its links lead somewhere."""

import re
import textwrap
from pathlib import Path
from typing import get_args

import click
import pytest
import yaml

from shiremoot.cli import main
from shiremoot.contracts import parse_contract, vocabulary
from shiremoot.gateway.agreements.file import AgreementFile, Flow, parse_agreement
from shiremoot.gateway.organisations.file import (
    ContactEntry,
    OrganisationEntry,
    RoleEntry,
    SucceedsEntry,
)
from shiremoot.gateway.organisations.identifiers import SCHEMES
from shiremoot.gateway.organisations.offices import Office
from shiremoot.gateway.organisations.staff_file import read
from shiremoot.ledger.acts import Act
from shiremoot.roadmap.estate.columns import COLUMNS
from shiremoot.roadmap.usecases.model import People, Requirement, Stage, UseCase, parse_use_cases

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


def test_every_key_and_scheme_of_an_organisations_file_is_in_the_reference():
    models = (OrganisationEntry, ContactEntry, RoleEntry, SucceedsEntry)
    names = [name for model in models for name in model.model_fields] + [*SCHEMES, *Office]
    assert [name for name in names if f"`{name}`" not in text("reference/organisations.md")] == []


def test_every_key_of_a_use_case_is_in_the_reference():
    models = (UseCase, People, *get_args(Requirement))
    names = [name for model in models for name in model.model_fields] + [*Stage]
    assert [name for name in names if f"`{name}`" not in text("reference/roadmap.md")] == []


def test_the_use_case_of_the_reference_is_one():
    example = re.search(r"```yaml\n(.*?)```", text("reference/roadmap.md"), re.S).group(1)
    (use_case,) = parse_use_cases(example)
    assert {each.kind for each in use_case.requirements} == {
        each.model_fields["kind"].annotation.__args__[0] for each in get_args(Requirement)
    }


def test_every_column_of_a_register_is_in_the_reference_with_its_other_headings():
    rows = [f"| {each.heading} | {each.others.replace(' | ', ', ') or '–'} |" for each in COLUMNS]
    assert [row for row in rows if row not in text("reference/sites.md")] == []


def test_the_file_of_people_of_the_how_to_is_one():
    example = re.search(r"```\n(email,.*?)```", text("how-to/people-who-join-move-and-leave.md"), re.S).group(
        1
    )
    assert len(read(example.encode())) == 3


def test_every_act_is_in_the_reference():
    words = " ".join(text("reference/ledger.md").split())
    assert [act for act in Act if f"`{act}`" not in words] == []


def test_every_meaning_is_in_the_reference_with_its_words():
    page = text("reference/vocabulary.md")
    missing = [
        meaning.name
        for meaning in vocabulary().values()
        if f"| `{meaning.name}` | {meaning.label} |" not in page
    ]
    assert missing == []


def test_the_smallest_contract_of_the_reference_is_one():
    example = re.search(r"```yaml\n(version:.*?)```", text("reference/contracts.md"), re.S).group(1)
    assert parse_contract(example).dataset == "youth"


def test_the_agreement_of_the_how_to_is_one():
    examples = re.findall(r"```yaml\n(.*?)```", text("how-to/adopt-an-agreement.md"), re.S)
    linking, viewing = (textwrap.dedent(each) for each in examples[1:3])
    assert parse_agreement(linking).flows[0].purpose == "linking"
    flows = yaml.safe_load(viewing)["flows"]
    assert [Flow.model_validate(flow).clause for flow in flows] == ["3.1", "4.1"]
