"""The shape of the law's files: one class for each kind of item (`docs/reference/law.md` has the keys)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

ANY = "any"


@dataclass(frozen=True)
class Refers:
    """The lists that a key's values are ids of."""

    lists: tuple[str, ...]
    or_any: bool = False


Text = Annotated[str, Field(min_length=1)]
BodyNames = Annotated[tuple[str, ...], Refers(("bodies", "groups"), or_any=True)]
PurposeNames = Annotated[tuple[str, ...], Refers(("purposes",))]
CategoryNames = Annotated[tuple[str, ...], Refers(("categories",))]


class Item(BaseModel):
    """One statement of the law, dated and with its source."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    id: Text
    label: Text
    citation: Text
    in_force_from: date | None
    """The first day it holds; None where no commencement is known."""
    in_force_until: date | None = None
    """The first day it no longer holds."""
    as_at: date
    """The day somebody last looked at the statement."""
    checked: bool
    """Whether it was checked against its source. What rests on an unchecked one warns and never refuses."""
    source: Text
    note: str = ""
    not_checked: tuple[str, ...] = ()
    """Keys of this item that were not checked, though the rest was."""

    @model_validator(mode="after")
    def _sane(self) -> "Item":
        if self.in_force_from and self.in_force_until and self.in_force_until <= self.in_force_from:
            raise ValueError(f"it ends ({self.in_force_until}) before it begins ({self.in_force_from})")
        if strange := sorted(set(self.not_checked) - set(type(self).model_fields)):
            raise ValueError(f"not_checked names {strange[0]}, which is no key of this item")
        return self

    def in_force(self, on: date) -> bool:
        begun = self.in_force_from is not None and self.in_force_from <= on
        return begun and (self.in_force_until is None or on < self.in_force_until)

    def was_checked(self, part: str = "") -> bool:
        """Whether the item, and this part of it, was checked against the source."""
        return self.checked and part not in self.not_checked


Extent = Literal["whole", "for some functions", "not"]


class Body(Item):
    """A kind of body."""

    public_authority: bool
    competent: Extent
    health_or_social_care: Extent
    groups: Annotated[tuple[str, ...], Refers(("groups",))]

    def is_among(self, names: Collection[str]) -> bool:
        """Whether a list of kinds and groups of bodies covers this kind."""
        return ANY in names or self.id in names or any(group in names for group in self.groups)


PowerKind = Literal["duty", "power", "function", "exemption", "restriction"]


class Basis(Item):
    """A lawful basis under Article 6(1)."""

    power_kinds: tuple[PowerKind, ...] = ()
    public_authorities: bool = True
    consent: bool = False
    only_emergencies: bool = False
    recognised_interest: bool = False
    assessment: bool = False


class RecognisedInterest(Item):
    """A condition of Annex 1."""

    request: bool = False
    purposes: PurposeNames = ()


class Condition(Item):
    """A condition of Article 9(2)."""

    consent: bool = False
    schedule_1_part: Literal[1, 2] | None = None
    usual_paragraphs: Annotated[tuple[str, ...], Refers(("schedule_1",))] = ()
    secrecy: bool = False


class Paragraph(Item):
    """A paragraph of Schedule 1 to the DPA 2018."""

    part: Literal[1, 2, 3]
    policy_document: Literal["needed", "not to a competent authority", "not needed"]
    public_interest: bool = False
    without_consent: bool = False
    categories: CategoryNames = ()
    subjects: Literal["all", "adults"] = "all"
    bodies: BodyNames = (ANY,)


class Part3Basis(Item):
    """What section 35(2) of the DPA 2018 lets processing rest on."""

    consent: bool = False


class Schedule8(Item):
    """A condition of Schedule 8 to the DPA 2018."""

    public_interest: bool = False
    without_consent: bool = False


RegimeName = Literal["ukgdpr", "part3"]


class Crossing(Item):
    """What has to be true where data held under one regime are used under the other."""

    provider: RegimeName
    recipient: RegimeName
    authorised_by_law: bool


class Route(Item):
    """A route through the common-law duty of confidentiality."""

    confidential: bool = True
    direct_care: bool = False
    consent: bool = False
    power: Literal["none", "duty", "sets aside"] = "none"
    balancing: bool = False
    opt_out: bool = False


class OptOut(Item):
    """An answer to whether the national data opt-out applies."""

    routes: Annotated[tuple[str, ...], Refers(("routes",))]


class Power(Item):
    """A duty, power or function that lets bodies share; or what is mistaken for one."""

    kind: PowerKind
    from_bodies: BodyNames
    to_bodies: BodyNames
    subjects: Literal["all", "children", "adults"] = "all"
    personal: bool = True
    purposes: PurposeNames = ()
    request: bool = False
    consent: bool = False
    sets_aside: bool = False
    excludes: tuple[Literal["patient-information", "from-health-or-social-care"], ...] = ()
    weak_alone: bool = False
    needs: tuple[Text, ...] = ()
    jurisdiction: tuple[Literal["E", "W", "S", "NI"], ...]


class Purpose(Item):
    """What a flow is for."""

    law_enforcement: Literal["always", "may be", "never"]
    direct_care: bool = False
    vulnerable: bool = False
    processor: bool = False
    consent_unsuitable: bool = False
    emergency: bool = False
    usual_categories: tuple[Text, ...]
    suggests: Annotated[
        tuple[str, ...], Refers(("bases", "conditions", "schedule_1", "recognised_interests"))
    ]


class AssuranceKind(Item):
    """A kind of evidence that an organisation protects data."""

    lasts: Literal["months", "financial year", "until replaced"]
    months: int = 0
    warn_days: int
    levels: tuple[Text, ...] = ()
    enough: tuple[Text, ...] = ()
    pattern: str = ""
    pattern_words: str = ""
    vacancy_days: int = 0
    """For a role held: how many days after it fell vacant it still counts, so that it can be filled."""

    @model_validator(mode="after")
    def _lasting(self) -> "AssuranceKind":
        if self.lasts == "months" and self.months < 1:
            raise ValueError("it lasts so many months; say how many in months")
        if strange := sorted(set(self.enough) - set(self.levels)):
            raise ValueError(f"enough names {strange[0]}, which is not among its levels")
        return self


class Requirement(Item):
    """Which kinds of body need which evidence."""

    column: Text
    """Where the assurance board shows it; requirements of one column share a cell."""
    bodies: BodyNames
    one_of: Annotated[tuple[str, ...], Refers(("assurance",))]
    when: Literal["always", "patient information"]


class Extension(Item):
    """How long flows may run on after assurance lapsed."""

    days: int


class SmallPath(Item):
    """The proportionate path for small bodies."""

    column: Text
    bodies: BodyNames
    replaces: Annotated[tuple[str, ...], Refers(("requirements",))]
    gives: Annotated[str, Refers(("assurance",))]


class LargeScale(Item):
    """From how many people something counts as large scale."""

    people: int


class ScreeningQuestion(Item):
    """A question of the DPIA screening."""

    set: Literal["article 35(3)", "ICO list", "WP248"]
    fact: Text
    with_another: bool = False


class RiskTerm(Item):
    """One term of a flow's risk."""

    of: Literal["flow", "control"]
    fact: Text
    points: Annotated[int, Field(ge=1)]
    why: Text
    reduce: Text


class RiskLevel(Item):
    """From how many points a risk has this level."""

    from_points: int


class Check(Item):
    """A check of a flow: what it asks, the provision it applies, and how grave its finding is."""

    severity: Literal["refuses", "missing", "warns", "notes"]
