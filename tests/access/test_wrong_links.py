"""A record that is reported as somebody else's is hidden at once, as long as it is with the same others."""

import pytest

from shiremoot.access import wrong_links
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from tests.access.small import NOW, PEOPLE, WORKER, everything, said

ADA, CORA = "ada adult 3/2/1980", "cora child 6/5/2015"
WHY = "The other Ada is her aunt"


def datasets(view) -> set[str]:
    return {block.dataset for block in view.blocks}


def record_of(view, dataset: str) -> int:
    return next(row.record for block in view.blocks if block.dataset == dataset for row in block.rows)


def report(small, view, dataset: str):
    number = record_of(view, dataset)
    return wrong_links.report(view, number=number, reason=WHY, by=WORKER, at=small.now)


def test_the_record_is_hidden_at_once_from_every_look(small):
    opening = small.open(ADA)
    view = small.view(opening)
    assert datasets(view) == {"care", "crime"}
    report(small, view, "crime")
    after = small.view(opening)
    assert datasets(after) == {"care"}
    assert after.held_back == ("crime",)
    [found] = small.find(ADA)[:1]
    assert {block.dataset for block in found.blocks} == {"care"}
    assert Entry.objects.filter(act=Act.REPORT_WRONG_LINK).count() == 1


def test_nobody_else_is_touched(small):
    report(small, small.opened(ADA), "crime")
    view = small.opened(CORA)
    assert view.held_back == ()
    assert said(view.blocks, "person.first_name") == {"Cora"}


def test_who_lives_somewhere_is_not_told_by_a_record_that_may_be_wrong(small, tmp_path):
    """Only the record of the police says that Ada lives there."""
    elsewhere = dict(PEOPLE["care"]) | {"1": PEOPLE["care"]["1"].replace(",100", ",")}
    small.republish(tmp_path, PEOPLE | {"care": elsewhere})
    small.adopt()
    assert "Ada" in small.household(small.opened(CORA))
    report(small, small.opened(ADA), "crime")
    assert "Ada" not in small.household(small.opened(CORA))


def test_a_record_that_is_alone_is_hidden_too_so_that_nothing_tells_of_others(small):
    opening = small.open(CORA)
    report(small, small.view(opening), "care")
    after = small.view(opening)
    assert (after.blocks, after.held_back) == ([], ("care",))


def test_it_is_shown_again_when_it_is_the_same_persons_after_all(small):
    opening = small.open(ADA)
    before = everything(small.view(opening).blocks)
    reported = report(small, small.view(opening), "crime")
    assert wrong_links.unsettled() == [reported]
    wrong_links.settle(reported.pk, is_wrong=False, by=WORKER, at=small.now)
    assert everything(small.view(opening).blocks) == before
    assert wrong_links.unsettled() == []
    with pytest.raises(UserError, match="settled this report already"):
        wrong_links.settle(reported.pk, is_wrong=True, by=WORKER, at=small.now)


def test_it_stays_hidden_while_it_is_wrong_and_with_the_others_and_no_longer(small, tmp_path):
    opening = small.open(ADA)
    reported = report(small, small.view(opening), "crime")
    wrong_links.settle(reported.pk, is_wrong=True, by=WORKER, at=small.now)
    assert datasets(small.view(opening)) == {"care"}
    other = (
        PEOPLE["crime"]["1"].replace("9000000009", "9000000068").replace("Ada", "Zoe").replace("1980", "1955")
    )
    small.republish(tmp_path, PEOPLE | {"crime": PEOPLE["crime"] | {"1": other}})
    small.adopt()
    view = small.opened("zoe adult 3/2/1955")
    assert (datasets(view), view.held_back) == ({"crime"}, ())


def test_two_reports_of_one_record_are_one(small):
    view = small.opened(ADA)
    first, second = report(small, view, "crime"), report(small, view, "crime")
    assert first.pk == second.pk
    assert Entry.objects.filter(act=Act.REPORT_WRONG_LINK).count() == 2


def test_a_report_needs_a_reason_and_a_record_that_is_shown(small):
    view = small.opened(ADA)
    with pytest.raises(UserError, match="A reason is needed"):
        wrong_links.report(view, number=record_of(view, "crime"), reason=" ", by=WORKER, at=NOW)
    with pytest.raises(ValueError, match="does not show that record"):
        wrong_links.report(view, number=record_of(small.opened(CORA), "care"), reason=WHY, by=WORKER, at=NOW)
