"""The law's files obey their schema, and what is wrong in one is said in words an officer understands."""

from datetime import date

import pytest
import yaml

from shiremoot.contracts import vocabulary
from shiremoot.decisions import words
from shiremoot.errors import UserError
from shiremoot.law import UnknownItem, law
from shiremoot.law.facts import FLOW_FACTS
from shiremoot.law.files import FILES, LISTS, read_law, shipped_texts
from shiremoot.law.flows import Mode
from shiremoot.law.risk import CONTROL_FACTS

TODAY = date(2026, 11, 23)
ITEMS = tuple(law().every_item())


def changed(file, change):
    """The shipped files with one of them changed by `change(content)`."""
    texts = shipped_texts()
    content = yaml.safe_load(texts[file])
    change(content)
    return {**texts, file: yaml.safe_dump(content, sort_keys=False)}


def item_of(content, name, item_id):
    return next(item for item in content[name]["items"] if item["id"] == item_id)


def faults(file, change):
    with pytest.raises(UserError) as refused:
        read_law(changed(file, change))
    return refused.value.message


def test_every_file_is_shipped_and_read():
    assert set(shipped_texts()) == set(FILES)
    assert all(getattr(law(), name) for name in LISTS)


def test_every_item_has_its_own_id():
    assert len({item.id for item in ITEMS}) == len(ITEMS)


def test_every_item_says_where_it_comes_from():
    assert [item.id for item in ITEMS if not (item.citation.strip() and item.source.strip())] == []


def test_dates_are_of_this_law_and_nobody_looked_in_the_future():
    for item in ITEMS:
        assert item.in_force_from is None or item.in_force_from >= date(1970, 1, 1), item.id
        assert date(2026, 1, 1) <= item.as_at <= date.today(), item.id


def test_a_power_without_a_known_commencement_is_not_in_force():
    unknown = {power.id for power in law().powers.values() if power.in_force_from is None}
    assert {"CA04.16LA", "CA04.16LC"} <= unknown
    assert not unknown & {power.id for power in law().powers.on(TODAY)}


def test_what_begins_on_a_day_is_not_offered_the_day_before():
    assert "6.1.ea" not in {basis.id for basis in law().bases.on(date(2026, 2, 4))}
    assert "6.1.ea" in {basis.id for basis in law().bases.on(date(2026, 2, 5))}


def test_what_ended_is_not_offered_from_the_day_it_ended():
    ended = law().bases["6.1.f"].model_copy(update={"in_force_until": date(2026, 6, 1)})
    assert ended.in_force(date(2026, 5, 31))
    assert not ended.in_force(date(2026, 6, 1))


def test_the_purposes_of_the_county_are_all_here_with_the_same_words():
    labels = {purpose.value: purpose.label for purpose in words.Purpose}
    assert labels == {name: law().purposes[name].label for name in labels}


def test_modes_have_the_same_names_as_in_decisions():
    assert {mode.value for mode in Mode} == {mode.value for mode in words.Mode}


def test_usual_categories_are_those_of_the_vocabulary():
    known = {meaning.category for meaning in vocabulary().values()}
    for purpose in law().purposes.values():
        assert set(purpose.usual_categories) <= known, purpose.id


def test_screening_and_risk_ask_only_for_facts_that_are_worked_out():
    assert {question.fact for question in law().screening.values()} <= FLOW_FACTS
    terms = law().risk_terms.values()
    assert {term.fact for term in terms if term.of == "flow"} <= FLOW_FACTS
    assert {term.fact for term in terms if term.of == "control"} == CONTROL_FACTS


def test_an_unknown_id_is_answered_with_the_nearest():
    with pytest.raises(UnknownItem) as refused:
        law().bases.named("6.1.ee")
    assert refused.value.message == "There is no basis called 6.1.ee."
    assert "6.1.e" in refused.value.next_step


