"""The demo's agreements: adopted and confirmed, and in every state that an agreement can be in."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import yaml

from shiremoot.dates import day_of
from shiremoot.gateway.agreements import commenting, drafting, signing, starting
from shiremoot.gateway.agreements import verbs as agreements
from shiremoot.gateway.agreements.file import AgreementFile
from shiremoot.gateway.agreements.models import Agreement, Draft
from shiremoot.gateway.agreements.sections import Part, required
from shiremoot.gateway.agreements.states import Move
from shiremoot.gateway.agreements.worlds import world
from shiremoot.gateway.agreements.writing import whole_text
from shiremoot.gateway.dpia import verbs as dpia
from shiremoot.gateway.dpia.rules import NAMES, Advised, Effect, Level, Likelihood, Risk, Severity
from shiremoot.gateway.dpia.verbs import Who
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.models import Membership
from shiremoot.home import Home
from shiremoot.law import law
from shiremoot.ledger.acts import Viewer

_HERE = files("shiremoot.demo")
_ASSESSED = (
    "county-linking",
    "childrens-front-door",
    "homes-and-safety",
    "correcting-records",
    "civil-emergencies",
    "safe-and-well",
    "subject-access",
    "county-analysis",
    "repeat-domestic-abuse",
)
_WEIGHED = "Tenants expect their landlord to keep their home safe; anyone may object."
_SUSPENDED = "adults-at-home"
_TO_CONFIRM = "leaving-hospital"
Now = Callable[[], datetime]
Say = Callable[[str], None]


def agree_all(home: Home, *, at: Now, say: Say) -> None:
    """Adopt the agreements that were signed elsewhere, and begin those that are being written."""
    operator = organisations.operator()
    for file in sorted(Path(str(_HERE / "agreements")).glob("*.yaml")):
        text = _whole(file.read_text("utf-8"), day_of(at()))
        adopted = agreements.adopt(home=home, text=text, by=operator, at=at())
        of = (adopted.agreement, adopted.version)
        for party in adopted.to_confirm if adopted.agreement != _TO_CONFIRM else ():
            signatory = Viewer(party, "signatory", organisations.COMMAND_LINE)
            signing.confirm(of=of, who="Whoever answers for it in the demo", by=signatory, at=at())
        adopted = agreements.adopt(home=home, text=text, by=operator, at=at())
        say(f"  {adopted.title}: {adopted.in_force} of {adopted.flows} flows in force")
    officer = _officer("governance@ambershire.example")
    for identifier in _ASSESSED:
        title = Agreement.objects.filter(identifier=identifier).latest("version").title
        _assess(identifier, title, officer, at())
    signing.suspend(
        of=(_SUSPENDED, 1),
        why="A message went to the wrong team; how is being looked into.",
        who=officer.name,
        by=officer.by,
        at=at(),
    )
    drafts = yaml.safe_load((_HERE / "drafts.yaml").read_text("utf-8"))
    for said in drafts:
        _draft(home, said, officer, at)
    say(f"  {len(drafts)} more agreements are being written or signed")


def _whole(text: str, today: date) -> str:
    """The file with its days, and with the words under each heading that most agreements share."""
    days = {
        "today": today,
        "yesterday": today - timedelta(days=1),
        "week_ago": today - timedelta(days=7),
        "month_ago": today - timedelta(days=30),
        "in_eleven_months": today + timedelta(days=335),
        "in_a_year": today + timedelta(days=365),
        "in_two_years": today + timedelta(days=2 * 365),
        "in_three_years": today + timedelta(days=3 * 365),
    }
    said = yaml.safe_load(Template(text).substitute(days))
    file = AgreementFile.model_validate(said)
    words = starting.standard_words() | {"aim": file.summary}
    sections = {each.id: words[each.id] for each in required(file.kind)}
    return whole_text(file.model_copy(update={"sections": sections}), law())


def _draft(home: Home, said: dict[str, Any], officer: Who, at: Now) -> None:
    writer = drafting.Writer(officer.by, officer.name)
    contents = starting.contents(
        starting.templates()[said["template"]],
        title=said["title"],
        parties=said["parties"],
        host=organisations.host().pk,
        names=organisations.names(),
        world=world(home, at=at()),
    )
    draft = drafting.begin(identifier=said["identifier"], contents=contents, writer=writer, at=at())
    if said.get("moves"):
        _mend(draft, said, writer, at())
        _assess(draft.identifier, said["title"], officer, at())
    for move in said.get("moves", ()):
        drafting.move(home=home, draft=draft, to=Move(move), writer=writer, at=at())
    on = commenting.subject((draft.identifier, draft.version))
    for each in said.get("asks", ()):
        asker = _officer(each["by"])
        assert on is not None
        commenting.comment(
            on=on,
            place=each["place"],
            words=each["words"],
            is_query=each.get("query", False),
            writer=drafting.Writer(asker.by, asker.name),
            at=at(),
        )
    _sign(said, at)


def _mend(draft: Draft, said: dict[str, Any], writer: drafting.Writer, at: datetime) -> None:
    """What a template leaves open."""
    today = day_of(at)
    about = {
        "under": "ambershire-memorandum",
        "from": today.isoformat(),
        "until": (today + timedelta(days=365)).isoformat(),
    }
    review = {
        "review_on": (today + timedelta(days=335)).isoformat(),
        "contact": "Information governance of Ambershire County Council, governance@ambershire.example",
    }
    changes: dict[str, dict[str, Any]] = {Part.ABOUT.value: about, Part.REVIEW.value: review}
    for flow in draft.sections.filter(name__startswith="flow-"):
        changes[flow.name] = more = dict[str, Any]()
        if flow.content["provider"] == "amber-homes":
            # a landlord has no public task: it weighs its interest against its tenants' own
            more["statements"] = {**flow.content["statements"], "assessment": _WEIGHED}
            more["provider_law"] = {"basis": "6.1.f"}
        if derived := said.get("derived", {}).get(flow.content["dataset"]):
            more["derived"] = [{**derived, "until": review["review_on"]}]
    for name, more in changes.items():
        kept = draft.sections.get(name=name)
        content = {**kept.content, **more}
        drafting.save(draft=draft, name=name, content=content, revision=kept.revision, writer=writer, at=at)


def _sign(said: dict[str, Any], at: Now) -> None:
    found = Agreement.objects.filter(identifier=said["identifier"]).first()
    if found is None:
        return
    of = (found.identifier, found.version)
    for party in said.get("reads", ()):
        signing.note_reading(of=of, by=Viewer(party, "reader", organisations.COMMAND_LINE), at=at())
    for party in said.get("signs", ()):
        signing.sign(
            of=of,
            text_hash=found.text_hash,
            signer=signing.Signer("Whoever answers for it in the demo", "Director"),
            by=Viewer(party, "signatory", organisations.COMMAND_LINE),
            at=at(),
        )


def _assess(agreement: str, title: str, who: Who, at: datetime) -> None:
    """An impact assessment that is signed off."""
    screening = ["It matches data of several bodies about people who may be vulnerable."]
    dpia.begin(agreement=agreement, title=title, screening=screening, who=who, at=at)
    for name in NAMES:
        words = "As the agreement says, under the heading that asks the same."
        dpia.answer(agreement=agreement, name=name, words=words, revision=0, who=who, at=at)
    risk = Risk(
        "Somebody looks at a record without cause.",
        Likelihood.POSSIBLE,
        Severity.SIGNIFICANT,
        "Each look asks for a reason, is recorded first, and unusual looks are reviewed.",
        Effect.REDUCED,
        Level.LOW,
    )
    dpia.save_risk(agreement=agreement, risk=risk, who=who, at=at)
    advised = Advised("Noor Unreal", "Go on, and review it after the first quarter.", followed=True)
    dpia.advise(agreement=agreement, advised=advised, who=who, at=at)
    assessment = dpia.one(agreement)
    assert assessment is not None
    dpia.sign_off(
        agreement=agreement,
        content_hash=dpia.content_of(assessment).hash,
        title="Senior information risk owner",
        review_on=day_of(at) + timedelta(days=335),
        who=who,
        at=at,
    )


def _officer(email: str) -> Who:
    held = Membership.objects.select_related("user").get(user__email=email)
    return Who(held.user.name, Viewer(held.organisation_id, held.role, str(held.user_id)))
