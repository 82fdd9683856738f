"""Of what is protected no page of a request for one's own data says anything, nor does its answer."""

import re

import pytest
from django.test import override_settings
from django.utils import timezone

from shiremoot.access import facts
from shiremoot.access.facts import EVERYTHING, Reach
from shiremoot.access.protection import FactKind
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.rights.models import Task
from tests.access.small import PROTECTOR, WORKER, Small, build
from tests.gateway.rights.conftest import rights_in
from tests.pages.test_correcting import be, member
from tests.pages.test_data_requests import day, said
from tests.pages.test_indistinguishable import CASES, PETERS, Seen, look, plain
from tests.permitted import HOST


def everything(client, small: Small, *protections) -> list[Seen]:
    """Every page of a request of Ada's, whom somebody looked at, and what she is given; protected since."""
    small.now = timezone.now()
    rights_in(small)
    with override_settings(HOME=small.home):
        if small.find("ada adult 3/2/1980", WORKER):
            small.opened("ada adult 3/2/1980")
        small.now = timezone.now()
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
        for name, organisation in (("cy", "carers"), ("pip", "police"), ("sol", HOST)):
            member(client, name, organisation, "rights-officer", Duty.RIGHTS)
        list(walk(client, "lena lodger 8/7/1990"))  # what is asked once and then held is asked by now
        return list(walk(client, "ada adult 3/2/1980"))


def walk(client, sought: str):
    made = client.post("/data-requests/new", said()).url.partition("?")[0]
    client.post(f"{made}/identity", {"outcome": "confirmed", "words": "A passport", **day("on")})
    for terms in ("ada adult 3/2/1980", "ada before", "lena 4 mill lane XK1 2AB", "9000000009"):
        found = client.post(f"{made}/find", {"terms": terms}).url
        yield look(client, f"found: {terms}", found)
    found = client.post(f"{made}/find", {"terms": sought}).url
    listed = client.get(found).content.decode()
    name = " ".join(sought.split()[:2]).title()
    likely = re.search(rf'value="([0-9a-f-]{{36}})"[^>]*>(?:(?!</div>).)*{name} ·', listed, re.S)
    client.post(found, {"who": likely.group(1) if likely else "nobody"})
    yield look(client, "request", made)
    for organisation, name in (("carers", "cy"), ("police", "pip")):
        be(client, name, organisation)
        kept = Task.objects.get(organisation=organisation, request__pk=made.rpartition("/")[2])
        task = f"/data-tasks/{kept.pk}"
        yield look(client, f"task of {organisation}", task)
        client.post(task, {"revision": "0", "rest": "yes", "done": "yes"})
    be(client, "sol", HOST)
    client.post(f"{made}/answer")
    yield look(client, "answered", made)
    answer = client.post(f"{made}/answer/json")
    yield Seen("answer", answer.status_code, plain(answer.content.decode()), ())


@pytest.mark.parametrize("case", CASES)
def test_a_protected_county_answers_as_one_that_lacks_what_is_hidden(client, db, tmp_path, case):
    hidden = CASES[case]
    for folder in ("with", "lacking"):
        (tmp_path / folder).mkdir()
    counties = build(tmp_path / "with"), build(tmp_path / "lacking", **hidden.lacking)
    protected = everything(client, counties[0], (hidden.number, hidden.kind, hidden.datasets))
    lacking = everything(client, counties[1])
    assert [each.page for each in protected] == [each.page for each in lacking]
    for under, without in zip(protected, lacking, strict=True):
        assert _plain(under) == _plain(without), under.page
        assert under.asked == without.asked, under.page


def _plain(seen: Seen) -> str:
    return re.sub(r"DR-[0-9A-F]{8}", "REFERENCE", seen.html)