def test_an_id_like_nothing_is_answered_without_a_guess():
    with pytest.raises(UnknownItem) as refused:
        law().powers.named("?")
    assert "Did you mean" not in refused.value.next_step


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        (
            "powers.yaml",
            lambda found: item_of(found, "powers", "CDA98.115").update(kind="pwoer"),
            "powers.yaml, item CDA98.115: kind must be one of 'duty', 'power', 'function', 'exemption' or "
            "'restriction'",
        ),
        (
            "powers.yaml",
            lambda found: item_of(found, "powers", "CDA98.115").update(to_bodies=["polic-force"]),
            "powers.yaml, item CDA98.115: to_bodies names polic-force, which is no kind of body. "
            "Did you mean police-force",
        ),
        (
            "bases.yaml",
            lambda found: item_of(found, "bases", "6.1.a").update(in_force_from="5 February"),
            "bases.yaml, item 6.1.a: in_force_from must be a date written as 2026-11-30",
        ),
        (
            "bases.yaml",
            lambda found: item_of(found, "bases", "6.1.a").pop("label"),
            "bases.yaml, item 6.1.a: label is missing",
        ),
        (
            "bases.yaml",
            lambda found: item_of(found, "bases", "6.1.a").update(citaton="Article 6"),
            "bases.yaml, item 6.1.a: citaton is not a key here; look at its spelling",
        ),
        (
            "bases.yaml",
            lambda found: item_of(found, "bases", "6.1.a").update(consent="perhaps"),
            "bases.yaml, item 6.1.a: consent must be true or false",
        ),
        (
            "bases.yaml",
            lambda found: item_of(found, "bases", "6.1.a").update(citation=""),
            "bases.yaml, item 6.1.a: citation must not be empty",
        ),
        (
            "bases.yaml",
            lambda found: item_of(found, "bases", "6.1.a").update(in_force_until=date(2018, 1, 1)),
            "bases.yaml, item 6.1.a: it ends (2018-01-01) before it begins (2018-05-25)",
        ),
        (
            "bases.yaml",
            lambda found: item_of(found, "bases", "6.1.a").update(not_checked=["lable"]),
            "bases.yaml, item 6.1.a: not_checked names lable, which is no key of this item",
        ),
        (
            "bases.yaml",
            lambda found: item_of(found, "bases", "6.1.a").update(id="6.1.b"),
            "bases.yaml, item 6.1.b: the same id is used in bases.yaml",
        ),
        ("bases.yaml", lambda found: found.pop("bases"), "bases.yaml: the list bases is missing"),
        (
            "bases.yaml",
            lambda found: found.update(basis=found["bases"]),
            "bases.yaml: basis is no list of this file",
        ),
        (
            "bases.yaml",
            lambda found: found.update(bases=["6.1.a"]),
            "bases.yaml, bases: it should hold common and items",
        ),
        (
            "bases.yaml",
            lambda found: found["bases"]["items"].append("6.1.g"),
            "bases.yaml, bases, item 8: it should be keys with values",
        ),
        (
            "assurance.yaml",
            lambda found: item_of(found, "assurance", "cyber-essentials").pop("months"),
            "assurance.yaml, item cyber-essentials: it lasts so many months; say how many in months",
        ),
        (
            "assurance.yaml",
            lambda found: item_of(found, "assurance", "dspt").update(enough=["standards meet"]),
            "assurance.yaml, item dspt: enough names standards meet, which is not among its levels",
        ),
        (
            "purposes.yaml",
            lambda found: item_of(found, "purposes", "early-help").update(suggests=["6.1.z"]),
            "purposes.yaml, item early-help: suggests names 6.1.z, which is no basis. Did you mean",
        ),
    ],
)
def test_a_broken_file_says_which_item_and_what_is_wrong(file, change, said):
    assert said in faults(file, change)


def test_a_file_that_is_no_yaml_says_which():
    with pytest.raises(UserError) as refused:
        read_law({**shipped_texts(), "bases.yaml": "bases: [unclosed"})
    assert refused.value.message == "The file bases.yaml is not valid YAML."


def test_a_file_without_lists_says_what_it_should_hold():
    with pytest.raises(UserError) as refused:
        read_law({**shipped_texts(), "bases.yaml": "- 6.1.a"})
    assert "bases.yaml: it should hold the lists bases, recognised_interests" in refused.value.message


def test_at_most_ten_faults_are_said_at_once():
    def spoil(found):
        for item in found["powers"]["items"]:
            item["kind"] = "nonsense"

    assert faults("powers.yaml", spoil).count("\n- ") == 10


def test_a_part_that_nobody_checked_is_not_checked_though_the_rest_is():
    power = law().powers["PCSC22.16"]
    assert power.was_checked("excludes")
    assert not power.was_checked("from_bodies")
