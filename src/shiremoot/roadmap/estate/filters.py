"""Which sites somebody looks at, as the address bar has it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet

from shiremoot.gazetteer import wards
from shiremoot.roadmap.estate import register
from shiremoot.roadmap.estate.models import SiteRecord
from shiremoot.roadmap.estate.site import Tenure

TWO = "two"
_MOST_WORDS = 100
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
        """What is known of an address bar; anything else is as if it were not there."""
        return cls(
            words=" ".join(query.get("words", "").replace("\0", "").split())[:_MOST_WORDS],
            organisation=_registered("organisation", query.get("organisation", "")),
            use=_registered("use", query.get("use", "")),
            tenure=_one_of(list(Tenure), query.get("tenure", "")),
            district=_one_of(districts(), query.get("district", "")),
            owners=_one_of((TWO,), query.get("owners", "")),
        )

    def sites(self) -> QuerySet[SiteRecord]:
        """Those of the registers now that fit."""
        found = register.current()
        for word in self.words.split():
            anywhere = Q()
            for field in _SEARCHED:
                anywhere |= Q(**{f"{field}__icontains": word})
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


def _registered(field: str, value: str) -> str:
    value = value.replace("\0", "")
    return value if value and register.current().filter(**{field: value}).exists() else ""


def _one_of(known: Collection[str], value: str) -> str:
    return value if value in known else ""
