"""Writing a draft section by section, moving it on, and sending it out for signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from shiremoot.errors import UserError
from shiremoot.gateway.agreements import sections, verbs
from shiremoot.gateway.agreements.adopted import parsed
from shiremoot.gateway.agreements.checking import Findings, check_agreement
from shiremoot.gateway.agreements.file import AgreementFile, Proposal, faults
from shiremoot.gateway.agreements.models import Agreement, Comment, Draft, Section
from shiremoot.gateway.agreements.sections import Part
from shiremoot.gateway.agreements.signing import leads
from shiremoot.gateway.agreements.states import MAY_BE_WRITTEN, Move, State, moved
from shiremoot.gateway.agreements.worlds import world
from shiremoot.gateway.agreements.writing import whole_text
from shiremoot.home import Home
from shiremoot.law import law
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.acts import Draft as Entry

Content = Mapping[str, Any]
"""What a section says, in the keys of an agreement file. One of words has the key `words`."""
Contents = Mapping[str, Content]
"""Section → what it says."""
_FLOW = "flow-"


@dataclass(frozen=True)
class Writer:
    """Who writes: for which organisation, and the name that the others read."""

    by: Viewer
    name: str


class Overtaken(UserError):
    """Somebody saved the section since the writer read it. `section` is what is kept now."""

    def __init__(self, section: Section | None) -> None:
        who = section.saved_by if section else "Somebody"
        super().__init__(
            f"{who} {'saved' if section else 'took out'} this part while you were writing.",
            "Nothing of yours is lost: what you typed is still in the form, beside what was saved.",
        )
        self.section = section


@transaction.atomic
def begin(*, identifier: str, contents: Contents, writer: Writer, at: datetime) -> Draft:
    """Begin the first version of an agreement. Raises UserError where there is one of that short name."""
    if _is_taken(identifier):
        raise UserError("There is an agreement of this name already.", "Give it another title.")
    return _begun(identifier, 1, contents, writer, at)


@transaction.atomic
def begin_version(*, identifier: str, writer: Writer, at: datetime) -> Draft:
    """Begin the next version from the text of the newest, or go on with the one that is begun already.

    Raises UserError where another organisation leads the agreement.
    """
    newest = Agreement.objects.filter(identifier=identifier).order_by("-version").first()
    if newest is None:
        raise UserError(f"There is no agreement {identifier} here.", "Look it up in the list.")
    if not leads(newest, writer.by.organisation):
        raise UserError(
            "Another organisation leads this agreement.", "Ask it for a new version, with a comment."
        )
    begun = Draft.objects.filter(identifier=identifier, version=newest.version + 1).first()
    if begun is not None:
        return begun
    contents = contents_of(parsed(newest.text))
    return _begun(identifier, newest.version + 1, contents, writer, at)


def _begun(identifier: str, version: int, contents: Contents, writer: Writer, at: datetime) -> Draft:
    draft = Draft.objects.create(
        identifier=identifier,
        version=version,
        owner=writer.by.organisation,
        state=State.DRAFT,
        begun_at=at,
        begun_by=writer.name,
        changed_at=at,
    )
    for name, content in contents.items():
        Section.objects.create(
            draft=draft, name=name, content=dict(content), saved_at=at, saved_by=writer.name
        )
    return draft


def contents_of(proposal: Proposal) -> dict[str, dict[str, Any]]:
    """An agreement taken apart into the sections of a draft; who signed it is left out."""
    said = proposal.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    found: dict[str, dict[str, Any]] = {
        part: {key: said[key] for key in keys if key in said} for part, keys in _KEYS.items()
    }
    found |= {name: {"words": words} for name, words in said.get("sections", {}).items()}
    flows = said.get("flows", [])
    return found | {f"{_FLOW}{place}": flow for place, flow in enumerate(flows, start=1)}


_KEYS = {
    Part.ABOUT: ("title", "summary", "kind", "tier", "under", "from", "until"),
    Part.PARTIES: ("parties",),
    Part.REVIEW: ("review_on", "review_triggers", "contact"),
}


def proposal_of(draft: Draft) -> Proposal:
    """The draft put together, its flows in the order of their numbers."""
    return Proposal.model_validate(_said(draft))


def with_section(draft: Draft, name: str, content: Content) -> Proposal:
    """The draft as it would be if one section said something else."""
    return Proposal.model_validate(_said(draft, {name: content}))


def _said(draft: Draft, instead: Contents | None = None) -> dict[str, Any]:
    kept = {section.name: section.content for section in draft.sections.all()} | dict(instead or {})
    words = {each.id: kept[each.id]["words"] for each in sections.WORDS if kept.get(each.id, {}).get("words")}
    flows = [content for name, content in kept.items() if name.startswith(_FLOW)]
    parts = {key: said for part in _KEYS for key, said in kept.get(part, {}).items()}
    return {
        "agreement": draft.identifier,
        "version": draft.version,
        **parts,
        "sections": words,
        "flows": sorted(flows, key=lambda flow: clause_order(flow.get("clause", ""))),
    }


def clause_order(clause: str) -> tuple[tuple[int, str], ...]:
    """*4.10* after *4.9*."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in clause.split("."))


