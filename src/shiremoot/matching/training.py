"""A model learned from the records themselves, without anybody saying which of them belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from . import pairs
from .blocking import Blocks, blocked
from .chance import by_chance, without_matches
from .compiled import Compiled
from .conditions import checks
from .mixture import Flags, Floats, Ladders, Mixture, Seen, amounts, fit, likelihood
from .model import Classes, Comparison, Model, Rule

_FEWEST_PAIRS = 100
_MOST_PAIRS = 100_000  # of a block, or of all rules, that are looked at for learning
_FAITH = 10.0  # pairs that the model's own figure weighs as much as
_SEED, _LEARNED_FROM = 20182, 0.8  # the rest is held out to choose between models


def _on(*names: str) -> Rule:
    return tuple((name, name) for name in names)


# Pairs of one person are common in these, and each lets other things vary.
_RULES = (
    _on("nhs_number"),
    _on("upn"),
    _on("first", "last", "postcode"),
    _on("first", "last", "born"),
    _on("first", "born"),
    _on("last", "born"),
    _on("born", "postcode"),
    _on("last", "postcode"),
    _on("postcode", "house"),
    _on("first", "last"),
)

_Kind = Literal["household", "namesake"]
# What two people of the kind share for being of that kind (of twins the date of birth); all else is as by
# chance.
_SHARED: dict[_Kind, set[str]] = {
    "household": {"last", "born", "postcode", "uprn", "house", "phone", "email"},
    "namesake": {"first", "last"},
}
_CHOICES: tuple[tuple[_Kind, ...], ...] = ((), ("household",), ("namesake",), ("household", "namesake"))


def learn(compiled: Compiled, blocks: Blocks) -> Model:
    """The compiled model with probabilities and classes of its own records; as it was if they teach nothing.

    Chance is counted, what matches show is learned from patterns, and so is who else there is: pairs of a
    household, namesakes. Another class is believed in only where it explains both the pairs learned from, by
    the Bayesian information criterion (Schwarz 1978), and those held out; with none the model is Fellegi and
    Sunter's.
    """
    model = compiled.model
    seen = _seen(compiled, blocks)
    if not seen:
        return model
    chances = by_chance(compiled)
    ladders = Ladders(
        np.repeat(np.arange(len(compiled.sizes)), compiled.sizes),
        np.array([level.missing for comparison in model.comparisons for level in comparison.levels]),
    )
    chance = np.concatenate(chances)
    kinds, mixture = _chosen(model, seen, ladders, chance)
    size = len(compiled.codes)
    many = _amounts(compiled, blocks, ladders, mixture.shown, size * (size - 1) / 2)
    shares = many / many.sum()
    matches = np.split(mixture.shown[:, 0], compiled.first[1:-1])
    cleaned = np.concatenate(without_matches(chances, matches, shares[0]))
    shown = np.where(_by_chance(model, kinds), cleaned[:, None], mixture.shown)
    return replace(_model(model, kinds, shares, shown, cleaned), frequencies=compiled.frequencies())


def _seen(compiled: Compiled, blocks: Blocks) -> list[Seen]:
    found = []
    for rule in _RULES:
        if not {name for name, _ in rule} <= compiled.columns.keys():
            continue
        seen, _ = _tally(compiled, blocks.alone(rule) or blocked(compiled, [rule]))
        if seen.counts.sum() >= _FEWEST_PAIRS:
            found.append(seen)
    return found


def _tally(compiled: Compiled, blocks: Blocks) -> tuple[Seen, int]:
    """The patterns of the pairs, or of one pair in so many."""
    every = blocks.pairs // _MOST_PAIRS + 1
    patterns, counts = pairs.tally(compiled.records, blocks.rules, every=every)
    return Seen(compiled.levels(patterns) + compiled.first[:-1], counts.astype(np.float64)), every


def _chosen(
    model: Model, seen: Sequence[Seen], ladders: Ladders, chance: Floats
) -> tuple[tuple[_Kind, ...], Mixture]:
    """The classes that explain the pairs best, and what they show."""
    dice = np.random.default_rng(_SEED)
    learned_from, held_out = [], []
    for block in seen:
        drawn = dice.binomial(block.counts.astype(np.int64), _LEARNED_FROM)
        learned_from.append(replace(block, counts=drawn.astype(float)))
        held_out.append(replace(block, counts=block.counts - drawn))
    best: tuple[tuple[_Kind, ...], Mixture] | None = None
    least, most = np.inf, -np.inf
    for kinds in _CHOICES:
        start, free = _start(model, kinds, chance, len(seen))
        mixture = fit(learned_from, ladders, start, free, _FAITH * start.shown * free)
        parameters = free[~ladders.missing].sum() + mixture.shares.size
        pairs_seen = sum(block.counts.sum() for block in learned_from)
        criterion = parameters * np.log(pairs_seen) - 2 * mixture.likelihood
        on_others = likelihood(held_out, ladders, mixture)
        if criterion < least and on_others > most:
            least, most = criterion, on_others
            best = kinds, fit(seen, ladders, mixture, free, _FAITH * start.shown * free)
    assert best is not None
    return best


def _start(model: Model, kinds: tuple[_Kind, ...], chance: Floats, blocks: int) -> tuple[Mixture, Flags]:
    """Where learning begins, and what of it is learned: all that matches show, and what each kind shares."""
    match = np.array([level.m or 0.0 for comparison in model.comparisons for level in comparison.levels])
    fixed = np.array([level.fixed_m for comparison in model.comparisons for level in comparison.levels])
    known = np.stack([match, *(_known_of(model, kind, match) for kind in kinds), chance], axis=1)
    by_chance_too = _by_chance(model, kinds)
    free = ~by_chance_too
    free[:, 0] &= ~fixed
    shares = np.full((blocks, known.shape[1]), 1 / known.shape[1])
    return Mixture(np.where(by_chance_too, chance[:, None], known), shares, -np.inf), free


def _by_chance(model: Model, kinds: tuple[_Kind, ...]) -> Flags:
    """For each level and class (match, the kinds, unrelated) whether the class shows it as chance has it."""
    rows = [_chance_of(comparison, kinds) for comparison in model.comparisons]
    return np.repeat(rows, _sizes(model), axis=0)


def _chance_of(comparison: Comparison, kinds: tuple[_Kind, ...]) -> tuple[bool, ...]:
    return (False, *(not _shares(comparison, kind) for kind in kinds), True)


def _sizes(model: Model) -> list[int]:
    return [len(comparison.levels) for comparison in model.comparisons]


def _shares(comparison: Comparison, kind: _Kind) -> bool:
    """Whether what is compared first is what pairs of this kind share."""
    first = next(level for level in comparison.levels if not level.missing)
    if first.condition is None:
        return False
    return {test.a.column for test in checks(first.condition)} <= _SHARED[kind]


def _known_of(model: Model, kind: _Kind, match: Floats) -> Floats:
    """What the model says already of this kind; else as matches do."""
    if model.classes is None or kind not in model.classes.names:
        return match
    at = model.classes.names.index(kind)
    return np.array([shown[at] for comparison in model.classes.levels for shown in comparison])


def _amounts(compiled: Compiled, blocks: Blocks, ladders: Ladders, shown: Floats, all_pairs: float) -> Floats:
    start = np.full(shown.shape[1], float(len(compiled.codes)))
    start[-1] = all_pairs
    seen, every = _tally(compiled, blocks)
    whole = replace(seen, counts=seen.counts * every)
    return np.maximum(amounts(whole, ladders, shown, start, all_pairs), 1.0)


def _model(model: Model, kinds: tuple[_Kind, ...], shares: Floats, shown: Floats, chance: Floats) -> Model:
    rows = iter(zip(shown.tolist(), chance.tolist(), strict=True))
    comparisons, levels = [], []
    for comparison in model.comparisons:
        here = [next(rows) for _ in comparison.levels]
        levels.append(tuple(tuple(classes) for classes, _ in here))
        rungs = (
            replace(level, m=None if level.missing else classes[0], u=None if level.missing else u)
            for level, (classes, u) in zip(comparison.levels, here, strict=True)
        )
        comparisons.append(replace(comparison, levels=tuple(rungs)))
    classes = None
    if kinds:
        chances = tuple(_chance_of(comparison, kinds) for comparison in model.comparisons)
        classes = Classes(("match", *kinds, "unrelated"), tuple(shares.tolist()), tuple(levels), chances)
    return replace(model, comparisons=tuple(comparisons), prior=float(shares[0]), classes=classes)
