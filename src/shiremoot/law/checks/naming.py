"""What the flow names: does it exist, and is it in force that day?"""

from collections.abc import Iterator
from typing import Any

from shiremoot.dates import day_month
from shiremoot.law.flows import Side
from shiremoot.law.items import Item
from shiremoot.law.results import Found, Rest
from shiremoot.law.shelves import Law, Shelf

from .case import Case, found


def unknown_items(case: Case) -> Iterator[Found]:
    for field, shelves, item_id in _named(case):
        if _item(shelves, item_id) is None:
            words = f"There is no {shelves[0].noun} called {item_id}. {shelves[0].nearest(item_id)}"
            yield found("unknown-item", field, words)


def items_not_in_force(case: Case) -> Iterator[Found]:
    for field, shelves, item_id in _named(case):
        item = _item(shelves, item_id)
        if item is not None and not item.in_force(case.on):
            words = f"{item.citation}, {_when(item, case)}. Rest the flow on something in force."
            yield Found("not-in-force", field, words, (Rest(item, "in_force_from"),), item.citation)


def purpose_missing(case: Case) -> Iterator[Found]:
    if not case.flow.purpose:
        yield found("purpose-missing", "purpose", "The flow has no purpose. Choose one.")


def subjects_missing(case: Case) -> Iterator[Found]:
    if case.flow.subjects is None:
        words = "The flow does not say whom the data are about. Choose children, adults or all."
        yield found("subjects-missing", "subjects", words)


def _when(item: Item, case: Case) -> str:
    if item.in_force_from is None:
        return "has no commencement that is known"
    if case.on < item.in_force_from:
        return f"comes into force on {day_month(item.in_force_from)}"
    return f"ended on {day_month(item.in_force_until or case.on)}"


def _item(shelves: tuple[Shelf[Any], ...], item_id: str) -> Item | None:
    return next((shelf[item_id] for shelf in shelves if item_id in shelf), None)


def _named(case: Case) -> Iterator[tuple[str, tuple[Shelf[Any], ...], str]]:
    """Every id in the flow: in which part of the form, in which lists it should be, and the id."""
    flow, law = case.flow, case.law
    for party in (case.provider, case.recipient):
        for key, shelves, item_id in _named_by(party.side, law):
            if item_id:
                yield f"{party.name}.{key}", shelves, item_id
    if flow.purpose:
        yield "purpose", (law.purposes,), flow.purpose
    for category in sorted(flow.categories):
        yield "categories", (law.categories,), category
    if flow.confidentiality:
        yield "confidentiality", (law.routes,), flow.confidentiality
    if flow.opt_out:
        yield "opt_out", (law.opt_outs,), flow.opt_out


def _named_by(side: Side, law: Law) -> Iterator[tuple[str, tuple[Shelf[Any], ...], str | None]]:
    yield "body", (law.bodies,), side.body
    yield "basis", (law.bases,), side.basis
    yield "recognised_interest", (law.recognised_interests,), side.recognised_interest
    yield "condition", (law.conditions,), side.condition
    yield "schedule_1", (law.schedule_1,), side.schedule_1
    yield "offence_condition", (law.schedule_1, law.article_10), side.offence_condition
    yield "part_3_basis", (law.part_3_bases,), side.part_3_basis
    yield "schedule_8", (law.schedule_8,), side.schedule_8
    for power in side.powers:
        yield "powers", (law.powers,), power


RULES = (unknown_items, items_not_in_force, purpose_missing, subjects_missing)
