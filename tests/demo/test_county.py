"""The fictional county: repeatable, plainly invented, with errors at the rates it states."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from shiremoot.demo import contract_files
from shiremoot.demo.county import generate
from shiremoot.demo.county.showcase import pick
from shiremoot.errors import UserError
from shiremoot.gazetteer import area_file, ward_file
from shiremoot.gazetteer import file as gazetteer
from shiremoot.gazetteer.geometry import box_of
from tests.demo.extracts import County, read

DATASETS = tuple(contract_files())
PHONE = re.compile(r"0\d{4} ?\d{6}")
DRAMA = re.compile(r"07700 900\d{3}|01632 960\d{3}")
POSTCODE = re.compile(r"(XK|QV)\d{1,2} \d[A-Z]{2}")


def contents(county: County) -> dict[str, bytes]:
    folders = (county.summary.folder, county.summary.truth)
    return {
        f"{folder.name}/{path.relative_to(folder)}": path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def values(county: County, meaning: str) -> list[str]:
    found = []
    for dataset, contract in county.contracts.items():
        for table in contract.tables:
            for field in table.fields_meaning(meaning):
                found += [
                    str(row[field.name]) for row in county.table(dataset, table.name)[1] if row[field.name]
                ]
    return found


def test_the_same_seed_gives_the_same_bytes(county: County, tmp_path: Path) -> None:
    again = County(generate(1500, 1, county.as_at, tmp_path / "extracts"), county.as_at)
    assert contents(again) == contents(county)


def test_another_seed_gives_another_county(county: County, make_county: Callable[..., County]) -> None:
    other = contents(make_county(seed=2))
    same = [name for name, content in contents(county).items() if other[name] == content]
    # the same columns in the same places, but for what is stated rather than drawn
    assert {name.rsplit("/", 1)[1] for name in same} <= {
        "FICTIONAL.txt",
        "rates.json",
        "programme.json",
        "areas.csv",
    }


def test_every_row_of_every_file_says_that_it_is_invented(county: County) -> None:
    for path in county.files:
        _, rows = read(path)
        assert rows, path.name
        assert {row["WATERMARK"] for row in rows} == {"FICTIONAL"}, path.name


@pytest.mark.parametrize("dataset", DATASETS)
def test_files_have_the_columns_of_their_contract(county: County, dataset: str) -> None:
    contract = county.contracts[dataset]
    for table in contract.tables:
        headers, _ = county.table(dataset, table.name)
        assert headers == [field.header for field in table.fields]
    files = list((county.summary.folder / dataset).iterdir())
    assert len(files) == len(contract.tables)


@pytest.mark.parametrize("dataset", DATASETS)
def test_identifiers_and_row_order_carry_no_truth(make_county: Callable[..., County], dataset: str) -> None:
    county = make_county(5000)
    key, truth = county.key(dataset), county.true_person(dataset)
    keys = [row[key] for row in county.people(dataset) if row[key]]
    assert len(set(keys)) == len(keys)
    person = [truth[k] for k in keys]
    number = [int(re.sub(r"\D", "", k)) for k in keys]
    bound = 4.5 / np.sqrt(len(keys))
    for order in (range(len(keys)), number):
        ranks = np.argsort(np.argsort(order, kind="stable"))
        assert abs(np.corrcoef(ranks, np.argsort(np.argsort(person, kind="stable")))[0, 1]) < bound


def test_health_numbers_are_valid_and_of_the_test_range(county: County) -> None:
    numbers = values(county, "person.nhs_number")
    assert len(numbers) > 1000
    for number in numbers:
        assert re.fullmatch(r"999\d{7}", number)
        assert (
            sum(int(digit) * weight for digit, weight in zip(number, range(10, 0, -1), strict=True)) % 11 == 0
        )


def test_nothing_that_looks_real_can_be_real(county: County) -> None:
    for meaning in ("person.phone", "involvement.phone"):
        assert all(DRAMA.fullmatch(number) for number in values(county, meaning))
    for meaning in ("person.email", "involvement.email"):
        assert all(address.endswith(".example") for address in values(county, meaning))
    assert all(POSTCODE.fullmatch(code) for code in values(county, "address.postcode"))
    assert all(re.fullmatch(r"9999\d{8}", number) for number in values(county, "address.uprn"))
    assert all(number[1:4] == "099" for number in values(county, "person.upn"))
    text = "".join(
        path.read_text("cp1252", "replace") for path in county.files if path.suffix in (".csv", ".txt")
    )
    assert all(DRAMA.fullmatch(phone) for phone in PHONE.findall(text) if phone.startswith(("07", "01")))


@pytest.mark.parametrize("dataset", DATASETS)
def test_errors_come_at_the_stated_rates(make_county: Callable[..., County], dataset: str) -> None:
    county = make_county(5000)
    rates = json.loads((county.summary.truth / "rates.json").read_text())[dataset]
    records = county.people(dataset)
    key, truth, people = county.key(dataset), county.true_person(dataset), county.true_people
    persons = Counter(truth.values())
    near(sum(count > 1 for count in persons.values()), len(persons), rates["duplicate"])
    pairs = [(row, people[truth[row[key]]]) for row in records if row[key]]
    if "nhs_number" in records[0]:
        numbered = [row["nhs_number"] for row, person in pairs if person["nhs_number"]]
        near(sum(not number for number in numbered), len(numbered), rates["missing_nhs"])
    if "date_of_birth" in records[0]:
        dated = [row["date_of_birth"] for row, person in pairs if person["date_of_birth"]]
        near(sum(value in (None, "") for value in dated), len(dated), rates["missing_birth"])


def near(count: int, of: int, rate: float) -> None:
    """Within five deviations of a draw at this rate."""
    assert abs(count - of * rate) <= 5 * np.sqrt(of * rate * (1 - rate)) + 3


def test_noted_errors_come_at_the_stated_rates(make_county: Callable[..., County]) -> None:
    county = make_county(5000)
    rates = json.loads((county.summary.truth / "rates.json").read_text())
    noted = Counter((row["dataset"], row["fault"]) for row in county.truth("faults"))
    sizes = Counter(row["dataset"] for row in county.truth("records"))
    for dataset, size in sizes.items():
        for fault in ("typing", "phonetic"):
            near(noted[dataset, fault], size, rates[dataset][fault])
    assert noted["housing", "old_address"] == 0 < noted["police-records", "old_address"]


def test_ties_agree_with_each_other(county: County) -> None:
    people = county.true_people
    ties = {(row["person"], row["other"]): row["kind"] for row in county.truth("ties")}
    for (person, other), kind in ties.items():
        if kind == "partner":
            assert ties[other, person] == "partner"
            assert people[person]["household"] == people[other]["household"]
        elif people[person]["date_of_birth"]:
            assert (people[person]["date_of_birth"] - people[other]["date_of_birth"]).days > 14 * 365
        if kind == "mother":
            assert people[other]["sex"] == "F"
    assert set(ties.values()) == {"mother", "father", "partner"}


def test_families_are_as_families_are(make_county: Callable[..., County]) -> None:
    county = make_county(5000)
    people, ties = county.true_people, county.truth("ties")
    father = {row["person"]: people[row["other"]] for row in ties if row["kind"] == "father"}
    mother = {row["person"]: row["other"] for row in ties if row["kind"] == "mother"}
    births = Counter((mother[p], people[p]["date_of_birth"]) for p in mother if people[p]["date_of_birth"])
    full = ("first_name", "last_name")
    assert any(count > 1 for count in births.values()), "twins"
    assert any([people[p][n] for n in full] == [f[n] for n in full] for p, f in father.items()), "juniors"
    assert any(people[p]["household"] != f["household"] for p, f in father.items()), (
        "fathers who live elsewhere"
    )
    assert any(person["expected_date_of_birth"] for person in people.values()), "unborn children"
    assert any(person["date_of_birth_estimated"] for person in people.values()), "estimated dates of birth"
    assert any(person["uprn"] is None for person in people.values()), "no fixed abode"
    assert any(person["previous_last_name"] for person in people.values()), "changed names"


def test_many_children_are_known_to_many_agencies(make_county: Callable[..., County]) -> None:
    county = make_county(20_000)
    known: dict[int, set[str]] = {}
    for row in county.truth("records"):
        known.setdefault(row["person"], set()).add(row["dataset"])
    people = county.true_people
    grown = date(county.as_at.year - 18, county.as_at.month, county.as_at.day)
    six = {"childrens-social-care", "health", "schools", "housing", "police-records", "fire-visits"}
    children = [p for p in known if (people[p]["date_of_birth"] or date.min) > grown]
    assert sum("childrens-social-care" in known[p] and len(known[p] & six) >= 5 for p in children) >= 20


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_there_is_a_child_to_show(make_county: Callable[..., County], seed: int) -> None:
    county = make_county(20_000, seed)
    child = pick(county.summary.truth, county.as_at)
    assert len(child.datasets) >= 5
    assert 5 <= (county.as_at - child.date_of_birth).days / 365.25 <= 16.1
    assert child.misspelt_name != f"{child.first_name} {child.last_name}"
    assert pick(county.summary.truth, county.as_at) == child


def test_a_folder_in_other_use_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    with pytest.raises(UserError, match="something else"):
        generate(500, 1, date(2026, 1, 1), tmp_path)
    assert kept.read_text() == "mine"


def test_a_county_is_neither_tiny_nor_larger_than_its_numbers(tmp_path: Path) -> None:
    for people in (5, 1_000_000):
        with pytest.raises(UserError, match="between"):
            generate(people, 1, date(2026, 1, 1), tmp_path / "new")


@pytest.mark.parametrize("as_at", [date(2024, 2, 29), date(2026, 1, 1), date(2027, 12, 31)])
def test_any_day_will_do_and_nothing_lies_after_it(tmp_path: Path, as_at: date) -> None:
    county = County(generate(800, 9, as_at, tmp_path / "extracts"), as_at)
    for table in ("caseloads", "gp_registrations"):
        for row in county.table("health", table)[1]:
            assert row["start_date"] <= as_at
            assert row["end_date"] is None or row["start_date"] <= row["end_date"] <= as_at


def test_the_programme_did_what_it_says(make_county: Callable[..., County]) -> None:
    county = make_county(20_000)
    programme = json.loads((county.summary.truth / "programme.json").read_text())
    starts = {town: start and date.fromisoformat(start) for town, start in programme["start_by_town"].items()}
    assert None in starts.values() and len(set(starts.values())) > 3
    person = county.true_person("fire-visits")
    events = [
        (county.true_people[person[row["occupant_ref"]]]["town"], row["call_out_date"])
        for row in county.table("fire-visits", "call_outs")[1]
    ]
    first = date.fromisoformat(programme["first_month"])
    begun = {town: start for town, start in starts.items() if start}
    others = [day for town, day in events if town not in begun]
    found = expected = 0.0
    for town, start in begun.items():
        days = [day for own, day in events if own == town]
        growth = sum(day >= start for day in others) / sum(first <= day < start for day in others)
        found += sum(day >= start for day in days)
        expected += sum(day < start for day in days) * growth
    assert programme["rate_ratio"] * 0.75 < found / expected < programme["rate_ratio"] * 1.33


def test_houses_stand_along_streets_each_within_its_town(county: County) -> None:
    addresses = gazetteer.read((county.summary.folder / "gazetteer.csv").read_bytes())
    lived_at = set(values(county, "address.uprn"))
    assert lived_at <= {each.uprn for each in addresses}
    streets: dict[tuple[str, str], dict[int, gazetteer.Point]] = {}
    for each in addresses:
        streets.setdefault((each.street, each.postcode), {})[int(each.house)] = each.at
    gaps = [
        np.hypot(at.easting - homes[number + 2].easting, at.northing - homes[number + 2].northing)
        for homes in streets.values()
        for number, at in homes.items()
        if number + 2 in homes
    ]
    assert len(gaps) > 100
    assert np.percentile(gaps, 99) < 25
    assert len({each.at for each in addresses}) > 0.99 * len(addresses)
    for town in {each.town for each in addresses}:
        box = box_of(each.at for each in addresses if each.town == town)
        assert box.longest < 8000


@pytest.mark.parametrize("people", [200, 1500])
def test_every_address_lies_in_exactly_one_ward_of_its_district(
    make_county: Callable[..., County], people: int
) -> None:
    folder = make_county(people).summary.folder
    wards = ward_file.read((folder / "wards.geojson").read_bytes())
    addresses = gazetteer.read((folder / "gazetteer.csv").read_bytes())
    assert 8 <= len(wards) <= 80
    assert len({ward.name for ward in wards}) == len({ward.code for ward in wards}) == len(wards)
    assert {ward.district for ward in wards} <= {"Oldford", "Ambermouth", "Thornwick", "Wexcombe"}
    points = shapely.points([each.at for each in addresses])
    within = np.array([shapely.intersects(ward.shape, points) for ward in wards])
    assert (within.sum(axis=0) == 1).all()
    homes = within.sum(axis=1)
    assert homes.min() > 0
    assert homes.max() < 4 * homes.mean()
    for ward, inside in zip(wards, within, strict=True):
        towns = Counter(each.town for each, here in zip(addresses, inside, strict=True) if here)
        assert towns[ward.name.split()[0]] == max(towns.values())


@pytest.mark.parametrize("people", [200, 1500])
def test_everybody_with_a_home_lives_in_a_small_area_and_each_body_has_a_register_with_known_faults(
    make_county: Callable[..., County], people: int
) -> None:
    county = make_county(people)
    folder = county.summary.folder
    areas = area_file.read((folder / "areas.csv").read_bytes())
    assert 0.95 * people < sum(area.people for area in areas) <= people
    assert {area.decile for area in areas} == set(range(1, 11))
    registers = {
        path.stem: list(csv.DictReader(path.read_text().splitlines()))
        for path in (folder / "estate").iterdir()
    }
    assert len(registers) == 7
    assert min(map(len, registers.values())) >= 2
    addresses = {each.uprn: each for each in gazetteer.read((folder / "gazetteer.csv").read_bytes())}
    council, health = registers["ambershire-council"], registers["ambershire-health"]
    assert "UPRN" not in health[0]
    apart = [
        line["UniqueAssetId"]
        for line in council
        if (line["GeoX"], line["GeoY"]) != tuple(map(str, addresses[line["UPRN"]].at))
    ]
    assert apart == [council[0]["UniqueAssetId"]], "east and north are exchanged in one"
    assert [line["LeaseEnd"] < line["LeaseStart"] for line in council].count(True) == 1
    owners = Counter(
        line["UPRN"]
        for organisation, lines in registers.items()
        if organisation != "ambershire-health"
        for line in lines
        if line["TenureType"] == "Freehold"
    )
    assert sorted(owners.values())[-2:] == [1, 2], "two own one of them"
