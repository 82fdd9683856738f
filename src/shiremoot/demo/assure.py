"""The demo's evidence of assurance: in different lights, each counted from today."""

from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml

from shiremoot.gateway.assurance import verbs
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.models import User
from shiremoot.law import law
from shiremoot.law.assurance import Held
from shiremoot.ledger.acts import Viewer

_HERE = files("shiremoot.demo")
_YEAR = timedelta(days=364)


def assure_all(*, today: date, at: datetime) -> None:
    """Record everybody's evidence, one extension, and the answers of two charities."""
    operator = organisations.operator()
    for each in yaml.safe_load((_HERE / "assurance.yaml").read_text("utf-8")):
        name = each["organisation"]
        for said in each["evidence"]:
            verbs.record_item(name, _held(said, today), words=said.get("words", ""), by=operator, at=at)
        if extends := each.get("extends"):
            _extend(name, extends, today, at)
        if answers := each.get("answers"):
            made = verbs.answer(name, _answers(), by=operator, at=at)
            if answers == "vouched":
                verbs.decide(made.pk, vouch=True, by=operator, at=at)


def _held(said: dict[str, Any], today: date) -> Held:
    until = today + timedelta(days=said["left"])
    issued = min(until - _YEAR, today)
    return Held(said["kind"], issued, said.get("level", ""), until, said.get("number", ""))


def _extend(organisation: str, said: dict[str, Any], today: date, at: datetime) -> None:
    user = User.objects.get(email=said["by"])
    by = Viewer(organisation, "risk-owner", str(user.pk))
    until = today + timedelta(days=said["left"])
    verbs.extend(organisation, said["requirement"], until=until, reason=said["reason"], by=by, at=at)


def _answers() -> dict[str, dict[str, object]]:
    first = next(iter(law().questions))
    words = {first: "The manager, and the chair of the trustees in her absence"}
    return {question: {"yes": True, "words": words.get(question, "")} for question in law().questions}
