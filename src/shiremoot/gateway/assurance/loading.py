"""What is known of organisations' assurance, from the store to the values that the rules take."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shiremoot.dates import day_of
from shiremoot.gateway.assurance.models import AssuranceItem, Extension, SmallAnswers
from shiremoot.gateway.assurance.standing import Evidence, ExtendedHere, Known, Vouched
from shiremoot.gateway.organisations.kinds import body_of
from shiremoot.gateway.organisations.models import OfficeHeld, Organisation
from shiremoot.law import law
from shiremoot.law.assurance import Extended, Held, Sponsored


def known_of(organisations: Iterable[Organisation]) -> dict[str, Known]:
    """Organisation → everything that was ever known of its assurance; as many queries for one as for all."""
    found = {each.pk: each for each in organisations}
    evidence: dict[str, list[Evidence]] = {name: [] for name in found}
    extensions: dict[str, list[ExtendedHere]] = {name: [] for name in found}
    vouched: dict[str, list[Vouched]] = {name: [] for name in found}
    for item in AssuranceItem.objects.filter(organisation__in=found):
        evidence[item.organisation].append(_of_item(item))
    for office in OfficeHeld.objects.filter(organisation_id__in=found, office__in=law().assurance):
        evidence[office.organisation_id] += _of_office(office)
    for extension in Extension.objects.filter(organisation__in=found):
        extensions[extension.organisation].append(_of_extension(extension))
    for answers in SmallAnswers.objects.filter(organisation__in=found, vouched=True):
        if answers.decided_at is not None:
            vouched[answers.organisation].append(_of_answers(answers, answers.decided_at))
    return {
        name: Known(body_of(each.kind), tuple(evidence[name]), tuple(extensions[name]), tuple(vouched[name]))
        for name, each in found.items()
    }


def _of_office(office: OfficeHeld) -> list[Evidence]:
    """A role counts while it is held, and for some days after it fell vacant."""
    since = day_of(office.begins)
    found = [Evidence(Held(office.office, since), office.begins, office.ends)]
    days = law().assurance[office.office].vacancy_days
    if office.ends is not None and days:
        until = day_of(office.ends) + timedelta(days=days)
        found.append(Evidence(Held(office.office, since, until=until), office.ends))
    return found


def _of_item(item: AssuranceItem) -> Evidence:
    held = Held(item.kind, item.issued, item.level, item.until, item.number)
    return Evidence(held, item.recorded_at, item.withdrawn_at)


def _of_extension(each: Extension) -> ExtendedHere:
    extended = Extended(each.requirement, each.name, each.reason, each.until)
    return ExtendedHere(extended, each.made_at, each.provider)


def _of_answers(each: SmallAnswers, decided_at: datetime) -> Vouched:
    yes = frozenset(question for question, said in each.answers.items() if said["yes"])
    sponsored = Sponsored(each.sponsor, day_of(decided_at), yes)
    return Vouched(sponsored, decided_at, each.ended_at)
