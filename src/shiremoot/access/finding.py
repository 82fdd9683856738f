"""Finding a person. A search is a disclosure: decided, recorded, then matched on granted fields alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from shiremoot.access import watching
from shiremoot.access.apart import compared_apart, read_each
from shiremoot.access.held import SHORT_WHILE, Gone, forget_ended, holder, mine, name_candidates
from shiremoot.access.models import Candidate, Search
from shiremoot.access.published import in_use
from shiremoot.access.reading import Block, field_ids, matchable, per_person, read, served
from shiremoot.access.recording import Recorded, Wish, decide_and_record, note_served
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.query import Query, parse_query
from shiremoot.people.ranking import LIKELIHOODS, chances_of, words
from shiremoot.people.store import Hit, Publish

MOST_SHOWN = 20
PEOPLE_ONLY = ("person",)


@dataclass(frozen=True)
class Found:
    """One person who may be meant: under which name to open them, why they match, what may be shown."""

    candidate: UUID
    hit: Hit
    blocks: list[Block]


@dataclass(frozen=True)
class Results:
    """The answer to one search. `more`: others matched as well as the last one listed."""

    search: Search
    query: Query
    entry_number: int
    people: list[Found]
    more: bool


def start_search(*, by: Viewer, purpose: Purpose, terms: str, at: datetime) -> Search:
    """Keep the terms for fifteen minutes under an address that says nothing."""
    forget_ended(at)
    kept = terms.replace("\0", " ")  # PostgreSQL keeps no such character
    return Search.objects.create(
        **holder(by), purpose=purpose, terms=kept, made_at=at, until=at + SHORT_WHILE
    )


def results(home: Home, search_id: UUID, *, by: Viewer, at: datetime) -> Results:
    """Decide, record, match and show. Raises Gone, Refused or NothingPublished.

    Matches and shows only fields that some flow lets this role see for this purpose before any opening.
    """
    publish = in_use(home)
    search = mine(Search, search_id, by=by, at=at)
    query = parse_query(search.terms, day_of(at))
    wish = Wish(
        act=Act.SEARCH,
        by=by,
        at=at,
        purpose=Purpose(search.purpose),
        fields=field_ids(publish, PEOPLE_ONLY),
        about=search.pk,
        viewer_detail={"terms": search.terms},
        publish=publish,
    )
    recorded = decide_and_record(wish)
    sources = matchable(publish, recorded.decision)
    apart = list(compared_apart(publish, recorded))
    hits = publish.search(query, sources, MOST_SHOWN + 1, apart)
    shown = hits[:MOST_SHOWN]
    blocks = read_each(publish, [hit.person_id for hit in shown], recorded)
    sought = watching.sought(publish, query, recorded, MOST_SHOWN + 1)
    tell = partial(watching.tell, sought, by=by, purpose=wish.purpose, at=at)
    note_served(recorded, served(blocks), also=tell)
    by_person = per_person(blocks)
    names = name_candidates(by_person, held=search, at=at)
    there = [hit for hit in shown if hit.person_id in by_person]
    ranked_ = _ranked(publish, query, there, by_person, recorded, apart)
    people = [Found(names[hit.person_id], hit, by_person[hit.person_id]) for hit in ranked_]
    return Results(search, query, recorded.number, people, more=len(hits) > MOST_SHOWN)


def _ranked(
    publish: Publish,
    query: Query,
    hits: list[Hit],
    by_person: Mapping[str, list[Block]],
    recorded: Recorded,
    apart: Sequence[tuple[frozenset[str], frozenset[str]]],
) -> list[Hit]:
    """The same hits, the likelier first by the model that the records were linked by, on what each may be
    matched on; those as likely stay in the order in which they agree with what was typed.
    """
    if publish.model is None:
        return hits
    general = matchable(publish, recorded.decision)
    own = {person_id: fields for people, fields in apart for person_id in people}
    said = {
        hit.person_id: _said(publish, by_person[hit.person_id], own.get(hit.person_id, general))
        for hit in hits
    }
    chances = chances_of(query, said, publish.model, publish.common(query, general, apart))
    likely = [replace(hit, likelihood=words(chances.get(hit.person_id, 0.0))) for hit in hits]
    return sorted(likely, key=lambda hit: LIKELIHOODS.index(hit.likelihood))


def _said(publish: Publish, blocks: list[Block], fields: frozenset[str]) -> list[dict[str, str]]:
    """What each row says in fields that may be matched on."""
    matched: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in publish.catalogue:
        if each.full_id in fields:
            matched[each.dataset, each.table_name].add(each.meaning)
    return [
        {meaning: row.values[meaning] for meaning in matched[block.dataset, block.table] & row.values.keys()}
        for block in blocks
        for row in block.rows
    ]


def preview(home: Home, candidate: Candidate, *, by: Viewer, at: datetime) -> list[Block]:
    """Who a candidate is, for the page that asks why they are to be opened. Raises Refused or Gone."""
    publish = in_use(home)
    wish = Wish(
        act=Act.PREVIEW,
        by=by,
        at=at,
        purpose=Purpose(candidate.purpose),
        fields=field_ids(publish, PEOPLE_ONLY),
        about=candidate.pk,
        persons=(candidate.person_id,),
        publish=publish,
        subject=candidate.person_id,
    )
    try:
        recorded = decide_and_record(wish)
    except Gone:
        watching.opened_hidden(wish)
        raise
    blocks = read(publish, [publish.follow(candidate.person_id)], recorded)
    note_served(recorded, served(blocks))
    return blocks
