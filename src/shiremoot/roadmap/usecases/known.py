"""What is known when readiness is computed: plain facts of one moment. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shiremoot.access.loaded import LoadEntry
from shiremoot.contracts import Contract
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.words import Mode, Purpose
from shiremoot.gateway.agreements.states import State
from shiremoot.law.flows import Dpia


@dataclass(frozen=True)
class Shared:
    """What a clause of a version says, in force or not; the names are those of a grant."""

    provider: str
    dataset: str
    fields: frozenset[str]
    recipient: str
    roles: frozenset[str]
    purpose: Purpose
    mode: Mode


@dataclass(frozen=True)
class Version:
    """A version of an agreement that was sent out or adopted."""

    number: int
    title: str
    state: State
    lead: str
    parties: tuple[str, ...]
    signed: frozenset[str]
    said: frozenset[str]
    """Parties that signed it elsewhere, as it says, and have not confirmed that here."""
    in_force_for: frozenset[str]
    begins: date
    last_day: date
    under: str
    """The agreement that it stands under, if any."""
    shares: tuple[Shared, ...]


@dataclass(frozen=True)
class Begun:
    """A version that is being written."""

    number: int
    state: State
    owner: str


@dataclass(frozen=True)
class Assessed:
    """How far the impact assessment of an agreement is, and who writes it."""

    standing: Dpia
    owner: str


@dataclass(frozen=True)
class Held:
    """A dataset: its contract and the load in use, where there are any."""

    contract: Contract | None = None
    load: LoadEntry | None = None


@dataclass(frozen=True)
class Known:
    """Facts of one moment. What use cases do not name need not be there."""

    at: datetime
    host: str
    names: Mapping[str, str]
    """Organisation → its name, closed ones too."""
    there: frozenset[str]
    """Organisations that are registered and not closed."""
    versions: Mapping[str, tuple[Version, ...]]
    """Agreement → its versions, the newest last."""
    drafts: Mapping[str, Begun]
    assessed: Mapping[str, Assessed]
    grants: tuple[Grant, ...]
    """Those in force."""
    assured: Mapping[tuple[str, str], datetime]
    """Organisation and provider → until when its assurance stands for what that provider gives it."""
    lacking: Mapping[str, tuple[str, ...]]
    """Organisation → what is required of its assurance and is not there."""
    datasets: Mapping[str, Held]

    def called(self, organisation: str) -> str:
        return self.names.get(organisation, organisation)

    def newest(self, agreement: str) -> Version | None:
        return next(reversed(self.versions.get(agreement, ())), None)

    def title(self, agreement: str) -> str:
        """An agreement that was never sent out has no title that everybody may read."""
        newest = self.newest(agreement)
        name = agreement.removesuffix("-agreement").replace("-", " ").capitalize()
        return newest.title if newest else f"{name} agreement"

    def dataset_name(self, dataset: str) -> str:
        contract = self.datasets.get(dataset, Held()).contract
        return contract.name if contract else dataset.replace("-", " ").capitalize()
