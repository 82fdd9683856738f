"""What facts forbid, as pure rules; and people under them, who are as if what is forbidden were not there."""

import json
from dataclasses import replace

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.access import facts
from shiremoot.access.facts import EVERYTHING, Reach
from shiremoot.access.held import Gone
from shiremoot.access.protection import FactKind, forbidden
from shiremoot.contracts import vocabulary
from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.kernel import decide
from shiremoot.decisions.request import FieldId
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Detail, Entry
from shiremoot.people.catalogue import PublishedField
from tests.access.small import NOW, PROTECTOR, build, everything, said
from tests.decisions import worlds

ADA, CORA, LENA = "ada adult 3/2/1980", "cora child 6/5/2015", "lena lodger 8/7/1990"
ADAS, CORAS = "9000000009", "9000000017"


def published(dataset: str, field_id: str, meaning: str) -> PublishedField:
    known = vocabulary()[meaning]
    return PublishedField(
        dataset=dataset,
        table_name=field_id.partition(".")[0],
        field_id=field_id,
        entity=known.entity,
        table_label="",
        meaning=meaning,
        label=known.label,
        category=known.category,
        provider="police",
        service="",
        type=known.type,
        search=known.search,
        show_when=None,
    )


catalogues = st.lists(
    st.builds(
        published,
        st.sampled_from(worlds.DATASETS),
        st.sampled_from(worlds.FIELDS),
        st.sampled_from(sorted(vocabulary())),
    ),
    max_size=6,
    unique_by=lambda each: each.full_id,
)
kinds = st.sampled_from(FactKind)
reaches = st.frozensets(st.sampled_from(worlds.DATASETS), min_size=1)


@given(worlds.requests, st.lists(worlds.grants(), max_size=8), kinds, catalogues, reaches)
def test_a_fact_never_shows_more_and_without_it_all_is_as_before(request, grants, kind, catalogue, datasets):
    compiled = Grants(grants)
    before = decide(request, compiled)
    fact = forbidden(kind, catalogue, datasets=datasets)
    under = decide(replace(request, forbidding=request.forbidding | {fact}), compiled)
    assert set(under.shown) <= set(before.shown)
    assert set(under.notes) <= set(before.notes)
    lifted = decide(replace(under.request, forbidding=request.forbidding), compiled)
    assert (lifted.hash, lifted.notes) == (before.hash, before.notes)


@given(worlds.requests, st.lists(worlds.grants(), max_size=8), catalogues)
def test_a_hidden_person_shows_nothing_to_anybody(request, grants, catalogue):
    fact = forbidden(FactKind.HIDDEN_PERSON, catalogue)
    under = decide(replace(request, forbidding=frozenset({fact})), Grants(grants))
    assert under.shown == ()


@given(catalogues, reaches)
def test_each_kind_forbids_what_it_says(catalogue, datasets):
    fields = {FieldId(each.dataset, each.field_id): each for each in catalogue}
    address = forbidden(FactKind.HIDDEN_ADDRESS, catalogue).fields
    record = forbidden(FactKind.HIDDEN_RECORD, catalogue, datasets=datasets).fields
    severed = forbidden(FactKind.SEVERED_IDENTITY, catalogue, datasets=datasets).fields
    for field, each in fields.items():
        assert (field in address) == (each.category == "place" or each.meaning == "person.phone")
        assert (field in record) == (each.dataset in datasets)
        former = each.entity == "tie" or each.meaning == "person.previous_last_name"
        assert (field in severed) == (each.dataset in datasets or former)


def protect(small, number: str, kind: FactKind, *datasets: str) -> facts.Fact:
    reach = Reach(datasets=datasets) if datasets else EVERYTHING
    return facts.set_fact(
        small.home,
        person_id=small.person(number),
        kind=kind,
        reason="At risk from somebody",
        by=PROTECTOR,
        at=small.now,
        reach=reach,
    )


def test_with_a_hidden_address_somebody_is_found_by_name_and_not_by_where_they_live(small):
    before = small.opened(CORA)
    protect(small, CORAS, FactKind.HIDDEN_ADDRESS)
    for terms in ("cora 4 mill lane", "cora XK1 2AB", "01632960002"):
        assert "Cora" not in small.names(terms)
    (found,) = small.find(CORA)
    view = small.opened(CORA)
    for blocks in (found.blocks, view.blocks):
        assert said(blocks, "person.last_name") == {"Child"}
        assert not {m for _, m, _ in everything(blocks) if m.startswith("address.") or m == "person.phone"}
    with pytest.raises(ValueError, match="does not show that place"):
        small.household(view)
    assert small.household(small.opened(LENA)) == {"Ada"}
    assert small.household(before) == set()  # a page decided earlier tells no more who lives there


