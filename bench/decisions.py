"""Decisions a second over 10,000 flows, beside Cedar and Casbin: python bench/decisions.py

Peers get one request for each field, as they decide one resource at a time, and only the policies of the
dataset and recipient: their best case. Facts about the person are left out of all three, because Casbin has
no place for them.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from tempfile import NamedTemporaryFile
from typing import TypeVar

import casbin
import click
from tests.proofs.cedar import Cedar
from tests.proofs.random_worlds import COUNTY, aimed, world

from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.kernel import decide
from shiremoot.decisions.request import FieldId, Request

LIMIT = 100_000
Asked = TypeVar("Asked")
_MODEL = """
[request_definition]
r = role, field, purpose, mode, kinds, at
[policy_definition]
p = role, field, purpose, mode, kinds, begins, ends
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.role == p.role && r.field == p.field && r.purpose == p.purpose && r.mode == p.mode && \
during(r.at, p.begins, p.ends) && suffices(r.kinds, p.kinds)
"""


@click.command()
@click.option("--flows", default=10_000, show_default=True)
@click.option("--requests", default=200_000, show_default=True)
def main(flows: int, requests: int) -> None:
    rng = Random(4)
    grants = [replace(grant, rests_on_consent=False) for grant in world(rng, COUNTY, flows)]
    drawn = (aimed(rng, COUNTY, grants) for _ in range(requests))
    asked = [replace(request, consents=frozenset(), forbidding=frozenset()) for request in drawn]
    compiled = Grants(grants)
    ours = _rate("ours, flows and fields shown", asked, lambda request: decide(request, compiled).showing)
    _rate("ours, every outcome and near miss", asked[: requests // 20], lambda r: decide(r, compiled).fields)
    slices = _sliced(grants)
    one_field = [(request, field) for request in asked[:20_000] for field in request.fields]
    shown = [bool(decide(replace(r, fields=frozenset({f})), compiled).showing) for r, f in one_field]
    for name, peer in (("cedarpy, sliced", _Cedar(slices)), ("pycasbin, sliced", _Casbin(slices))):
        few = one_field[:4000]
        agreed = sum(peer(each) == expected for each, expected in zip(few, shown, strict=False))
        rate = _rate(name, few, peer)
        print(f"  agrees on {agreed:,} of {len(few):,}; ours is {ours / rate:,.0f} times as fast")
    print(f"limit: {LIMIT:,} a second on one core")


def _rate(what: str, asked: Sequence[Asked], decided: Callable[[Asked], object]) -> float:
    for each in asked[:500]:
        decided(each)
    started = time.perf_counter()
    for each in asked:
        decided(each)
    rate = len(asked) / (time.perf_counter() - started)
    print(f"{what:36}{rate:12,.0f} decisions/s")
    return rate


def _sliced(grants: list[Grant]) -> dict[tuple[str, str], list[Grant]]:
    found = defaultdict(list)
    for grant in grants:
        found[grant.dataset, grant.recipient].append(grant)
    return found


class _Cedar:
    def __init__(self, slices: dict[tuple[str, str], list[Grant]]) -> None:
        self._slices = {key: Cedar(grants) for key, grants in slices.items()}

    def __call__(self, asked: tuple[Request, FieldId]) -> bool:
        request, field = asked
        cedar = self._slices.get((field.dataset, request.organisation))
        return bool(cedar and cedar.showing(request, field))


class _Casbin:
    def __init__(self, slices: dict[tuple[str, str], list[Grant]]) -> None:
        self._slices = {key: self._enforcer(grants) for key, grants in slices.items()}

    @staticmethod
    def _enforcer(grants: list[Grant]) -> casbin.Enforcer:
        with NamedTemporaryFile("w", suffix=".conf") as model:
            model.write(_MODEL)
            model.flush()
            enforcer = casbin.Enforcer(model.name)
        enforcer.add_function("suffices", lambda have, needed: not needed or bool(have & set(needed.split())))
        enforcer.add_function("during", lambda at, begins, ends: float(begins) <= at < float(ends))
        enforcer.add_policies(
            [
                [role, field, grant.purpose.value, grant.mode.value, " ".join(sorted(grant.relationships)),
                 str(grant.begins.timestamp()), str(grant.ends.timestamp())]
                for grant in grants for role in grant.roles for field in grant.fields
            ]
        )  # fmt: skip
        return enforcer

    def __call__(self, asked: tuple[Request, FieldId]) -> bool:
        request, field = asked
        enforcer = self._slices.get((field.dataset, request.organisation))
        if enforcer is None:
            return False
        kinds = {kind.value for kind in request.relationships}
        words = (request.role, field.field, request.purpose.value, request.mode.value)
        return bool(enforcer.enforce(*words, kinds, request.at.timestamp()))


if __name__ == "__main__":
    main()
