"""The table of lawfulness cases: a flow, the provision it is about, and everything the checks say of it.

Right cases are flows as they should be. The others change one thing of such a flow, and what mends them is
the flow they began as, unless the table says otherwise. What a check only notes stands in the table, too.
"""

from tests.law.cases import confidentiality, grounds, law_enforcement, minimum, powers, special
from tests.law.cases.right import DOUBTFUL, RIGHT
from tests.law.cases.samples import TODAY, Case, but, fields

WRONG = (
    *grounds.CASES,
    *special.CASES,
    *law_enforcement.CASES,
    *powers.CASES,
    *confidentiality.CASES,
    *minimum.CASES,
)
CASES = (*RIGHT, *DOUBTFUL, *WRONG)

__all__ = ["CASES", "DOUBTFUL", "RIGHT", "TODAY", "WRONG", "Case", "but", "fields"]
