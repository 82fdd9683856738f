"""The catalogue of datasets: an index of the contract files, kept up to date as they change, and searched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from time import monotonic

from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from rapidfuzz import fuzz, process

from shiremoot.contracts import Contract, Field, parse_contract, vocabulary
from shiremoot.errors import UserError
from shiremoot.gateway.datasets.models import ListedDataset
from shiremoot.home import Home

ENDING = ".odcs.yaml"
_LONGEST = 1.0
"""Seconds that one reader waits for contract files to be read; the next goes on."""
_NEAR = 75
_SUGGESTIONS = 3


@dataclass(frozen=True)
class Listed:
    """A dataset as a list shows it; `matches`: tables and fields in which what was looked for stands."""

    dataset: str
    name: str
    provider: str
    service: str
    purpose: str
    owner: str
    categories: tuple[str, ...]
    loads_every: timedelta | None
    fields: int
    matches: tuple[str, ...]


@dataclass(frozen=True)
class Unreadable:
    """A file that is no contract, and why."""

    file: str
    error: str


def refresh(home: Home, longest: float = _LONGEST) -> int:
    """Read the contract files that are new or changed; how many are left to read after `longest` seconds."""
    there = _stamps(home.contracts)
    known = dict(ListedDataset.objects.values_list("file", "stamp"))
    if gone := known.keys() - there.keys():
        ListedDataset.objects.filter(file__in=list(gone)).delete()
    changed = sorted(name for name, stamp in there.items() if known.get(name) != stamp)
    ends, read = monotonic() + longest, []
    for name in changed:
        read.append(_read(home.contracts / name, there[name]))
        if monotonic() > ends:
            break
    with transaction.atomic():
        for entry in read:
            entry.save()
    return len(changed) - len(read)


def search(words: str = "", *, provider: str = "", category: str = "") -> QuerySet[ListedDataset]:
    """Datasets in which every word stands, those named by it first."""
    found = ListedDataset.objects.filter(error="")
    if provider:
        found = found.filter(provider=provider)
    if category:
        found = found.filter(words__contains=_category_line(category))
    wanted = _folded(words)
    for word in wanted:
        found = found.filter(words__contains=word)
    if not wanted:
        return found
    named = Case(
        When(name__icontains=wanted[0], then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return found.order_by(named, "name", "dataset")


def listed(entries: Iterable[ListedDataset], words: str = "") -> list[Listed]:
    """The entries of one page of a list, with the fields that were found."""
    wanted = _folded(words)
    return [
        Listed(
            dataset=entry.dataset,
            name=entry.name,
            provider=entry.provider,
            service=entry.summary["service"],
            purpose=entry.summary["purpose"],
            owner=entry.summary["owner"],
            categories=tuple(entry.categories),
            loads_every=_span(entry.summary["loads_every"]),
            fields=entry.summary["fields"],
            matches=tuple(
                label
                for label, said in entry.summary["parts"]
                if wanted and any(word in said for word in wanted)
            ),
        )
        for entry in entries
    ]


def suggestions(words: str) -> list[str]:
    """Words of the catalogue near to those that were looked for, for when nothing is found."""
    known = _known_words(frozenset(ListedDataset.objects.values_list("file", "stamp")))
    found: list[str] = []
    for word in _folded(words):
        if word not in known:
            near = process.extract(word, known, scorer=fuzz.ratio, limit=_SUGGESTIONS, score_cutoff=_NEAR)
            found += [each[0] for each in near]
    return found


def unreadable() -> list[Unreadable]:
    entries = ListedDataset.objects.exclude(error="").values_list("file", "error")
    return [Unreadable(file, error) for file, error in entries]


def one(dataset: str) -> Contract | None:
    """The contract of a dataset."""
    text = ListedDataset.objects.filter(dataset=dataset).values_list("contract", flat=True).first()
    return _parsed(text) if text else None


def some(datasets: Iterable[str]) -> dict[str, Contract]:
    """Dataset → its contract, for each of these that has one."""
    texts = ListedDataset.objects.filter(dataset__in=list(datasets), error="").values_list(
        "contract", flat=True
    )
    return {contract.dataset: contract for contract in map(_parsed, texts)}


def text_of(dataset: str) -> str | None:
    """The contract file's own text."""
    return ListedDataset.objects.filter(dataset=dataset).values_list("contract", flat=True).first()