@transaction.atomic
def save(*, draft: Draft, name: str, content: Content, revision: int, writer: Writer, at: datetime) -> None:
    """Save one section. `revision` is the one that the writer read; 0: it was not there.

    Raises Overtaken where somebody saved it since, and UserError where the draft can no longer be written.
    """
    _lock_to_write(draft, at)
    values = {"content": dict(content), "saved_at": at, "saved_by": writer.name}
    if revision == 0 and not draft.sections.filter(name=name).exists():
        Section.objects.create(draft=draft, name=name, **values)
        return
    same = Section.objects.filter(draft=draft, name=name, revision=revision)
    if not same.update(**values, revision=revision + 1):
        raise Overtaken(draft.sections.filter(name=name).first())


@transaction.atomic
def add_flow(*, draft: Draft, content: Content, writer: Writer, at: datetime) -> str:
    """Add a flow; the name of its section."""
    _lock_to_write(draft, at)
    taken = draft.sections.filter(name__startswith=_FLOW).values_list("name", flat=True)
    name = f"{_FLOW}{1 + max((int(each.removeprefix(_FLOW)) for each in taken), default=0)}"
    Section.objects.create(draft=draft, name=name, content=dict(content), saved_at=at, saved_by=writer.name)
    return name


@transaction.atomic
def remove_flow(*, draft: Draft, name: str, revision: int, at: datetime) -> None:
    """Take a flow out. Raises Overtaken where somebody saved it since it was read."""
    _lock_to_write(draft, at)
    found = draft.sections.filter(name=name, revision=revision)
    if not found.delete()[0]:
        raise Overtaken(draft.sections.filter(name=name).first())


def _lock_to_write(draft: Draft, at: datetime) -> None:
    """Nobody moves the draft while it is written."""
    kept = Draft.objects.select_for_update().get(pk=draft.pk)
    if State(kept.state) not in MAY_BE_WRITTEN:
        raise UserError(
            f"This version is {kept.state}, and is not changed any more.",
            "What you typed was not saved. Take the version back to draft, or begin a new one.",
        )
    kept.changed_at = at
    kept.save(update_fields=["changed_at"])


def findings_of(home: Home, draft: Draft, *, at: datetime) -> Findings:
    return check_agreement(proposal_of(draft), world(home, at=at))


@transaction.atomic
def move(*, home: Home, draft: Draft, to: Move, writer: Writer, at: datetime) -> State:
    """Move the draft on or back. Sent out, its text is fixed and can be signed.

    Raises UserError where it is not to be moved so: see `states.moved`.
    """
    kept = Draft.objects.select_for_update().get(pk=draft.pk)
    findings = findings_of(home, kept, at=at)
    name = {"identifier": kept.identifier, "version": kept.version}
    queries = Comment.objects.filter(**name, is_query=True, settled_at=None).count()
    state = moved(State(kept.state), to, to_mend=len(findings.to_mend), open_queries=queries)
    if state is State.OUT_FOR_SIGNATURE:
        _fix(home, kept, writer, at)
    kept.state, kept.changed_at = state, at
    kept.save(update_fields=["state", "changed_at"])
    return state


def _fix(home: Home, draft: Draft, writer: Writer, at: datetime) -> None:
    """The text from now on, with the fields that its clauses name written out."""
    said = _said(draft)
    try:
        file = AgreementFile.model_validate(said)
    except ValidationError as error:
        lines = "\n".join(f"- {where}{words}" for where, words in faults(said, error))
        raise UserError(f"It cannot be sent out as it stands:\n{lines}") from None
    contracts = world(home, at=at).contracts
    fixed = verbs.fix(file, whole_text(file, law()), contracts, at=at, lead=draft.owner)
    detail = {"agreement": file.agreement, "version": file.version, "text": fixed.text_hash}
    act = Act.SEND_OUT_AGREEMENT
    ledger.append(Entry(act=act, at=at, by=writer.by, outcome="done", viewer_detail=detail))


def _is_taken(identifier: str) -> bool:
    return any(model.objects.filter(identifier=identifier).exists() for model in (Agreement, Draft))
