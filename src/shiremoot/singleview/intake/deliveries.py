"""Which delivered file holds which table, and whether its columns are those of the contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path

from shiremoot.contracts import Contract, Table
from shiremoot.errors import UserError

from .cells import Source, fold
from .sources import open_source


@dataclass(frozen=True)
class Delivered:
    """One file that holds rows of one table."""

    source: Source
    table: Table
    positions: dict[str, int]
    """Field name to the position of its column in the file."""

    @property
    def file(self) -> str:
        return self.source.path.name


@dataclass(frozen=True)
class Delivery:
    files: tuple[Delivered, ...]
    warnings: tuple[str, ...]

    def of_table(self, table: Table) -> list[Delivered]:
        return [delivered for delivered in self.files if delivered.table is table]


def open_delivery(contract: Contract, paths: Sequence[Path]) -> Delivery:
    """Open every file and match it to its table. Raises UserError for a delivery that cannot be loaded."""
    _refuse_repeats(paths)
    known = {fold(field.header) for table in contract.tables for field in table.fields}
    files, warnings = [], []
    for path in paths:
        source = open_source(path, known)
        table = _table_of(contract, source)
        positions = _positions(source, table)
        extra = [source.headings[at] for at in _unknown(source, table)]
        if extra:
            names = ", ".join(f"“{heading}”" for heading in extra)
            warnings.append(f"{path.name}: the contract does not have {names}; left out")
        files.append(Delivered(source, table, positions))
    delivery = Delivery(tuple(files), tuple(warnings))
    missing = [table for table in contract.tables if not delivery.of_table(table)]
    if missing:
        lacks = " and ".join(f"{table.name} ({table.file_glob})" for table in missing)
        raise UserError(
            f"The delivery of {contract.dataset} lacks {lacks}.",
            f"A load is a whole delivery. Expected: {_expected(contract)}.",
        )
    return delivery


def _refuse_repeats(paths: Sequence[Path]) -> None:
    resolved = [path.resolve() for path in paths]
    for path, full in zip(paths, resolved, strict=True):
        if resolved.count(full) > 1:
            raise UserError(f"{path.name} is named twice.", "Name each file once.")


def _table_of(contract: Contract, source: Source) -> Table:
    """The table whose file name fits, or whose columns do; the columns have the last word."""
    headings = {fold(heading) for heading in source.headings}

    def share(table: Table) -> float:
        return sum(fold(field.header) in headings for field in table.fields) / len(table.fields)

    name = source.path.name.casefold()
    by_name = [table for table in contract.tables if fnmatch(name, table.file_glob.casefold())]
    nearest = max(contract.tables, key=share)
    if by_name:
        named = max(by_name, key=share)
        if share(named) >= 0.5 or share(nearest) < 1:
            return _if_any_column(contract, source, named, share(named))
        raise UserError(
            f"{source.path.name} is named like {named.name}, but has the columns of {nearest.name}.",
            "Look whether two files were mixed up.",
        )
    whole = [table for table in contract.tables if share(table) == 1]
    if len(whole) == 1:
        return whole[0]
    raise _wrong_file(contract, source)


def _if_any_column(contract: Contract, source: Source, table: Table, share: float) -> Table:
    if share == 0:
        raise _wrong_file(contract, source)
    return table


def _wrong_file(contract: Contract, source: Source) -> UserError:
    return UserError(
        f"{source.path.name} is no file of {contract.dataset}: neither its name nor its columns fit.",
        f"Expected: {_expected(contract)}.",
    )


def _expected(contract: Contract) -> str:
    return ", ".join(f"{table.file_glob} ({table.name})" for table in contract.tables)


def _positions(source: Source, table: Table) -> dict[str, int]:
    folded = [fold(heading) for heading in source.headings]
    for heading in folded:
        if heading and folded.count(heading) > 1:
            raise UserError(
                f"{source.path.name} has the column “{heading}” twice.", "Ask for the file again."
            )
    missing = [field.header for field in table.fields if fold(field.header) not in folded]
    if missing:
        raise _missing_columns(source, table, missing)
    return {field.name: folded.index(fold(field.header)) for field in table.fields}


def _missing_columns(source: Source, table: Table, missing: Sequence[str]) -> UserError:
    spare = {fold(source.headings[at]): source.headings[at] for at in _unknown(source, table)}
    parts = []
    for header in missing:
        close = get_close_matches(fold(header), list(spare), n=1, cutoff=0.5)
        renamed = f" (renamed to “{spare[close[0]]}”?)" if close else ""
        parts.append(f"“{header}”{renamed}")
    word = "column" if len(missing) == 1 else "columns"
    return UserError(
        f"{source.path.name} lacks the {word} {', '.join(parts)} of {table.name}.",
        "Ask for the file with the agreed headings, or change the contract if the change was agreed.",
    )


def _unknown(source: Source, table: Table) -> list[int]:
    known = {fold(field.header) for field in table.fields}
    return [at for at, heading in enumerate(source.headings) if heading and fold(heading) not in known]
