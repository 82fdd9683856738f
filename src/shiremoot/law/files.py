"""From the texts of the law's files to a Law, or to sentences that say which item to correct and how."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, cast

from pydantic import ValidationError

from shiremoot.errors import UserError
from shiremoot.yaml_text import in_words, read_yaml

from . import items
from .items import ANY, Item, Refers
from .shelves import Law, Shelf


@dataclass(frozen=True)
class _List:
    file: str
    kind: type[Item]
    noun: str


# Every list by its name in the file, which is its name in Law.
LISTS = {
    "groups": _List("bodies.yaml", Item, "group of bodies"),
    "bodies": _List("bodies.yaml", items.Body, "kind of body"),
    "purposes": _List("purposes.yaml", items.Purpose, "purpose"),
    "bases": _List("bases.yaml", items.Basis, "basis"),
    "recognised_interests": _List("bases.yaml", items.RecognisedInterest, "recognised legitimate interest"),
    "categories": _List("conditions.yaml", Item, "special category"),
    "conditions": _List("conditions.yaml", items.Condition, "Article 9 condition"),
    "schedule_1": _List("conditions.yaml", items.Paragraph, "paragraph of Schedule 1"),
    "article_10": _List("conditions.yaml", Item, "Article 10 condition"),
    "law_enforcement_purposes": _List("law-enforcement.yaml", Item, "law-enforcement purpose"),
    "part_3_bases": _List("law-enforcement.yaml", items.Part3Basis, "Part 3 basis"),
    "schedule_8": _List("law-enforcement.yaml", items.Schedule8, "condition of Schedule 8"),
    "crossings": _List("law-enforcement.yaml", items.Crossing, "crossing between the regimes"),
    "routes": _List("confidentiality.yaml", items.Route, "confidentiality route"),
    "opt_outs": _List("confidentiality.yaml", items.OptOut, "answer to the national data opt-out"),
    "caldicott": _List("confidentiality.yaml", Item, "Caldicott principle"),
    "powers": _List("powers.yaml", items.Power, "power"),
    "assurance": _List("assurance.yaml", items.AssuranceKind, "kind of assurance"),
    "requirements": _List("assurance.yaml", items.Requirement, "requirement of assurance"),
    "extensions": _List("assurance.yaml", items.Extension, "extension of assurance"),
    "small_paths": _List("assurance.yaml", items.SmallPath, "path for small bodies"),
    "questions": _List("assurance.yaml", Item, "question for small bodies"),
    "large_scale": _List("dpia.yaml", items.LargeScale, "threshold"),
    "screening": _List("dpia.yaml", items.ScreeningQuestion, "screening question"),
    "risk_levels": _List("risk.yaml", items.RiskLevel, "level of risk"),
    "risk_terms": _List("risk.yaml", items.RiskTerm, "term of risk"),
    "checks": _List("checks.yaml", items.Check, "check"),
}
FILES = tuple(dict.fromkeys(each.file for each in LISTS.values()))


@cache
def law() -> Law:
    """The law of the files beside this module. Raises UserError where a file is not as it should be."""
    return read_law(shipped_texts())


def shipped_texts() -> dict[str, str]:
    """The text of each file by its name."""
    folder = files(__package__).joinpath("data")
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in FILES}


def read_law(texts: Mapping[str, str]) -> Law:
    """The law of these texts, by file name. Raises UserError that names file, item and fault, ten at most."""
    reading = _Reading()
    contents = {name: reading.lists_of(name, text) for name, text in texts.items()}
    shelves = {}
    for name, each in LISTS.items():
        found = contents.get(each.file, {}).get(name)
        if found is None:
            reading.faults.append(f"{each.file}: the list {name} is missing")
        shelves[name] = Shelf(each.noun, reading.items_of(name, found or {}))
    reading.faults.extend(_broken_references(shelves))
    if reading.faults:
        lines = "\n".join(f"- {fault}" for fault in reading.faults[:10])
        message = f"The law's files cannot be used as they stand:\n{lines}"
        raise UserError(message, "Correct them and try again.")
    return Law(**cast(dict[str, Any], shelves))


@dataclass
class _Reading:
    faults: list[str] = field(default_factory=list)
    homes: dict[str, str] = field(default_factory=dict)
    """Where each id is used."""

    def lists_of(self, file: str, text: str) -> dict[str, Any]:
        found = read_yaml(text, f"file {file}")
        known = [name for name, each in LISTS.items() if each.file == file]
        if not isinstance(found, dict):
            self.faults.append(f"{file}: it should hold the lists {', '.join(known)}")
            return {}
        self.faults.extend(f"{file}: {name} is no list of this file" for name in found if name not in known)
        return found

    def items_of(self, name: str, content: Any) -> Iterator[Item]:
        """The list's items; what all have in common stands once, under `common`."""
        file, kind = LISTS[name].file, LISTS[name].kind
        if not isinstance(content, dict) or not isinstance(content.get("items", []), list):
            self.faults.append(f"{file}, {name}: it should hold common and items")
            return
        for position, own in enumerate(content.get("items", []), start=1):
            if not isinstance(own, dict):
                self.faults.append(f"{file}, {name}, item {position}: it should be keys with values")
                continue
            where = f"{file}, item {own.get('id', f'{position} of {name}')}"
            try:
                item = kind.model_validate({**content.get("common", {}), **own})
            except ValidationError as error:
                self.faults.extend(f"{where}: {_said(fault)}" for fault in error.errors())
                continue
            if item.id in self.homes:
                self.faults.append(f"{where}: the same id is used in {self.homes[item.id]}")
            self.homes[item.id] = file
            yield item


def _said(fault: Any) -> str:
    key = ", ".join(f"value {step + 1}" if isinstance(step, int) else step for step in fault["loc"])
    return f"{key} {in_words(fault)}" if key else in_words(fault)


def _broken_references(shelves: Mapping[str, Shelf[Item]]) -> Iterator[str]:
    for name, shelf in shelves.items():
        for item in shelf.values():
            for key, refers, value in _references(item):
                lists = [shelves[each] for each in refers.lists]
                if any(value in each for each in lists) or (refers.or_any and value == ANY):
                    continue
                where = f"{LISTS[name].file}, item {item.id}"
                yield f"{where}: {key} names {value}, which is no {lists[0].noun}. {lists[0].nearest(value)}"


def _references(item: Item) -> Iterator[tuple[str, Refers, str]]:
    """Each value of the item that is an id: its key, the lists it may be in, the value."""
    for key, about in type(item).model_fields.items():
        for mark in about.metadata:
            if isinstance(mark, Refers):
                value = getattr(item, key)
                for each in (value,) if isinstance(value, str) else value:
                    yield key, mark, each