def test_a_hidden_record_leaves_the_other_records(small):
    protect(small, ADAS, FactKind.HIDDEN_RECORD, "crime")
    view = small.opened(ADA)
    assert {dataset for dataset, _, _ in everything(view.blocks)} == {"care"}


def test_somebody_known_by_a_hidden_record_alone_is_not_found(small):
    protect(small, "9000000041", FactKind.HIDDEN_RECORD, "crime")
    assert small.find("peter else 9/1/1971") == []


def test_a_severed_identity_loses_former_names_records_and_every_family_tie(small):
    protect(small, ADAS, FactKind.SEVERED_IDENTITY, "crime")
    view = small.opened(ADA)
    shown = everything(view.blocks)
    assert {dataset for dataset, _, _ in shown} == {"care"}
    assert not {m for _, m, _ in shown if m.startswith("tie.") or m == "person.previous_last_name"}
    assert small.find("ada before 3/2/1980")[0].hit.why == ("has the name ada", "same date of birth")
    assert said(small.opened(CORA).blocks, "tie.kind") == {"Aunt"}
    assert said(small.opened(LENA).blocks, "tie.kind") == {"Niece"}


def answers(small) -> list[object]:
    """All that somebody may learn of the others: searches in full, pages, notes and households."""
    found: list[object] = []
    of_ada = ("adult XK1", "4 mill lane XK1 2AB", ADAS, "before 3/2/1980", "01632960001")
    for terms in (ADA, CORA, LENA, *of_ada):
        results = small.results(terms)
        people = [
            (each.hit.likelihood, each.hit.matches, sorted(everything(each.blocks)))
            for each in results.people
        ]
        people.sort(key=repr)  # equals stand in the order of their identifiers, which are random
        found.append((terms, people, results.more))
    for terms in (CORA, LENA):
        view = small.opened(terms)
        found.append((sorted(everything(view.blocks)), view.notes, view.obligations, small.household(view)))
    return found


def test_with_somebody_hidden_the_world_is_as_it_would_be_without_them(small, tmp_path):
    visible = answers(small)
    hidden = protect(small, ADAS, FactKind.HIDDEN_PERSON)
    under = answers(small)
    facts.lift_fact(hidden.pk, reason="No longer at risk", by=PROTECTOR, at=NOW)
    assert answers(small) == visible

    (tmp_path / "other").mkdir()
    without = build(tmp_path / "other", without=ADAS)
    assert under == answers(without)
    assert under != visible


def test_what_was_open_of_somebody_who_is_hidden_since_is_gone_and_nothing_is_recorded(small):
    candidate, opening = small.find(ADA)[0].candidate, small.open(ADA)
    protect(small, ADAS, FactKind.HIDDEN_PERSON)
    before = Entry.objects.count()
    with pytest.raises(Gone):
        small.view(opening)
    with pytest.raises(Gone):
        small.open_candidate(candidate)
    assert Entry.objects.count() == before


def test_entries_of_a_viewer_say_nothing_of_facts(small):
    protect(small, CORAS, FactKind.HIDDEN_ADDRESS)
    small.opened(CORA)
    for entry in Entry.objects.filter(body__contains='"view person"'):
        (mine,) = entry.details.filter(part="viewer")
        assert '"forbidding":[]' in mine.content
        assert "protection" not in mine.content


def test_near_misses_and_notes_are_the_same_under_protection(small):
    withheld = {"dataset": "crime", "relationships": ["caseload"], "when_withheld": "Ask."}
    small.adopt({"dataset": "care"}, withheld)
    before = small.opened(CORA).notes
    protect(small, CORAS, FactKind.HIDDEN_RECORD, "crime")
    assert small.opened(CORA).notes == before == ("Ask.",)


def parts_of_a_look(small, number: int) -> dict[tuple[str, str], dict]:
    """Act and provider → its part of a look, and of what was noted after it, but for the rows themselves."""
    look = Entry.objects.get(number=number)
    found = Detail.objects.filter(Q(entry=look) | Q(entry__about=look.identifier, entry__act=Act.SERVED))
    providers = found.exclude(part="viewer").exclude(part__startswith="subject")
    return {
        (detail.entry.act, detail.part): {
            name: value
            for name, value in json.loads(detail.content).items()
            if name not in ("records", "read", "read_on")
        }
        for detail in providers
    }


@pytest.mark.parametrize("kind", [FactKind.HIDDEN_ADDRESS, FactKind.OBJECTION])
def test_what_providers_are_told_of_a_look_does_not_tell_of_facts(small, kind):
    opening = small.open(CORA)
    before = parts_of_a_look(small, small.view(opening).entry_number)
    protect(small, CORAS, kind, *(["crime"] if kind is FactKind.OBJECTION else []))
    assert parts_of_a_look(small, small.view(opening).entry_number) == before
