"""What may be shown of counts of people: counts in, answers out that tell of nobody."""

from .answers import Answer, Withheld
from .guard import Counted, guarded
from .history import ReleasedCell
from .keys import pseudonym, record_keys, signature
from .noise import PerturbationTable
from .protecting import Members, Protected, protect
from .rates import per_thousand
from .rules import VERSION, Rules
from .tabulation import Tabulation
from .wording import method_words

__all__ = [
    "VERSION", "Answer", "Counted", "Members", "PerturbationTable", "Protected", "ReleasedCell", "Rules",
    "Tabulation", "Withheld", "guarded", "method_words", "per_thousand", "protect", "pseudonym",
    "record_keys", "signature",
]  # fmt: skip
