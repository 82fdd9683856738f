"""Drafts through the verbs: two who write lose nothing; what is sent out is fixed, checked and signable."""

import pytest

from shiremoot.access import grants
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import commenting, drafting, signing, starting
from shiremoot.gateway.agreements.drafting import Overtaken
from shiremoot.gateway.agreements.file import Clause, Recipient, Rows, parse_agreement
from shiremoot.gateway.agreements.models import Agreement, Draft
from shiremoot.gateway.agreements.sections import Part
from shiremoot.gateway.agreements.signing import Signer
from shiremoot.gateway.agreements.states import Move, State
from shiremoot.gateway.agreements.worlds import world
from shiremoot.gateway.agreements.writing import text_hash, whole_text
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.law import law
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.models import Entry
from tests.access import visited
from tests.gateway.agreement_text import agreement, flow
from tests.gateway.drafts import COLLEAGUE, NOW, OF, OFFICER, begin, build, mend, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(home):
    build(home)
    return home


@pytest.fixture
def draft(county) -> Draft:
    return begin(county)


def move(home, draft, *moves: Move) -> State:
    for each in moves:
        state = drafting.move(home=home, draft=draft, to=each, writer=OFFICER, at=NOW)
    return state


def send_out(home, draft) -> Agreement:
    mend(draft)
    move(home, draft, Move.SEND_FOR_REVIEW, Move.FIND_CHECKED, Move.SEND_OUT)
    return Agreement.objects.get(identifier=OF[0], version=draft.version)


def test_a_template_makes_flows_of_the_parties_datasets_with_powers_that_fit(draft):
    (clause,) = drafting.proposal_of(draft).flows
    assert (clause.clause, clause.provider, clause.dataset) == ("3.1", "police", "incidents")
    assert clause.fields == ("people.name",)
    assert clause.sentence == (
        "Police shares names, dates of birth and addresses from Incidents with Council, "
        "to find the right person."
    )
    assert clause.provider_law.powers
    assert clause.recipient_law.powers


def test_the_template_of_safe_and_well_shares_address_and_flag_of_those_with_the_flag_and_no_name(home):
    home.contracts.mkdir(parents=True)
    for name, text in visited.CONTRACTS.items():
        (home.contracts / f"{name}.odcs.yaml").write_text(text)
    kinds = {"carers": "county-council", "landlord": "housing-association", "fire": "fire-and-rescue"}
    entries = [OrganisationEntry(identifier=name, name=name, kind=kind) for name, kind in kinds.items()]
    organisations.register_organisations(entries, by=OFFICER.by, at=NOW)
    found = starting.contents(
        starting.templates()["safe-and-well"],
        title="Safe and well",
        parties=list(kinds),
        host="carers",
        names=organisations.names(),
        world=world(home, at=NOW),
    )
    clauses = [Clause.model_validate(found[f"flow-{place}"]) for place in (1, 2)]
    assert "flow-3" not in found
    assert {each.provider for each in clauses} == {"carers", "landlord"}
    place = ["people.line", "people.postcode", "people.uprn", "people.town"]
    for each in clauses:
        assert sorted(each.fields) == sorted(["people.priority", *place])
        assert each.rows == Rows(field="people.priority", value="Priority")
        assert each.recipients == (Recipient(organisation="fire", roles=("crew", "prevention-officer")),)


def test_what_a_template_cannot_know_has_to_be_mended(county, draft):
    found = {each.result.id for each in drafting.findings_of(county, draft, at=NOW).to_mend}
    assert found == {"begins-missing", "until-missing", "review-missing", "contact-missing"}
    mend(draft)
    assert drafting.findings_of(county, draft, at=NOW).to_mend == ()


def test_a_draft_with_something_to_mend_is_not_found_checked(county, draft):
    move(county, draft, Move.SEND_FOR_REVIEW)
    with pytest.raises(UserError, match="4 things have to be mended"):
        move(county, draft, Move.FIND_CHECKED)
    assert Draft.objects.get().state == State.IN_REVIEW


def test_of_two_who_save_one_section_the_second_is_told_and_neither_is_lost(draft):
    read = draft.sections.get(name="aim").revision
    drafting.save(draft=draft, name="aim", content={"words": "Hers"}, revision=read, writer=COLLEAGUE, at=NOW)
    with pytest.raises(Overtaken, match="Pat Fictional saved this part") as told:
        drafting.save(
            draft=draft, name="aim", content={"words": "His"}, revision=read, writer=OFFICER, at=NOW
        )
    kept = told.value.section
    assert (kept.content, kept.revision) == ({"words": "Hers"}, read + 1)
    drafting.save(
        draft=draft, name="aim", content={"words": "Both"}, revision=kept.revision, writer=OFFICER, at=NOW
    )
    assert drafting.proposal_of(draft).sections["aim"] == "Both"


def test_two_who_save_different_sections_do_not_meet(draft):
    save(draft, "aim", words="One")
    save(draft, "breach", writer=COLLEAGUE, words="Two")
    said = drafting.proposal_of(draft).sections
    assert (said["aim"], said["breach"]) == ("One", "Two")


def test_a_section_that_two_begin_at_once_is_not_written_over(draft):
    draft.sections.filter(name="security").delete()
    drafting.save(draft=draft, name="security", content={"words": "A"}, revision=0, writer=COLLEAGUE, at=NOW)
    with pytest.raises(Overtaken):
        drafting.save(
            draft=draft, name="security", content={"words": "B"}, revision=0, writer=OFFICER, at=NOW
        )


