"""Fields that a provider works out from other data: what a flow has to say of each. Pure."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from shiremoot.contracts import Contract
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.gateway.agreements.file import Clause, Derived


def derived_fields(contract: Contract) -> Mapping[str, str]:
    """`table.field` → what it is called, of the fields that the contract marks as derived."""
    return {
        f"{table.name}.{field.name}": field.label or f"{table.name}.{field.name}"
        for table in contract.tables
        for field in table.fields
        if field.derived
    }


def faults(clause: Clause, fields: Collection[str], contract: Contract, on: date) -> Iterator[str]:
    """What is wrong with what a clause says of its derived fields; `fields` are all that it names.

    A linking flow shows nothing to anyone, so it says nothing of them.
    """
    if clause.purpose is Purpose.LINKING:
        return
    said = {each.field: each for each in clause.derived}
    for name in sorted(derived_fields(contract).keys() & set(fields)):
        unsaid = said.get(name, Derived(field=name)).unsaid
        if unsaid:
            left = ", ".join(unsaid)
            words = f"{name} is worked out from other data, and clause {clause.clause} does not say {left}."
            yield f"{words} Say it, or leave the field out."
    for name, each in said.items():
        if name not in fields:
            yield f"{name} is described as derived, and is none of the clause's fields. Take the words out."
        elif each.until is not None and each.until <= on:
            yield f"{name} is shared no longer since {each.until}. Have it validated anew, or leave it out."


def check(clause: Clause, fields: Collection[str], contract: Contract, on: date) -> None:
    """Raises UserError for the first fault."""
    for fault in faults(clause, fields, contract, on):
        raise UserError(fault, "An indicator that nobody can explain or switch off is not shared.")
