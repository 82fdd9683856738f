"""Where an intervention begins and when, as it is typed or pasted: one line for each ward. Pure.

Oldford Marl, May 2027, Oldford District Council
Wexcombe Park, none, Wexcombe District Council
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from shiremoot.gazetteer.outlines import Ward
from shiremoot.roadmap.evaluation.plan import Start
from shiremoot.singleview.analysis.levels import ward_names

NONE = "none"
_FORMS = ("%B %Y", "%b %Y", "%Y-%m", "%m/%Y")
_LONGEST = 120
_BETWEEN = re.compile(r"\s*[,\t]\s*")


class Unreadable(Exception):
    """Lines that are no starts: what is wrong with each, with its number."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__(*complaints)
        self.complaints = tuple(complaints)


def read(text: str, wards: Sequence[Ward]) -> tuple[Start, ...]:
    """The starts, in the order of lines; empty ones are passed over. Raises Unreadable."""
    known = _known(wards)
    found: dict[str, tuple[int, Start]] = {}
    complaints = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip(" ,\t"):
            continue
        try:
            start = _line(line.strip(), known)
            if start.ward in found:
                raise ValueError(f"this ward stands in line {found[start.ward][0]} already")
            found[start.ward] = number, start
        except ValueError as error:
            complaints.append(f"Line {number}: {error}")
    if complaints:
        raise Unreadable(complaints)
    return tuple(start for _, start in found.values())


def written(starts: Iterable[Start], wards: Sequence[Ward]) -> str:
    """As `read` understands it."""
    names = dict(zip((each.code for each in wards), ward_names(wards), strict=True))
    return "\n".join(
        ", ".join(
            (
                _safe(names.get(each.ward, each.ward), each.ward),
                f"{each.month:%B %Y}" if each.month else NONE,
                each.decided_by,
            )
        )
        for each in starts
    )


def to_fill_in(wards: Sequence[Ward]) -> str:
    """Each ward, beginning nowhere yet, as decided by the council of its district."""
    return written((Start(each.code, None, each.district.replace(",", " ")) for each in wards), wards)


def _safe(name: str, code: str) -> str:
    """A name with a comma in it could not be read back."""
    return code if "," in name else name


def _known(wards: Sequence[Ward]) -> dict[str, str]:
    """Codes, by themselves and by the names that are of one ward."""
    names = dict(zip(map(str.casefold, ward_names(wards)), (each.code for each in wards), strict=True))
    return names | {each.code.casefold(): each.code for each in wards}


def _line(line: str, known: dict[str, str]) -> Start:
    """Raises ValueError with what is wrong."""
    ward, month, decided_by = ([*_BETWEEN.split(line, maxsplit=2), "", ""])[:3]
    code = known.get(" ".join(ward.split()).casefold())
    if code is None:
        alike = sorted(name for name in known if name.startswith(f"{ward.casefold()} ("))
        raise ValueError(
            f"there are {len(alike)} wards “{ward}”. Write the district in brackets behind it"
            if alike
            else f"there is no ward “{ward}”"
        )
    if not month:
        raise ValueError(f"no month. Write one such as May 2027, or {NONE}")
    if not decided_by:
        raise ValueError("it does not say who decided. Write that behind the month")
    if len(decided_by) > _LONGEST:
        raise ValueError(f"who decided has more than {_LONGEST} characters")
    return Start(code, _month(month), decided_by)


def _month(words: str) -> date | None:
    if words.casefold() == NONE:
        return None
    for form in _FORMS:
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    raise ValueError(f"“{words}” is no month. Write it as May 2027, or {NONE}")
