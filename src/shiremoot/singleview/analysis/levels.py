"""What counts can be given by: the levels of each breakdown, in the order in which they are read. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shiremoot.gazetteer.outlines import Ward
from shiremoot.people.analysed import AGE_BANDS, SEXES, Source
from shiremoot.singleview.analysis.question import Breakdown, Question

NOT_KNOWN = "Not known"
_AGES = (*(name for _, name in AGE_BANDS), NOT_KNOWN)
_SEXES = (*SEXES, "Other or not known")


@dataclass(frozen=True)
class Place:
    """The county as people are counted in it: its wards in order, and the sources of what was prepared."""

    wards: tuple[Ward, ...]
    sources: tuple[Source, ...]

    @cached_property
    def districts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.district for each in self.wards))

    @cached_property
    def services(self) -> tuple[str, ...]:
        """Those that work with people, as involvements say."""
        return tuple(dict.fromkeys(each.service for each in self.sources if not each.is_event))

    @cached_property
    def district_of_ward(self) -> tuple[int, ...]:
        """Each ward's district by its place; last, that of whoever lives in none that is known."""
        place = {name: number for number, name in enumerate(self.districts)}
        return (*(place[each.district] for each in self.wards), len(self.districts))

    def levels(self, breakdown: Breakdown, question: Question) -> tuple[str, ...]:
        """Its levels in words."""
        match breakdown:
            case Breakdown.DISTRICT:
                return (*self.districts, NOT_KNOWN)
            case Breakdown.WARD:
                return (*self._ward_names, NOT_KNOWN)
            case Breakdown.AGE:
                return _AGES
            case Breakdown.SEX:
                return _SEXES
            case Breakdown.SERVICE:
                return self.services
            case Breakdown.MONTH:
                return tuple(f"{month:%B %Y}" for month in question.times(breakdown))
            case Breakdown.QUARTER | Breakdown.HALF:
                return tuple(
                    f"{month:%B} to {month.replace(month=month.month + breakdown.months - 1):%B %Y}"
                    for month in question.times(breakdown)
                )

    def shape(self, question: Question) -> tuple[int, ...]:
        return tuple(len(self.levels(each, question)) for each in question.breakdowns)

    @cached_property
    def _ward_names(self) -> tuple[str, ...]:
        """With their district where two wards have one name."""
        names = [each.name for each in self.wards]
        return tuple(
            f"{each.name} ({each.district})" if names.count(each.name) > 1 else each.name
            for each in self.wards
        )

    @cached_property
    def known_values(self) -> Mapping[str, Sequence[str]]:
        """What a condition about a person may name, by attribute; wards by their codes."""
        return {
            "ward": [each.code for each in self.wards],
            "district": self.districts,
            "age": _AGES,
            "sex": _SEXES,
        }
