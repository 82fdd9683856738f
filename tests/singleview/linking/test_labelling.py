"""Labels are blind, decide nothing, and are counted for the run that they were drawn from."""

import pytest

from shiremoot.access.held import Gone
from shiremoot.errors import UserError
from shiremoot.singleview.linking import judging, labelling
from tests.access.small import WORKER

from .test_judging import LEE, MAX, relink


def test_every_pair_that_was_drawn_is_labelled_once_and_tells_how_good_links_are(small):
    waiting = labelling.waiting(small.home, by=LEE, at=small.now)
    assert {(each.record_l, each.record_r) for each in waiting} == {
        ("care:1", "care:4"),
        ("care:1", "crime:1"),
        ("care:4", "crime:1"),
    }
    assert labelling.accuracy(small.home) is None
    for each in waiting:
        same = {each.record_l, each.record_r} == {"care:1", "crime:1"}
        labelling.label(small.home, each.id, same=same, by=LEE, at=small.now)
    assert labelling.waiting(small.home, by=MAX, at=small.now) == []
    found = labelling.accuracy(small.home)
    assert found.labels == len(waiting)
    assert found.precision.least < found.precision.share <= found.precision.most
    assert found.recall.share > 0.5
    assert judging.decided().together == judging.decided().apart == []
    with pytest.raises(UserError, match="labelled this pair already"):
        labelling.label(small.home, waiting[0].id, same=True, by=MAX, at=small.now)


def test_not_sure_is_no_label_and_another_run_begins_anew(small):
    [first, *_] = labelling.waiting(small.home, by=LEE, at=small.now)
    labelling.label(small.home, first.id, same=None, by=LEE, at=small.now)
    assert labelling.accuracy(small.home) is None
    relink(small)
    assert len(labelling.waiting(small.home, by=LEE, at=small.now)) == 3
    with pytest.raises(Gone):
        labelling.drawn(small.home, first.id)


def test_only_whom_an_agreement_lets_compare_records_labels_them(small):
    assert labelling.waiting(small.home, by=WORKER, at=small.now) == []
    [first, *_] = labelling.waiting(small.home, by=LEE, at=small.now)
    with pytest.raises(Gone):
        labelling.label(small.home, first.id, same=True, by=WORKER, at=small.now)
