"""The whole way: county, agreements, loads, links, publish. Prints no more than a newcomer wants to read."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from shiremoot.dates import day_of
from shiremoot.demo.agreeing import agree_all
from shiremoot.demo.analysing import analyse_all
from shiremoot.demo.assure import assure_all
from shiremoot.demo.county import generate
from shiremoot.demo.county.showcase import Showcase, flooded, pick
from shiremoot.demo.estates import register_all, weigh_all
from shiremoot.demo.evaluating import evaluate
from shiremoot.demo.personas import PERSONAS
from shiremoot.demo.planning import plan_all
from shiremoot.demo.staff import join_all
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import parse_organisations
from shiremoot.gazetteer import verbs as gazetteer
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking.verbs import LinkRun, link
from shiremoot.singleview.publish.verbs import publish

MARK = "demo.json"
_HERE = files("shiremoot.demo")
Say = Callable[[str], None]
Now = Callable[[], datetime]


@dataclass(frozen=True)
class Built:
    """What there is to look at."""

    child: Showcase | None
    flooded: tuple[str, ...]
    """Postcodes to ask about in an emergency."""
    seconds: float


def clear(home: Home) -> None:
    """Remove an earlier demo, and nothing else. Raises UserError where the folder holds something else."""
    if not home.root.exists() or not any(home.root.iterdir()):
        return
    # settings make a key before any command runs, so a folder with only a key is an empty one
    if not (home.root / MARK).is_file() and {path.name for path in home.root.iterdir()} != {"secret.key"}:
        raise UserError(
            f"{home.root} holds an installation that is not a demo, and would be overwritten.",
            "Choose another folder: SHIREMOOT_HOME=/some/folder make demo",
        )
    for path in home.root.iterdir():
        if path.name != "secret.key":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def build(
    home: Home, *, people: int, seed: int, at: Now, say: Say, measured: Callable[[LinkRun, Path], list[str]]
) -> Built:
    """Build everything in `home`; the county is as at today. `measured` tells how good the links are."""
    began = time.monotonic()
    today = day_of(at())
    mark = {"people": people, "seed": seed, "as_at": today.isoformat()}
    (home.root / MARK).write_text(json.dumps(mark), encoding="utf-8")
    county = home.root / "county"
    with _step(say, f"County: {people:,} invented people"):
        summary = generate(people=people, seed=seed, as_at=today, out=county)
    say(f"  {summary}")
    with _step(say, "Gazetteer, wards and small areas"):
        addresses = gazetteer.load(home, (county / "gazetteer.csv").read_bytes(), at=at())
        wards = gazetteer.load_wards(home, (county / "wards.geojson").read_bytes(), at=at())
        areas = gazetteer.load_areas(home, (county / "areas.csv").read_bytes(), at=at())
    say(f"  {addresses}, {wards}, {areas}")
    with _step(say, "Gateway: organisations and agreements"):
        adopt_all(home, at=at, say=say)
    _load_all(home, county, at=at, say=say)
    truth = county.with_name("county-truth")
    with _step(say, "Linking"):
        linked = link(home, by=organisations.operator(), at=at())
    say("\n".join([f"  {linked}", *measured(linked, truth / "records.parquet")]))
    with _step(say, "Publishing"):
        published = publish(home, by=organisations.operator(), at=at())
    say(f"  {published}")
    with _step(say, "Asking questions of the county's data"):
        answered = analyse_all(home, at=at)
    say(f"  {answered} questions of a project answered with protected counts")
    with _step(say, "Evaluating the safe and well programme"):
        finding = evaluate(home, at=at)
    say(f"  {finding}")
    with _step(say, "Roadmap: use cases"):
        plan_all(at=at)
    with _step(say, "Roadmap: registers of sites, and options for them"):
        registers, sites, held_back = register_all(home, county, at=at)
        weigh_all(home, at=at)
    say(f"  {sites} sites of {registers} bodies; {held_back} lines held back")
    return Built(child=_child(truth, today), flooded=flooded(truth), seconds=time.monotonic() - began)


def closing_words(built: Built, address: str) -> str:
    """Who to be, and what to try first."""
    people = "\n".join(
        f"  {persona.name:16} {persona.role.replace('-', ' ')}, {persona.organisation}"
        for persona in PERSONAS
    )
    return (
        f"\nReady in {built.seconds:.0f} seconds. Open {address} and sign in as one of:\n{people}\n\n"
        f"{_whom_to_look_for(built.child)}"
        "Then be Robin Madeup, whose agreement ended yesterday.\n"
        f"{_whom_to_warn(built.flooded)}"
        "Check the record of it all with:  .venv/bin/shiremoot ledger verify\n"
    )


def _whom_to_look_for(child: Showcase | None) -> str:
    if child is None:
        return ""
    return (
        f"As Dana Fiction, look for a misspelt child:  {child.misspelt_name} {child.date_of_birth:%d/%m/%Y}\n"
        "Open the record with a reason and see who is involved, and under which agreement.\n"
        "Do the same as Kit Invented, and see less. "
    )


def _whom_to_warn(postcodes: tuple[str, ...]) -> str:
    if not postcodes:
        return ""
    return (
        f"The river Amber, which is invented, floods {', '.join(postcodes)}:\n"
        "as Ren Imaginary, see who may need help there first.\n"
    )


def _child(truth: Path, today: date) -> Showcase | None:
    try:
        return pick(truth, today)
    except UserError:  # a small county need not have one
        return None


def adopt_all(home: Home, *, at: Now, say: Say) -> None:
    """Put the demo's contracts, organisations, members and agreements in place."""
    home.contracts.mkdir(parents=True, exist_ok=True)
    for contract in sorted(Path(str(_HERE / "contracts")).glob("*.odcs.yaml")):
        shutil.copyfile(contract, home.contracts / contract.name)
    entries = parse_organisations((_HERE / "organisations.yaml").read_text("utf-8"))
    operator = Viewer(next(entry.identifier for entry in entries if entry.host), "data-engineer", "demo")
    # the roles held once there are people who hold them
    nobody_yet = [entry.model_copy(update={"roles": None}) for entry in entries]
    organisations.register_organisations(nobody_yet, by=operator, at=at())
    for persona in PERSONAS:
        for organisation, role in ((persona.organisation, persona.role), *persona.also):
            organisations.add_member(
                email=persona.email,
                name=persona.name,
                organisation=organisation,
                role=role,
                duties=persona.duties,
                by=operator,
                at=at(),
            )
    join_all(at=at())
    organisations.register_organisations(entries, by=operator, at=at())
    assure_all(today=day_of(at()), at=at())
    agree_all(home, at=at, say=say)


def _load_all(home: Home, county: Path, *, at: Now, say: Say) -> None:
    for contract in sorted(home.contracts.glob("*.odcs.yaml")):
        dataset = contract.name.removesuffix(".odcs.yaml")
        with _step(say, f"Loading {dataset}"):
            loaded = load(
                home,
                dataset=dataset,
                files=sorted((county / dataset).iterdir()),
                by=organisations.operator(),
                at=at(),
            )
        say(f"  {loaded}")


@contextmanager
def _step(say: Say, what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    say(f"{what} ({time.monotonic() - began:.1f} s)")
