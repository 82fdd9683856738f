"""Use cases: labelling pairs without seeing what the model thinks, and what the labels say of a run."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shiremoot.access import records_compared
from shiremoot.access.held import Gone
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer

from . import keeping
from .labelled import Labelled, Stratum, measured
from .models import LinkAnswer


@dataclass(frozen=True)
class Drawn:
    """A pair that waits for a label."""

    id: UUID
    record_l: str
    record_r: str
    stratum: int

    @property
    def datasets(self) -> tuple[str, str]:
        return self.record_l.partition(":")[0], self.record_r.partition(":")[0]


def waiting(home: Home, *, by: Viewer, at: datetime) -> list[Drawn]:
    """The pairs of the run in use that nobody has labelled and this person may. Raises NothingPublished."""
    run = records_compared.link_run(home)
    done = set(LinkAnswer.objects.filter(run=run).values_list("record_l", "record_r"))
    left = [each for each in _drawn(home, run) if (each.record_l, each.record_r) not in done]
    allowed = records_compared.allowed(home, [_pair(each) for each in left], by=by, at=at)
    return [each for each in left if _pair(each) in allowed]


def drawn(home: Home, identifier: UUID) -> Drawn:
    """One pair to be labelled. Raises Gone where it is not of the run in use."""
    run = records_compared.link_run(home)
    found = next((each for each in _drawn(home, run) if each.id == identifier), None)
    if found is None:
        raise Gone
    return found


def label(home: Home, identifier: UUID, *, same: bool | None, by: Viewer, at: datetime) -> None:
    """Say whether a drawn pair is of one person; None is *not sure*. It decides nothing.

    Raises Gone where they may not compare the records, or UserError where somebody was quicker.
    """
    with transaction.atomic(durable=True):
        ledger.Turn()
        pair, run = drawn(home, identifier), records_compared.link_run(home)
        if not records_compared.allowed(home, [_pair(pair)], by=by, at=at):
            raise Gone
        if LinkAnswer.objects.filter(run=run, record_l=pair.record_l, record_r=pair.record_r).exists():
            raise UserError("Somebody has labelled this pair already.", "Go on to the next one.")
        LinkAnswer.objects.create(
            record_l=pair.record_l,
            record_r=pair.record_r,
            same=same,
            run=run,
            user_id=by.user_id,
            organisation=by.organisation,
            answered_at=at,
            closed=True,
        )
        people = sorted(set(records_compared.visible(home, _pair(pair)).values()))
        ledger.append(
            Draft(act=Act.LABEL_LINK, at=at, by=by, outcome="done", about=identifier, persons=tuple(people))
        )


def accuracy(home: Home) -> Labelled | None:
    """What the labels say of the run in use; None before the first. Raises NothingPublished."""
    run = records_compared.link_run(home)
    kept = keeping.read_quality(home.links / run)
    if kept is None:
        return None
    strata = [Stratum(**each) for each in kept["strata"]]
    stratum_of = {_pair(each): each.stratum for each in _drawn(home, run)}
    labels: dict[int, list[bool]] = defaultdict(list)
    for answer in LinkAnswer.objects.filter(run=run, same__isnull=False):
        labels[stratum_of[answer.record_l, answer.record_r]].append(bool(answer.same))
    return measured(strata, labels)


def _drawn(home: Home, run: str) -> list[Drawn]:
    rows = keeping.read_sample(home.links / run)
    return [Drawn(UUID(row.pop("id")), **row) for row in rows]


def _pair(drawn_: Drawn) -> tuple[str, str]:
    return drawn_.record_l, drawn_.record_r
