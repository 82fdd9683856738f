import itertools
from pathlib import Path

import pytest
import yaml
from open_data_contract_standard.model import OpenDataContractStandard

from shiremoot.contracts import parse_contract, vocabulary
from shiremoot.errors import UserError

ROOT = Path(__file__).parents[2]
CONTRACTS = sorted(
    itertools.chain(
        (ROOT / "src/shiremoot/demo").rglob("*.odcs.yaml"),
        (ROOT / "tests").rglob("*.odcs.yaml"),
    )
)
SAMPLE = (Path(__file__).parent / "sample.odcs.yaml").read_text(encoding="utf-8")


def custom(**values):
    return [{"property": f"uk.{name}", "value": value} for name, value in values.items()]


def changed(change):
    content = yaml.safe_load(SAMPLE)
    change(content)
    return yaml.safe_dump(content, sort_keys=False)


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.name)
def test_contracts_are_read_by_us_and_by_the_standards_own_package(path):
    text = path.read_text(encoding="utf-8")
    contract = parse_contract(text, path.name)
    assert OpenDataContractStandard.from_string(text).id == contract.dataset


def test_a_contract_says_what_its_tables_are():
    contract = parse_contract(SAMPLE)
    assert (contract.dataset, contract.provider, contract.service) == (
        "police",
        "ambershire-police",
        "Police",
    )
    assert (contract.max_rejected_percent, contract.max_shrink_percent) == (5, 10)
    assert contract.person_table.name == "people"
    assert contract.person_table.subject_key.name == "id"
    born = contract.person_table.field_meaning("person.date_of_birth")
    assert (born.header, born.formats, born.category) == ("DOB", ("dd/MM/yyyy",), "identity")
    assert contract.person_table.by_name["sex"].codes == {"M": "Male", "NO": "Not known"}
    [(field, detail, key)] = contract.detail_joins(contract.by_name["roles"])
    assert (field.name, detail.name, key.name) == ("incident", "incidents", "number")
    assert contract.by_name["incidents"].subject_key is None
    assert [field.name for field in contract.by_name["roles"].published] == ["role"]
    assert contract.by_name["roles"].show_when.of == "incidents.happened"


def test_every_meaning_of_the_vocabulary_is_complete():
    entities = {"person", "involvement", "event", "tie"}
    assert all(meaning.entity in entities and meaning.label for meaning in vocabulary().values())


def drop(*path):
    def change(content):
        *steps, last = path
        for step in steps:
            content = content[step]
        del content[last]

    return change


def put(value, *path):
    def change(content):
        *steps, last = path
        for step in steps:
            content = content[step]
        content[last] = value

    return change


PERSON, BORN = ("schema", 0), ("schema", 0, "properties", 2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (drop("id"), "id is missing"),
        (put("v2.2.2", "apiVersion"), "apiVersion: input should be 'v3.1.0'"),
        (put("A B", "id"), "small letters, digits and hyphens"),
        (drop("customProperties", 0), "customProperties must give uk.provider"),
        (put(custom(provider="a", service="b", maxShrinkPercent=101), "customProperties"), "from 0 to 100"),
        (
            put(custom(entity="persons"), *PERSON, "customProperties"),
            "table people: uk.entity must be one of",
        ),
        (put(custom(entity="event"), *PERSON, "customProperties"), "exactly one table must have uk.entity"),
        (put("Mixed", *BORN, "name"), "table people, field Mixed: a name has small letters"),
        (drop(*BORN, "logicalType"), "table people, field born: logicalType is missing"),
        (put("dates", *BORN, "logicalType"), "table people, field born: logicalType: input should be"),
        (put("string", *BORN, "logicalType"), "field born: person.date_of_birth needs logicalType date"),
        (put(custom(meaning="person.dob"), *BORN, "customProperties"), "no meaning “person.dob”"),
        (
            put(custom(meaning="person.date_of_brith"), *BORN, "customProperties"),
            "did you mean person.date_of_birth",
        ),
        (put(custom(meanings="x"), *BORN, "customProperties"), "uk.meanings is not known here; did you mean"),
        (put({"format": "dd/MM/yy"}, *BORN, "logicalTypeOptions"), "write yyyy"),
        (put({"minimum": "1/2/1900"}, *BORN, "logicalTypeOptions"), "as yyyy-MM-dd"),
        (put({"minimum": 3}, *BORN, "logicalTypeOptions"), "as yyyy-MM-dd"),
        (put({"format": "dd/mm"}, *BORN, "logicalTypeOptions"), "needs yyyy, MM and dd"),
        (put({"pattern": "("}, *PERSON, "properties", 0, "logicalTypeOptions"), "not a regular expression"),
        (put("id", *BORN, "name"), "“id” stands there twice"),
        (put(custom(showWhen={"age": 3}), *BORN, "customProperties"), "uk.showWhen takes minAge"),
        (
            put(custom(showWhen={"withinMonths": 3}), *BORN, "customProperties"),
            "must say of which date field",
        ),
        (
            put(custom(showWhen={"withinMonths": 3, "of": "sex"}), *BORN, "customProperties"),
            "“people.sex” is no date field",
        ),
        (put([{"to": "incident.number"}], *BORN, "relationships"), "did you mean incidents.number"),
        (put([{"to": "no"}], *BORN, "relationships"), "to: <table>.<field>"),
        (
            drop("schema", 1, "properties", 0),
            "table roles: exactly one field may have uk.meaning person.key",
        ),
        (put([{"type": "sql", "query": "x"}], *PERSON, "quality"), "query is not a word"),
        (put([{"type": "sql"}], *PERSON, "quality"), "table people: a check is of type library"),
        (put([{"metric": "rowCount"}], *PERSON, "quality"), "says no limit"),
        (put([{"metric": "nullValues", "mustBe": 0}], *PERSON, "quality"), "must name its fields"),
        (put([], *PERSON, "properties"), "properties: list should have at least 1 item"),
    ],
)
def test_a_faulty_contract_is_explained_with_table_and_field(change, words):
    with pytest.raises(UserError) as caught:
        parse_contract(changed(change), "police.odcs.yaml")
    assert "police.odcs.yaml: " in caught.value.message
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("text", "words"), [("a: [", "not readable YAML at line"), ("- a", "not an ODCS contract")]
)
def test_a_file_that_is_no_contract_is_named(text, words):
    with pytest.raises(UserError, match=words):
        parse_contract(text)
