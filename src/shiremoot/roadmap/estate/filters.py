"""Which sites somebody looks at, as the address bar has it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet

from shiremoot.gazetteer import wards
from shiremoot.roadmap.estate import register
from shiremoot.roadmap.estate.models import SiteRecord

TWO = "two"
_MOST_WORDS, _MOST = 100, 200
"""Characters; no value of a register is longer."""
_SEARCHED = ("name", "street", "town", "postcode", "asset", "uprn")


@dataclass(frozen=True)
class Filters:
    """What is empty fits all."""

    words: str = ""
    """In name, street, town, postcode, asset or UPRN."""
    organisation: str = ""
    use: str = ""
    tenure: str = ""
    district: str = ""
    owners: str = ""
    """*two*: those whose UPRN another body, too, registers as freehold."""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """What an address bar says. What is not known (now) fits nothing: a link that somebody was sent
        does not come to show all sites.
        """
        said = {name: value.replace("\0", "\N{REPLACEMENT CHARACTER}") for name, value in query.items()}
        return cls(
            words=" ".join(said.get("words", "").split())[:_MOST_WORDS],
            owners=TWO if said.get("owners") == TWO else "",
            **{name: said.get(name, "")[:_MOST] for name in ("organisation", "use", "tenure", "district")},
        )

    def sites(self) -> QuerySet[SiteRecord]:
        """Those of the registers now that fit."""
        found = register.current()
        for word in self.words.split():
            anywhere = Q()
            for field in _SEARCHED:
                anywhere |= Q(**{f"{field}__icontains": word})
            if word.startswith("0") and (figures := word.lstrip("0")).isdecimal():
                anywhere |= Q(uprn__startswith=figures)
            found = found.filter(anywhere)
        for field in ("organisation", "use", "tenure"):
            if wanted := getattr(self, field):
                found = found.filter(**{field: wanted})
        if self.owners:
            found = register.owned_twice(found)
        return found.filter(ward__in=_wards_of(self.district)) if self.district else found

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def told(self, names: Mapping[str, str]) -> str:
        """*of Amber Homes, used as Office, in Oldford*, by organisations' names; empty where all fit."""
        parts = (
            self.organisation and f"of {names.get(self.organisation, self.organisation)}",
            self.use and f"used as {self.use}",
            self.tenure and f"of tenure {self.tenure}",
            self.district and f"in {self.district}",
            self.owners and "registered as freehold by two bodies",
            self.words and f"with “{self.words}”",
        )
        return ", ".join(part for part in parts if part)


def districts() -> tuple[str, ...]:
    found = wards.current(settings.HOME)
    return found.districts if found else ()


def uses() -> list[str]:
    return list(register.current().exclude(use="").order_by("use").values_list("use", flat=True).distinct())


def _wards_of(district: str) -> list[str]:
    return [ward.code for ward in wards.current(settings.HOME) or () if ward.district == district]
