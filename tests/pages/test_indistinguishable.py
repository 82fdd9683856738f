"""What is protected is on no page as if it were not there: in results, counts, sizes, wording and queries.

Each kind of protection is held against a county that lacks what it hides, page by page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shiremoot.access import facts
from shiremoot.access.facts import EVERYTHING, Reach
from shiremoot.access.protection import FactKind
from shiremoot.gateway.organisations.permissions import Duty
from tests.access.small import PEOPLE, PROTECTOR, TIES, WORKER, Small, build
from tests.pages.test_correcting import member
from tests.permitted import HOST
from tests.portal.sharing.conftest import INTERNAL

ADAS, CORAS, PETERS = "9000000009", "9000000017", "9000000041"
TERMS = (
    "ada adult 3/2/1980",
    "cora child 6/5/2015",
    "lena lodger 8/7/1990",
    "lena 4 mill lane XK1 2AB",
    "ada before",
    "cora 4 mill lane",
    CORAS,
    "01632960001",
    "01632960002",
)
PLACELESS = "2015-05-06,Cora,Child,,9000000017,,,,"
UNNAMED = PEOPLE["care"]["1"].replace("Before", "")
WITHOUT_CRIME = {"care": PEOPLE["care"], "crime": {"5": PEOPLE["crime"]["5"]}}


@dataclass(frozen=True)
class Hidden:
    """A protection, and the county that lacks what it hides."""

    number: str
    kind: FactKind
    datasets: tuple[str, ...]
    lacking: dict


CASES = {
    "the address": Hidden(
        CORAS,
        FactKind.HIDDEN_ADDRESS,
        (),
        {"people": {**PEOPLE, "care": {**PEOPLE["care"], "2": PLACELESS}}},
    ),
    "the record": Hidden(ADAS, FactKind.HIDDEN_RECORD, ("crime",), {"people": WITHOUT_CRIME}),
    "the person": Hidden(ADAS, FactKind.HIDDEN_PERSON, (), {"without": ADAS}),
    "the tie between two identities": Hidden(
        ADAS,
        FactKind.SEVERED_IDENTITY,
        ("crime",),
        {
            "people": {**WITHOUT_CRIME, "care": {**PEOPLE["care"], "1": UNNAMED}},
            "ties": [tie for tie in TIES if "1" not in tie[:2]],
        },
    ),
}
_SAYS_NOTHING = (
    (r"\d{8}T\d{6}Z-[0-9a-f]{6}-\d+", "RECORD"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"),
    (r"\b[0-9a-f]{32}\b", "MARK"),
    (r'(csrfmiddlewaretoken" value=")\w+', r"\1"),
    (r"(entry|entries) [0-9,]+( and [0-9,]+)?", r"\1 N"),
    (r"\d+:\d\d[ap]m|\d+[ap]m", "TIME"),
    ("Dina", "Dana"),
)


@dataclass(frozen=True)
class Seen:
    """A page as whoever looks sees it, and the questions that were put to the control store for it."""

    page: str
    status: int
    html: str
    asked: tuple[str, ...]


def plain(html: str) -> str:
    for pattern, words in _SAYS_NOTHING:
        html = re.sub(pattern, words, html)
    return html


def questions(captured: CaptureQueriesContext) -> tuple[str, ...]:
    """In their order, without what they are about; that the look itself is reviewed is not for the viewer."""
    found = (
        re.sub(r"'[^']*'|\b[0-9]+\b|\"s\d+_x\d+\"", "?", each["sql"]) for each in captured.captured_queries
    )
    return tuple(re.sub(r"(\?, )+", "", each) for each in found if "access_review" not in each)


def look(client, page: str, address: str) -> Seen:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
    return Seen(page, response.status_code, plain(response.content.decode()), questions(captured))


def walk(client, *sought: str) -> Iterator[Seen]:
    """Everything that is seen of everybody: searches, who somebody is, their page, where it leads."""
    for terms in sought:
        found = client.post("/find", {"purpose": "safeguarding-children", "terms": terms}).url
        yield look(client, f"found: {terms}", found)
        listed = client.get(found).content.decode()
        for number, candidate in enumerate(re.findall(r'"(/candidates/[^"]+)"', listed)):
            page = f"{terms}, {number}"
            yield look(client, f"why opening {page}", candidate)
            opening = client.post(candidate, {"category": "visit", "reason": "A visit that is planned"}).url
            yield look(client, f"person {page}", opening)
            for rest in ("wrong", "caseload", "ask", "share", "wrong-link"):
                yield look(client, f"{rest} {page}", f"{opening}/{rest}")
            for place in re.findall(rf'"({opening}/places/[^"]+)"', client.get(opening).content.decode()):
                yield look(client, f"place {page}", place)
            client.post(f"{opening}/caseload", {"category": "visit", "reason": "Each week", "days": "30"})
    for page in ("/", "/caseload", "/asks", "/reported"):
        yield look(client, page, page)


@pytest.fixture
def seen_in(client, db):
    names = iter(("dana", "dina"))  # each has looked at nobody yet

    def seen(small: Small, *protections: tuple[str, FactKind, tuple[str, ...]]) -> list[Seen]:
        """All pages of a county under these protections; Peter is protected too, so that there are facts."""
        small.now = timezone.now()
        small.adopt({"dataset": "care"}, {"dataset": "crime"}, INTERNAL)
        for number, kind, datasets in ((PETERS, FactKind.HIDDEN_ADDRESS, ()), *protections):
            facts.set_fact(
                small.home,
                person_id=small.person(number),
                kind=kind,
                reason="At risk from somebody",
                by=PROTECTOR,
                at=small.now,
                reach=Reach(datasets=datasets) if datasets else EVERYTHING,
            )
        member(client, next(names), HOST, WORKER.role, Duty.PRACTISE)
        with override_settings(HOME=small.home):
            # what is asked once and then held is asked by now
            list(walk(client, "peter else 9/1/1971", "lena lodger 8/7/1990"))
            return list(walk(client, *TERMS))

    return seen


@pytest.mark.parametrize(
    "case", [case if n == 0 else pytest.param(case, marks=pytest.mark.proof) for n, case in enumerate(CASES)]
)
def test_a_protected_county_looks_as_one_that_lacks_what_is_hidden(seen_in, tmp_path, case):
    hidden = CASES[case]
    for folder in ("with", "lacking"):
        (tmp_path / folder).mkdir()
    counties = build(tmp_path / "with"), build(tmp_path / "lacking", **hidden.lacking)
    protected = seen_in(counties[0], (hidden.number, hidden.kind, hidden.datasets))
    lacking = seen_in(counties[1])
    assert [each.page for each in protected] == [each.page for each in lacking]
    for under, without in zip(protected, lacking, strict=True):
        assert under.html == without.html, under.page
        assert under.asked == without.asked, under.page
    assert protected == lacking
