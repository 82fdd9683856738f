"""Which of several services' words stands for a person, and who says so. Pure.

The rule: what most services say, each counted once however many records it has; of equals the longest, then
the first in the alphabet. Only what the viewer is shown takes part.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Survivor:
    """The value that stands, the services that say it, and those that say something else."""

    value: str = ""
    by: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def survivor(said: Iterable[tuple[str, str]]) -> Survivor:
    """`said`: service and value; empty values are nothing said, and capitals make no other value."""
    services: dict[str, dict[str, None]] = defaultdict(dict)
    spelt: dict[str, set[str]] = defaultdict(set)
    for service, value in said:
        if value:
            services[value.casefold()][service] = None
            spelt[value.casefold()].add(value)
    if not services:
        return Survivor()
    chosen = min(services, key=lambda each: (-len(services[each]), -len(each), each))
    by = services[chosen]
    others = dict.fromkeys(service for each in services.values() for service in each if service not in by)
    value = min(spelt[chosen], key=lambda each: (each.isupper(), each))
    return Survivor(value, tuple(by), tuple(others))
