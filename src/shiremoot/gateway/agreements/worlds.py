"""What agreements are held against, as it is kept here."""

from datetime import datetime

from shiremoot.dates import day_of
from shiremoot.gateway.agreements.adopted import contracts_in, parents
from shiremoot.gateway.agreements.checking import World
from shiremoot.gateway.agreements.lawful import body_id
from shiremoot.gateway.dpia import verbs as dpia
from shiremoot.gateway.organisations.models import Organisation
from shiremoot.home import Home
from shiremoot.law import law


def world(home: Home, *, at: datetime) -> World:
    kinds = Organisation.objects.filter(closed_at=None).values_list("identifier", "kind")
    return World(
        on=day_of(at),
        law=law(),
        bodies={organisation: body_id(kind, law()) for organisation, kind in kinds},
        contracts=contracts_in(home.contracts),
        parents=parents(),
        assessed=dpia.standings(),
    )
