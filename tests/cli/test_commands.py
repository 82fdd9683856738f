"""Commands as they are typed, in processes of their own: what they say, and the code they end with."""

import shutil
import socket
from pathlib import Path

import pytest
import yaml

from shiremoot.home import Home
from tests import installation
from tests.access.test_rules import CONTRACT, PEOPLE, VISITS
from tests.command_line import CommandLine


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """An installation with a contract, its organisations, its linking agreement, and a delivery."""
    folder = tmp_path_factory.mktemp("made")
    home = Home(folder / "home")
    home.contracts.mkdir(parents=True)
    (home.contracts / "care.odcs.yaml").write_text(CONTRACT)
    CommandLine(home).permit_linking(folder)
    (folder / "delivery").mkdir()
    (folder / "delivery" / "people.csv").write_text(PEOPLE)
    (folder / "delivery" / "visits.csv").write_text(VISITS)
    return folder


@pytest.fixture
def command(made, tmp_path) -> CommandLine:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("home"))
    installation.copy(Home(made / "home"), Home(tmp_path / "home"))
    return CommandLine(Home(tmp_path / "home"))


def test_the_whole_way_and_a_held_back_load_ends_with_3(command, tmp_path):
    folder = str(tmp_path / "delivery")
    assert "in use" in command.run("load", "care", folder)
    assert "people" in command.run("link")
    assert "Publish" in command.run("publish")
    assert "The ledger verifies" in command.run("ledger", "verify")
    (tmp_path / "delivery" / "people.csv").write_text(PEOPLE.replace("19", "nineteen "))
    held_back = command.ask("load", "care", folder)
    assert held_back.returncode == 3
    assert "not switched over" in held_back.stdout
    assert "uk.maxRejectedPercent" in held_back.stdout


MISTAKES = {
    ("load", "nothing", "."): "nothing",
    ("load", "care", "no-such-file.csv"): "no-such-file.csv",
    ("publish",): "shiremoot link",
    ("link",): "shiremoot load",
    ("gateway", "adopt", "no-such-file.yaml"): "There is no file",
    ("up", "--bind", "nowhere"): "127.0.0.1:8000",
    ("gateway", "members", "no-such-file.csv", "--organisation", "the-host"): "There is no file",
    ("gateway", "members", "no-such-file.csv", "--organisation", "nowhere"): "no organisation nowhere",
    ("access", "opt-outs", "no-such-file.csv"): "There is no file",
    ("access", "staff", "nowhere", "no-such-file.csv"): "no organisation nowhere",
    ("roadmap", "usecases", "no-such-file.yaml"): "There is no file",
    ("ledger", "reconcile", "--month", "2999-01"): "still to come",
    ("access", "canary", "--nhs-number", "1234567890"): "not an NHS number",
}


@pytest.mark.parametrize(("words", "said"), MISTAKES.items())
def test_a_mistake_is_answered_in_words_and_ends_with_2(command, words, said):
    done = command.ask(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_list_of_staff_does_not_take_the_place_of_the_last(command, tmp_path):
    empty = tmp_path / "staff.csv"
    empty.write_text("email,nhs_number\n")
    done = command.ask("access", "staff", "the-host", str(empty))
    assert done.returncode == 2
    assert "names nobody" in done.stderr


def test_verifying_where_there_is_nothing_is_no_success_and_makes_nothing(tmp_path):
    command = CommandLine(Home(tmp_path / "elsewhere"))
    command.environment["SHIREMOOT_SECRET_KEY"] = "for this test"
    done = command.ask("ledger", "verify")
    assert done.returncode == 2
    assert "There is no Shiremoot in" in done.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_an_address_in_use_is_said_before_anything_is_touched(command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = command.ask("up", "--bind", f"127.0.0.1:{taken.getsockname()[1]}")
    assert done.returncode == 2
    assert "listens on" in done.stderr


def test_the_host_stays_the_host(command, tmp_path):
    file = tmp_path / "organisations.yaml"
    entries = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump([entry | {"host": False} for entry in entries]))
    command.run("gateway", "organisations", str(file))
    file.write_text(yaml.safe_dump([entry | {"host": not entry.get("host")} for entry in entries]))
    moved = command.ask("gateway", "organisations", str(file))
    assert moved.returncode == 2
    assert "host" in moved.stderr
    assert "in use" in command.run("load", "care", str(tmp_path / "delivery"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"--organisation": "nowhere"}, "There is no organisation nowhere"),
        ({"--email": "not an address"}, "valid email address"),
        ({"--role": "Social Worker"}, "cannot be a role"),
        ({"--password": "short"}, "too short"),
        ({"--duty": "rule"}, "rule"),
    ],
)
def test_a_member_who_will_not_do_is_explained(command, changes, words):
    options = {
        "--email": "somebody@carers.example",
        "--name": "Somebody",
        "--organisation": "carers",
        "--role": "carer",
        "--duty": "practise",
        "--password": "a long enough password",
    } | changes
    done = command.ask("gateway", "member", *(each for pair in options.items() for each in pair))
    assert done.returncode == 2
    assert words in done.stderr