def of_provider(provider: str) -> list[Contract]:
    texts = ListedDataset.objects.filter(provider=provider, error="").values_list("contract", flat=True)
    return [_parsed(text) for text in texts]


def providers() -> list[str]:
    """Organisations that hold a dataset."""
    found = ListedDataset.objects.filter(error="").order_by("provider")
    return list(found.values_list("provider", flat=True).distinct())


def names() -> dict[str, str]:
    """Dataset → its name."""
    return dict(ListedDataset.objects.filter(error="").values_list("dataset", "name"))


def categories() -> list[str]:
    """Every category that a field of the vocabulary has."""
    return sorted({meaning.category for meaning in vocabulary().values()})


def label_of(field: Field) -> str:
    """What people call a field."""
    return field.label or (
        field.meaning.label if field.meaning else field.name.replace("_", " ").capitalize()
    )


def categories_of(contract: Contract) -> tuple[str, ...]:
    found = {field.category for table in contract.tables for field in table.fields if field.category}
    return tuple(sorted(found))


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _stamps(folder: Path) -> Mapping[str, str]:
    if not folder.is_dir():
        return {}
    found = {}
    for path in folder.iterdir():
        if path.name.endswith(ENDING):
            stat = path.stat()
            found[path.name] = f"{stat.st_size} {stat.st_mtime_ns}"
    return found


def _read(path: Path, stamp: str) -> ListedDataset:
    try:
        text = path.read_text(encoding="utf-8")
        contract = parse_contract(text, name=path.name)
        if path.name != contract.dataset + ENDING:
            raise UserError(
                f"{path.name}: its id is {contract.dataset}, so it must be named {contract.dataset}{ENDING}."
            )
    except UserError as error:
        return ListedDataset(file=path.name, stamp=stamp, error=error.message)
    except (OSError, UnicodeDecodeError):
        return ListedDataset(file=path.name, stamp=stamp, error=f"{path.name} is not readable as text.")
    categories = categories_of(contract)
    return ListedDataset(
        file=path.name,
        stamp=stamp,
        dataset=contract.dataset,
        provider=contract.provider,
        name=contract.name,
        categories=list(categories),
        words="\n".join(_words(contract, categories)),
        summary={
            "service": contract.service,
            "purpose": contract.purpose,
            "owner": contract.owner,
            "loads_every": contract.loads_every.total_seconds() if contract.loads_every else None,
            "fields": sum(len(table.fields) for table in contract.tables),
            "parts": list(_parts(contract)),
        },
        contract=text,
    )


def _words(contract: Contract, categories: Sequence[str]) -> Iterable[str]:
    yield " ".join(
        [
            contract.name,
            contract.dataset,
            contract.service,
            contract.purpose,
            contract.owner,
            contract.provider,
            *contract.subjects,
        ]
    ).casefold()
    for category in categories:
        yield _category_line(category)
    for _, said in _parts(contract):
        yield said


def _parts(contract: Contract) -> Iterable[tuple[str, str]]:
    """Tables and fields: what people call each, and the words that it is found by."""
    for table in contract.tables:
        yield table.label, f"{table.name} {table.label} {table.description}".casefold()
        for field in table.fields:
            meaning = f"{field.meaning.name} {field.meaning.label}" if field.meaning else ""
            said = f"{field.name} {field.header} {label_of(field)} {meaning}".casefold()
            yield f"{table.label}: {label_of(field)}", said


def _category_line(category: str) -> str:
    return f"category:{category}"


@lru_cache(maxsize=1)
def _known_words(files: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Every word of the catalogue, as long as these are its files."""
    texts = ListedDataset.objects.values_list("words", flat=True)
    return frozenset(word for text in texts for word in text.split() if len(word) > 2)


def _folded(words: str) -> list[str]:
    return list(islice((word.casefold() for word in words.split()), 10))


@lru_cache(maxsize=256)
def _parsed(text: str) -> Contract:
    return parse_contract(text)
