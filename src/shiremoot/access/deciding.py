"""The kernel's decisions, with the answers held in memory that are asked for again and again.

Nearly every look of one role for one purpose asks the same, and is answered the same until a grant begins or
ends, or another set of grants is in use. While a look is decided every other in the county waits.
"""

from dataclasses import replace
from functools import lru_cache

from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.kernel import Answer, Decision, answer
from shiremoot.decisions.request import Request


def decided(request: Request, grants: Grants) -> Decision:
    """What `decide` says of the request."""
    return Decision(request, _held(replace(request, at=grants.stretch(request.at)), grants))


@lru_cache(maxsize=128)
def _held(request: Request, grants: Grants) -> Answer:
    return answer(request, grants)
