"""A request for one's own data: noted, identified, put to each organisation, answered once, and forgotten."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from shiremoot.access import facts, openings, wrong_links
from shiremoot.access.facts import Reach
from shiremoot.access.held import Gone
from shiremoot.access.models import Review
from shiremoot.access.protection import FactKind
from shiremoot.access.recording import Refused
from shiremoot.access.replay import replay
from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.rights import answering, keeping, tasks, verbs
from shiremoot.gateway.rights.clock import Standing
from shiremoot.gateway.rights.exemptions import GIVE, Exemption
from shiremoot.gateway.rights.models import DataRequest, Task
from shiremoot.gateway.rights.verbs import Asker, ClosedAs
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Detail, Entry
from tests.access.small import PROTECTOR, WORKER, build
from tests.gateway.rights.conftest import (
    CARERS,
    COLLEAGUE,
    OFFICER,
    POLICE,
    flows,
    rights_in,
    values,
)

ADAS, CORAS, PETERS = "9000000009", "9000000017", "9000000041"


def acts() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("act", flat=True))


def protect(rights, kind: FactKind, number: str = ADAS, *datasets: str):
    reach = {"reach": Reach(datasets=datasets)} if datasets else {}
    return facts.set_fact_by_number(
        nhs_number=number, kind=kind, reason="In danger", by=PROTECTOR, at=rights.now, **reach
    )


# --- the request


def test_sent_twice_it_is_one_and_nobody_elses_identifier_is_taken(rights):
    identifier = uuid4()
    assert rights.note(identifier=identifier) == rights.note(identifier=identifier)
    assert acts().count(Act.NOTE_DATA_REQUEST) == 1
    with pytest.raises(Gone):
        rights.note(by=CARERS, identifier=identifier)


def test_it_is_its_organisations_alone_and_reading_it_is_recorded_but_of_who_noted_it(rights):
    made = rights.note()
    verbs.read(made.pk, by=OFFICER, at=rights.now)
    assert Act.READ_DATA_REQUEST not in acts()
    verbs.read(made.pk, by=COLLEAGUE, at=rights.now)
    assert acts().count(Act.READ_DATA_REQUEST) == 1
    for outsider in (CARERS, POLICE):
        with pytest.raises(Gone):
            verbs.read(made.pk, by=outsider, at=rights.now)
        assert verbs.listed(by=outsider, at=rights.now, still_open=True) == []


def test_without_an_identity_nobody_is_asked_and_no_clock_runs(rights):
    made = rights.note()
    [line] = verbs.listed(by=OFFICER, at=rights.now, still_open=True)
    assert (line.standing, line.due_on, line.next_step) == (Standing.NOT_BEGUN, None, "Check who asks")
    with pytest.raises(UserError, match="not known yet who asks"):
        rights.ask(made, rights.small.person(ADAS))
    rights.confirm(made)
    [line] = verbs.listed(by=OFFICER, at=rights.now, still_open=True)
    assert line.standing is Standing.RUNS
    rights.ask(made, rights.small.person(ADAS))
    assert Task.objects.count() == 2


def test_who_cannot_be_identified_is_told_so_and_gets_nothing(rights):
    made = rights.note()
    verbs.close(made.pk, how=ClosedAs.NOT_IDENTIFIED, why="No document", by=OFFICER, at=rights.now)
    verbs.close(made.pk, how=ClosedAs.NOT_IDENTIFIED, why="No document", by=OFFICER, at=rights.now)
    assert acts().count(Act.CHANGE_DATA_REQUEST) == 1
    with pytest.raises(UserError, match="closed in the meantime"):
        rights.confirm(made)


def test_of_two_who_check_who_asks_the_second_is_told(rights):
    made = rights.note()
    rights.confirm(made)
    rights.confirm(made)
    with pytest.raises(UserError, match="Somebody checked"):
        verbs.close(made.pk, how=ClosedAs.NOT_IDENTIFIED, why="No", by=COLLEAGUE, at=rights.now)
    assert acts().count(Act.CHANGE_DATA_REQUEST) == 1


def test_the_clock_stands_still_while_the_applicant_is_asked_and_goes_on(rights):
    made = rights.asked()
    [before] = verbs.listed(by=OFFICER, at=rights.now, still_open=True)
    today = day_of(rights.now)
    verbs.ask_applicant(made.pk, words="Which years?", on=today, by=OFFICER, at=rights.now)
    assert verbs.line(verbs.one(made.pk, by=OFFICER), at=rights.now).standing is Standing.STOPPED
    rights.small.now += timedelta(days=14)
    verbs.applicant_said(
        made.pk, words="All of them", on=today + timedelta(days=14), by=OFFICER, at=rights.now
    )
    after = verbs.line(verbs.one(made.pk, by=OFFICER), at=rights.now)
    assert after.standing is Standing.RUNS
    assert after.due_on >= before.due_on + timedelta(days=14)


def test_it_is_extended_within_the_month_alone(rights):
    made = rights.asked()
    rights.small.now += timedelta(days=60)
    with pytest.raises(UserError, match="only within the first month"):
        verbs.extend(made.pk, why="Many files", by=OFFICER, at=rights.now)
    assert verbs.line(verbs.one(made.pk, by=OFFICER), at=rights.now).standing is Standing.LATE


def test_what_is_due_first_stands_first_and_waits_are_counted(rights):
    late, early = rights.note(), rights.note()
    rights.confirm(early)
    assert [each.request.pk for each in verbs.listed(by=OFFICER, at=rights.now, still_open=True)] == [
        early.pk,
        late.pk,
    ]
    assert verbs.waiting(by=OFFICER, at=rights.now) == 2
    rights.ask(early, rights.small.person(ADAS))
    assert verbs.waiting(by=OFFICER, at=rights.now) == 1
    assert tasks.waiting(by=CARERS) == tasks.waiting(by=POLICE) == 1


# --- finding the person


def test_the_person_is_found_by_name_and_nothing_else_of_them_is_seen(rights):
    [ada, *_] = rights.people()
    said = {meaning for block in ada.blocks for row in block.rows for meaning in row.values}
    assert said <= {
        "person.first_name",
        "person.last_name",
        "person.date_of_birth",
        "address.line",
        "address.postcode",
    }
    entry = Entry.objects.filter(act=Act.SEARCH).latest("number")
    assert (entry.outcome, entry.purpose) == ("allowed", "subject-access")


def test_nobody_may_be_opened_for_it(rights):
    assert openings.purposes(by=OFFICER, at=rights.now) == []


# --- the tasks


def test_each_organisation_is_asked_whether_or_not_it_knows_them(rights):
    made = rights.asked(CORAS)
    assert [each.organisation for each in made.tasks.all()] == ["carers", "police"]
    view = rights.open(made, "police")
    assert (view.kinds, view.looks, view.marks) == ([], [], [])
    assert acts()[-3:] == [Act.READ_DATA_REQUEST, Act.LOOK_FOR_SUBJECT, Act.SERVED]
    rights.decide(made, "police")
    assert made.tasks.get(organisation="police").done_at


def test_it_sees_its_own_records_and_nobody_elses(rights):
    made = rights.asked()
    for organisation, dataset in (("carers", "care"), ("police", "crime")):
        view = rights.open(made, organisation)
        assert {kind.dataset for kind in view.kinds} == {dataset}
        said = " ".join(value for kind in view.kinds for line in kind.lines for _, _, value in line.said)
        assert "Ada" in said
        assert "Cora" not in said
    with pytest.raises(Gone):
        tasks.open_task(rights.small.home, rights.task(made, "carers").pk, by=POLICE, at=rights.now)


def test_who_looked_is_told_by_organisation_and_role_and_never_by_name(rights):
    rights.small.opened("ada adult 3/2/1980")
    rights.small.now += timedelta(minutes=1)
    made = rights.asked()
    for organisation in ("carers", "police"):
        [look] = rights.open(made, organisation).looks
        assert (look.organisation, look.role, look.purpose) == (
            WORKER.organisation,
            WORKER.role,
            "safeguarding-children",
        )
        assert "dana" not in str(look)


def test_looks_to_answer_and_looks_since_are_not_told(rights):
    made = rights.asked()
    rights.small.now += timedelta(minutes=1)
    rights.small.opened("ada adult 3/2/1980")
    rights.open(made, "carers")
    assert rights.open(made, "carers").looks == []


def test_a_look_at_somebody_else_is_not_ones_own(rights):
    rights.small.opened("peter else 9/1/1971")
    rights.small.now += timedelta(minutes=1)
    assert rights.open(rights.asked(), "police").looks == []


def test_nothing_is_given_before_everything_is_decided_nor_withheld_without_a_word(rights):
    made = rights.asked()
    view = rights.open(made, "carers")
    task = view.task
    first, *rest = view.marks
    tasks.save(task.pk, choices={first: GIVE}, note="", revision=0, by=CARERS, at=rights.now)
    with pytest.raises(UserError, match="not decided yet"):
        tasks.finish(rights.small.home, task.pk, by=CARERS, at=rights.now)
    withheld = {first: Exemption.SOMEBODY_ELSE.value} | dict.fromkeys(rest, GIVE)
    tasks.save(task.pk, choices=withheld, note="", revision=1, by=CARERS, at=rights.now)
    with pytest.raises(UserError, match="withheld"):
        tasks.finish(rights.small.home, task.pk, by=CARERS, at=rights.now)
    with pytest.raises(UserError, match="cannot be chosen"):
        tasks.save(task.pk, choices={first: "lost"}, note="", revision=2, by=CARERS, at=rights.now)
    assert not Task.objects.get(pk=task.pk).done_at


def test_of_two_who_decide_at_once_the_second_is_told_and_loses_nothing(rights):
    made = rights.asked()
    view = rights.open(made, "carers")
    choices = dict.fromkeys(view.marks, GIVE)
    by = {"by": CARERS, "at": rights.now}
    tasks.save(view.task.pk, choices=choices, note="", revision=0, **by)
    tasks.save(view.task.pk, choices=choices, note="", revision=0, **by)  # sent twice
    with pytest.raises(tasks.Overtaken):
        tasks.save(
            view.task.pk, choices={}, note="Mine", revision=0, by=replace(CARERS, user_id="z"), at=rights.now
        )
    assert Task.objects.get(pk=view.task.pk).choices == choices


def test_done_can_be_opened_again_until_it_is_answered(rights):
    made = rights.decided()
    task = rights.task(made, "carers")
    tasks.reopen(task.pk, by=CARERS, at=rights.now)
    assert rights.task(made, "carers").given == []
    with pytest.raises(UserError, match="Not every organisation"):
        answering.make(rights.small.home, made.pk, by=OFFICER, at=rights.now)
    rights.decide(made, "carers")
    answering.make(rights.small.home, made.pk, by=OFFICER, at=rights.now)
    with pytest.raises(Gone):
        tasks.reopen(task.pk, by=CARERS, at=rights.now)


# --- the answer


def test_the_answer_is_what_each_gave_and_who_looked(rights):
    rights.small.opened("ada adult 3/2/1980")
    rights.small.now += timedelta(minutes=1)
    answer = rights.take(rights.answered())
    given = values(answer)
    assert {"Ada", "Adult", "9000000009", "4 Mill Lane"} <= given["Carers"]
    assert "Victim" in given["Police"]
    assert {(each.organisation, each.role, each.whose) for each in answer.looks} == {
        ("The host", "social worker", "Carers"),
        ("The host", "social worker", "Police"),
    }
    assert [each.title for each in answer.agreements]
    assert acts()[-2:] == [Act.DOWNLOAD_DATA_ANSWER, Act.SERVED]
    theirs = Detail.objects.filter(entry__act=Act.SERVED, part="police").latest("entry")
    assert "crime.events: 1" in theirs.content


def test_what_is_withheld_is_not_in_it_and_is_told_only_where_that_warns_nobody(rights):
    made = rights.asked()
    rights.decide(made, "carers", note="Her sister's", Sister=Exemption.SOMEBODY_ELSE.value)
    rights.decide(made, "police", note="An enquiry", Victim=Exemption.PREJUDICE.value)
    answering.make(rights.small.home, made.pk, by=OFFICER, at=rights.now)
    answer = rights.take(made)
    given = {part.organisation: part for part in answer.parts}
    assert "Victim" not in values(answer)["Police"]
    assert given["Police"].withheld == ()
    everything = str(answer)
    for note in ("An enquiry", "Her sister's"):
        assert note not in everything


def test_withheld_for_a_warning_reads_as_if_nothing_were_held(rights):
    made, nothing = rights.asked(), rights.asked("")
    ground = Exemption.PREJUDICE.value
    view = rights.open(made, "police")
    tasks.save(
        view.task.pk,
        choices=dict.fromkeys(view.marks, ground),
        note="An enquiry",
        revision=0,
        by=POLICE,
        at=rights.now,
    )
    tasks.finish(rights.small.home, view.task.pk, by=POLICE, at=rights.now)
    rights.decide(made, "carers")
    for organisation in ("carers", "police"):
        rights.decide(nothing, organisation)
    for each in (made, nothing):
        answering.make(rights.small.home, each.pk, by=OFFICER, at=rights.now)
    [of_made] = [each for each in rights.take(made).parts if each.organisation == "Police"]
    [of_nothing] = [each for each in rights.take(nothing).parts if each.organisation == "Police"]
    assert of_made == of_nothing


def test_made_twice_it_is_one_and_not_before_all_are_done(rights):
    made = rights.asked()
    with pytest.raises(UserError, match="Not every organisation"):
        answering.make(rights.small.home, made.pk, by=OFFICER, at=rights.now)
    with pytest.raises(UserError, match="not answered yet"):
        rights.take(made)
    for organisation in ("carers", "police"):
        rights.decide(made, organisation)
    answering.make(rights.small.home, made.pk, by=OFFICER, at=rights.now)
    answering.make(rights.small.home, made.pk, by=OFFICER, at=rights.now)
    assert acts().count(Act.ANSWER_DATA_REQUEST) == 1
    with pytest.raises(Gone):
        rights.take(made, by=CARERS)


def test_the_words_of_people_are_in_no_entry(rights):
    made = rights.asked()
    rights.decide(made, "carers", note="Told by her sister", Ada=Exemption.SOMEBODY_ELSE.value)
    kept = " ".join(Detail.objects.filter(content__isnull=False).values_list("content", flat=True))
    kept += " ".join(Entry.objects.values_list("body", flat=True))
    for words in ("Everything about me", "By post", "A passport", "Told by her sister"):
        assert words not in kept


# --- protection, objections, agreements that end


@pytest.mark.parametrize("kind", [FactKind.OBJECTION, FactKind.RESTRICTION])
def test_what_somebody_objected_to_is_not_kept_from_themselves(rights, kind):
    protect(rights, kind)
    answer = rights.take(rights.answered())
    assert "Ada" in values(answer)["Carers"]


PROTECTIONS = {
    "the person": (FactKind.HIDDEN_PERSON, ()),
    "the record": (FactKind.HIDDEN_RECORD, ("crime",)),
    "severed": (FactKind.SEVERED_IDENTITY, ("crime",)),
}


@pytest.mark.parametrize("case", PROTECTIONS)
def test_what_is_protected_is_as_if_it_were_not_there_before_and_after_it_was_given(rights, case):
    rights.small.opened("ada adult 3/2/1980")
    rights.small.now += timedelta(minutes=1)
    before = rights.answered()
    assert "Victim" in values(rights.take(before))["Police"]
    kind, datasets = PROTECTIONS[case]
    protect(rights, kind, ADAS, *datasets)
    after = rights.take(before)
    anew = rights.asked()
    view = rights.open(anew, "police")
    assert (view.kinds, view.looks) == ([], [])
    [police] = [each for each in after.parts if each.organisation == "Police"]
    assert (police.kinds, police.withheld, police.answers_itself) == ((), (), False)
    assert "Police" not in {each.whose for each in after.looks}
    carers = values(after)["Carers"]
    assert (carers == set()) == (kind is FactKind.HIDDEN_PERSON)
    assert "Before" not in carers or kind is FactKind.HIDDEN_RECORD


def test_whoever_hides_somebody_is_told_that_they_are_asked_about(rights):
    made = rights.asked()
    protect(rights, FactKind.HIDDEN_PERSON)
    entries = Entry.objects.count()
    rights.open(made, "carers")
    assert Entry.objects.count() == entries + 3
    assert Review.objects.filter(kind="hidden person", organisation="police").exists()


def test_an_agreement_that_ended_shows_and_gives_nothing(rights):
    made = rights.answered()
    again = rights.asked()
    rights.small.adopt({"dataset": "care"}, {"dataset": "crime"})
    with pytest.raises(Refused):
        rights.open(again, "carers")
    with pytest.raises(Refused):
        rights.take(made)
    with pytest.raises(UserError, match="No agreement in force"):
        rights.ask(again, rights.small.person(CORAS))


def test_an_organisation_that_left_answers_itself_and_the_others_are_given(rights):
    made = rights.answered()
    rights.small.adopt({"dataset": "care"}, {"dataset": "crime"}, *flows("care"))
    parts = {each.organisation: each for each in rights.take(made).parts}
    assert parts["Police"].answers_itself
    assert parts["Police"].kinds == ()
    assert parts["Carers"].kinds


def test_a_record_that_may_be_somebody_elses_since_is_given_no_more(rights):
    made = rights.answered()
    view = rights.small.opened("ada adult 3/2/1980")
    number = next(row.record for block in view.blocks if block.dataset == "crime" for row in block.rows)
    wrong_links.report(view, number=number, reason="Her aunt", by=WORKER, at=rights.now)
    given = values(rights.take(made))
    assert given["Police"] == set()
    assert "Ada" in given["Carers"]
    view = rights.open(rights.asked(), "police")
    assert view.kinds == []
    assert view.held_back


def test_an_organisation_that_left_undecided_is_not_waited_for(rights):
    made = rights.asked()
    rights.decide(made, "carers")
    with pytest.raises(UserError, match="Not every organisation"):
        answering.make(rights.small.home, made.pk, by=OFFICER, at=rights.now)
    rights.small.adopt({"dataset": "care"}, {"dataset": "crime"}, *flows("care"))
    answering.make(rights.small.home, made.pk, by=OFFICER, at=rights.now)
    parts = {each.organisation: each for each in rights.take(made).parts}
    assert (parts["Police"].answers_itself, parts["Police"].kinds) == (True, ())


def test_an_answer_can_be_decided_again_with_the_facts_about_its_person(rights):
    protect(rights, FactKind.HIDDEN_RECORD, ADAS, "crime")
    answer = rights.take(rights.answered())
    assert replay(rights.small.home, answer.entry_number).same


def test_a_hidden_person_and_a_county_without_them_are_seen_alike(rights, tmp_path):
    seen = []
    protect(rights, FactKind.HIDDEN_PERSON)
    (tmp_path / "without").mkdir()
    for another in (None, tmp_path / "without"):
        if another:
            rights = rights_in(build(another, without=ADAS))
        found = [line for each in rights.people() for block in each.blocks for line in block.rows]
        made = rights.asked("")
        views = [rights.open(made, each) for each in ("carers", "police")]
        for organisation in ("carers", "police"):
            rights.decide(made, organisation)
        answering.make(rights.small.home, made.pk, by=OFFICER, at=rights.now)
        parts = rights.take(made).parts
        seen.append(([dict(row.values) for row in found], [(v.kinds, v.looks) for v in views], parts))
    assert seen[0] == seen[1]


# --- afterwards


def test_ninety_days_after_the_answer_nothing_is_left_but_the_record(rights):
    made, still = rights.answered(), rights.asked()
    keeping.forget_ended(rights.now + timedelta(days=89))
    assert DataRequest.objects.count() == 2
    keeping.forget_ended(rights.now + timedelta(days=90))
    assert list(DataRequest.objects.all()) == [still]
    assert not Task.objects.filter(request_id=made.pk).exists()
    assert Act.ANSWER_DATA_REQUEST in acts()


def test_somebody_who_asks_for_another_is_noted_with_how_it_was_checked(rights):
    made = rights.note(asker=Asker.PARENT, asker_name="Mo Adult", authority="Birth certificate")
    kept = verbs.read(made.pk, by=OFFICER, at=rights.now)
    assert (kept.asker, kept.asker_name, kept.authority) == ("parent", "Mo Adult", "Birth certificate")