def test_what_an_installation_keeps_is_for_its_own_user_alone(command, tmp_path):
    command.run("load", "care", str(tmp_path / "delivery"))
    root = command.home.root
    shared = [path for path in root.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
    assert [path for path in shared if "contracts" not in path.parts] == []


def test_opt_outs_staff_and_planted_records_are_told_by_nhs_number(command, tmp_path):
    numbers = tmp_path / "opt-outs.csv"
    numbers.write_text("NHS number\n900 000 0009\n9000000010\n9000000017\n")
    said = command.run("access", "opt-outs", str(numbers))
    assert "2 NHS numbers taken; 2 are opted out now" in said
    assert "No NHS number in line 3" in said
    numbers.write_text("9000000009\n")
    assert "1 NHS numbers taken; 1 are opted out now" in command.run("access", "opt-outs", str(numbers))

    member = (
        "--email",
        "Ann@host.example",
        "--name",
        "Ann",
        "--organisation",
        "the-host",
        "--role",
        "worker",
    )
    command.run("gateway", "member", *member, "--duty", "review", "--password", "a password of some length")
    people = tmp_path / "staff.csv"
    people.write_text("email,nhs number\nann@host.example,9000000009\nnobody@host.example,9000000017\n")
    refused = command.ask("access", "staff", "the-host", str(people))
    assert refused.returncode == 2
    assert "line 3" in refused.stderr
    people.write_text("email,nhs number\nann@host.example,9000000009\n")
    assert "1 members of staff" in command.run("access", "staff", "the-host", str(people))

    assert "It is watched." in command.run("access", "canary", "--nhs-number", "9000000025")
    assert "no longer" in command.run("access", "canary", "--nhs-number", "9000000025", "--remove")
    assert "The ledger verifies" in command.run("ledger", "verify")


def test_people_join_move_and_leave_by_a_file(command, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("email,name,role,duties\njo@host.example,Jo,Social worker,rule\n")
    refused = command.ask("gateway", "members", str(people), "--organisation", "the-host")
    assert refused.returncode == 2
    assert "Line 2: There is no duty rule" in refused.stderr
    people.write_text("email,name,role,duties\njo@host.example,Jo,Social worker,practise\n")
    said = command.run("gateway", "members", str(people), "--organisation", "the-host", "--yes")
    assert "Joins: jo@host.example" in said
    assert "Code for jo@host.example" in said
    again = command.run("gateway", "members", str(people), "--organisation", "the-host", "--yes")
    assert "0 of 1 people would change" in again
    stopped = command.ask("gateway", "members", str(people), "--organisation", "the-host")
    assert stopped.returncode == 0
    assert "The ledger verifies" in command.run("ledger", "verify")


USE_CASE = """
- identifier: visits
  title: Visits
  lead: the-host
  who_acts: Crews
  for_whom: Whoever lives alone
  decides: Where to go first
  people: {about: 100, source: counted}
  stage: idea
  requirements:
    - {kind: assurance, organisation: the-host}
    - {kind: dataset, dataset: shoes, provider: the-host}
"""


def test_use_cases_are_loaded_whole_or_not_at_all_and_their_readiness_is_told(command, tmp_path):
    file = tmp_path / "usecases.yaml"
    file.write_text(USE_CASE)
    told = "1 use case, 0 ready, 0 one step away, 1 blocked."
    assert command.run("roadmap", "usecases", str(file)) == f"Edition 1: {told}\n"
    assert command.run("roadmap", "usecases", str(file)) == f"Nothing has changed: {told}\n"
    file.write_text(USE_CASE + USE_CASE.replace("stage: idea", "stage: soon"))
    refused = command.ask("roadmap", "usecases", str(file))
    assert refused.returncode == 2
    assert "entry 2, stage: must be one of" in refused.stderr
    assert "The ledger verifies" in command.run("ledger", "verify")