def test_a_flow_taken_out_by_one_is_not_written_back_unseen_by_another(draft):
    kept = draft.sections.get(name="flow-1")
    drafting.remove_flow(draft=draft, name="flow-1", revision=kept.revision, at=NOW)
    with pytest.raises(Overtaken, match="took out"):
        drafting.save(draft=draft, name="flow-1", content={}, revision=kept.revision, writer=OFFICER, at=NOW)


def test_what_is_checked_is_not_written_until_it_is_taken_back(county, draft):
    mend(draft)
    move(county, draft, Move.SEND_FOR_REVIEW, Move.FIND_CHECKED)
    with pytest.raises(UserError, match="checked, and is not changed"):
        save(draft, "aim", words="Too late")
    move(county, draft, Move.BACK_TO_DRAFT)
    save(draft, "aim", words="In time")


def test_sent_out_its_text_is_fixed_and_opens_when_both_have_signed(county, draft):
    fixed = send_out(county, draft)
    assert fixed.text_hash == text_hash(fixed.text)
    assert fixed.lead == "council"
    assert Entry.objects.filter(act="send out agreement").count() == 1
    file = parse_agreement(fixed.text)
    assert file.flows[0].basis == "UK GDPR, Article 6(1)(e), public task"
    for organisation in ("police", "council"):
        assert not any(grant.in_force(NOW) for grant in grants.current().all)
        signing.sign(
            of=OF,
            text_hash=fixed.text_hash,
            signer=Signer("Ada", "Director"),
            by=Viewer(organisation, "signatory", organisation),
            at=NOW,
        )
    assert [grant.flow for grant in grants.current().all if grant.in_force(NOW)] == ["front-door v1 3.1"]


def test_a_draft_that_was_sent_out_changes_no_more(county, draft):
    send_out(county, draft)
    with pytest.raises(UserError, match="out for signature"):
        save(draft, "aim", words="Too late")
    with pytest.raises(UserError, match="cannot become"):
        move(county, draft, Move.BACK_TO_DRAFT)


def test_a_new_version_begins_with_the_words_of_the_last_and_is_begun_once(county, draft):
    fixed = send_out(county, draft)
    second = drafting.begin_version(identifier=OF[0], writer=OFFICER, at=NOW)
    again = drafting.begin_version(identifier=OF[0], writer=COLLEAGUE, at=NOW)
    assert (second.version, second.pk) == (2, again.pk)
    old, new = parse_agreement(fixed.text), drafting.proposal_of(second)
    assert new.model_dump(exclude={"version"}) == old.model_dump(exclude={"version"})


def test_another_organisation_cannot_write_the_next_version(county, draft):
    send_out(county, draft)
    stranger = drafting.Writer(Viewer("police", "officer", "x"), "X")
    with pytest.raises(UserError, match="Another organisation leads"):
        drafting.begin_version(identifier=OF[0], writer=stranger, at=NOW)


def test_a_name_is_taken_once(county, draft):
    with pytest.raises(UserError, match="already"):
        begin(county)


def test_what_the_template_or_the_contract_no_longer_has_is_said_at_the_flow(county, draft):
    save(draft, "flow-1", fields=["people.colour"])
    (finding,) = drafting.findings_of(county, draft, at=NOW).of_clause("3.1")[:1]
    assert "people.colour, which the contract of incidents does not have" in finding.result.words


def test_an_unknown_basis_and_a_party_that_is_none_are_refused_by_name(county, draft):
    save(
        draft,
        "flow-1",
        provider_law={"basis": "6.1.z", "powers": ["CA04.11"]},
        recipients=[{"organisation": "ghost", "roles": ["social-worker"]}],
    )
    save(draft, Part.PARTIES, parties=["council", "police", "phantom"])
    words = [each.result.words for each in drafting.findings_of(county, draft, at=NOW).to_mend]
    assert any("There is no basis called 6.1.z" in each for each in words)
    assert any("ghost is in clause 3.1 and not among the parties" in each for each in words)
    assert any("phantom is not registered here" in each for each in words)


def test_a_circular_parent_is_refused_while_it_is_drafted(county, draft):
    send_out(county, draft)
    above = drafting.begin(identifier="above", contents={}, writer=OFFICER, at=NOW)
    save(above, Part.ABOUT, under="above")
    assert "circular-tier" in {each.result.id for each in drafting.findings_of(county, above, at=NOW).to_mend}


def test_a_query_keeps_a_draft_from_being_found_checked_until_it_is_settled(county, draft):
    mend(draft)
    move(county, draft, Move.SEND_FOR_REVIEW)
    police = drafting.Writer(Viewer("police", "officer", "x"), "Alex Pretend")
    on = commenting.subject(OF)
    query = commenting.comment(on=on, place="3.1", words="Why?", is_query=True, writer=police, at=NOW)
    commenting.answer(on=on, to=query.pk, words="Because", writer=OFFICER, at=NOW)
    with pytest.raises(UserError, match="1 query is not settled"):
        move(county, draft, Move.FIND_CHECKED)
    charity = drafting.Writer(Viewer("charity", "officer", "y"), "Y")
    with pytest.raises(UserError, match="Only whoever asked"):
        commenting.settle(on=on, query=query.pk, writer=charity, at=NOW)
    commenting.settle(on=on, query=query.pk, writer=police, at=NOW)
    assert move(county, draft, Move.FIND_CHECKED) is State.CHECKED
    ((thread,),) = commenting.threads(OF).values()
    assert [each.words for each in thread.answers] == ["Because"]


def test_a_text_that_is_written_is_read_as_it_was():
    law_of = {"basis": "6.1.e", "powers": ["CA04.11"]}
    clause = flow(provider_law=law_of, recipient_law=law_of, obligations=["One", "Two"])
    file = parse_agreement(agreement(sections={"aim": "Two\n\nparagraphs: yes"}, flows=[clause]))
    assert parse_agreement(whole_text(file, law())) == file
