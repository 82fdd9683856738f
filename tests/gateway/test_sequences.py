"""Whatever is done in whatever order, a flow is open exactly while everything that it rests on holds."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from shiremoot.access import grants
from shiremoot.dates import day_of, start_of
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import drafting, signing, verbs
from shiremoot.gateway.agreements.adopted import parsed
from shiremoot.gateway.agreements.models import Agreement
from shiremoot.gateway.agreements.sections import Part
from shiremoot.gateway.agreements.signing import Signer
from shiremoot.gateway.agreements.states import Move
from shiremoot.gateway.assurance import verbs as assurance
from shiremoot.gateway.assurance.models import AssuranceItem
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.models import User
from shiremoot.home import Home
from shiremoot.law.assurance import Held
from shiremoot.ledger.acts import Viewer
from tests.gateway import drafts
from tests.gateway.agreement_text import agreement
from tests.gateway.drafts import NOW, OFFICER, OPERATOR

PARTIES = ("police", "council")
parties = st.sampled_from(PARTIES)
names = st.sampled_from(("front-door", "memorandum"))
days = st.integers(1, 40)


def administrator(organisation: str) -> Viewer:
    return Viewer(organisation, "administrator", organisations.COMMAND_LINE)


def signatory(organisation: str) -> Viewer:
    return Viewer(organisation, "director", f"director of {organisation}")


class Sharing(RuleBasedStateMachine):
    """Council and police, one agreement with flows and the memorandum above it; time only goes on."""

    home: Home

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.undone = transaction.atomic()
        self.undone.__enter__()
        for party in PARTIES:
            self.withdraw_evidence(party)
            self.pay_the_fee(party, 30)
        self.renew_memorandum(300)
        self.renew_agreement(300)
        assert any(grant.in_force(self.now) for grant in grants.current().all)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def attempt(self, what: Callable[[], object]) -> None:
        """Much of what is drawn is refused, and then changes nothing."""
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                what()
        except UserError:
            pass

    def newest(self, name: str) -> Agreement:
        return Agreement.objects.filter(identifier=name).latest("version")

    @rule(lasts=days)
    def adopt_memorandum(self, lasts: int) -> None:
        last = Agreement.objects.filter(identifier="memorandum").order_by("version").last()
        said = {"agreement": "memorandum", "version": last.version + 1 if last else 1, "flows": []}
        until = day_of(self.now) + timedelta(days=lasts)
        text = agreement(**said, until=until)
        self.attempt(lambda: verbs.adopt(home=self.home, text=text, by=OPERATOR, at=self.now))

    @rule(party=parties)
    def confirm(self, party: str) -> None:
        of = ("memorandum", self.newest("memorandum").version)
        self.attempt(lambda: signing.confirm(of=of, who="Somebody", by=signatory(party), at=self.now))

    @rule(lasts=days)
    def draft_and_send_out(self, lasts: int) -> None:
        def write() -> None:
            there = Agreement.objects.filter(identifier="front-door").exists()
            if there:
                draft = drafting.begin_version(identifier="front-door", writer=OFFICER, at=self.now)
            else:
                draft = drafts.begin(self.home, at=self.now)
                drafts.mend(draft)
            until = day_of(self.now) + timedelta(days=lasts)
            drafts.save(draft, Part.ABOUT, until=until.isoformat(), under="memorandum")
            drafts.save(draft, Part.REVIEW, review_on=day_of(self.now).isoformat())
            for move in (Move.SEND_FOR_REVIEW, Move.FIND_CHECKED, Move.SEND_OUT):
                drafting.move(home=self.home, draft=draft, to=move, writer=OFFICER, at=self.now)

        self.attempt(write)

    @rule(lasts=days)
    def renew_memorandum(self, lasts: int) -> None:
        self.adopt_memorandum(lasts)
        for party in PARTIES:
            self.confirm(party)

    @rule(lasts=days)
    def renew_agreement(self, lasts: int) -> None:
        self.draft_and_send_out(lasts)
        for party in PARTIES:
            self.sign("front-door", party)

    @rule(name=names, party=parties)
    def sign(self, name: str, party: str) -> None:
        def write() -> None:
            found = Agreement.objects.filter(identifier=name).order_by("version").last()
            if found is not None:
                of, signer = (name, found.version), Signer("Ada", "Director")
                signing.sign(
                    of=of, text_hash=found.text_hash, signer=signer, by=signatory(party), at=self.now
                )

        self.attempt(write)

    @rule(name=names, party=parties, back=st.integers(0, 2))
    def withdraw(self, name: str, party: str, back: int) -> None:
        of = (name, max(1, Agreement.objects.filter(identifier=name).count() - back))
        by = signatory(party)
        self.attempt(lambda: signing.withdraw(of=of, why="Left", who="Ada", by=by, at=self.now))

    @rule(name=names, back=st.integers(0, 1))
    def suspend(self, name: str, back: int) -> None:
        of = (name, max(1, Agreement.objects.filter(identifier=name).count() - back))
        by = signatory("council")
        self.attempt(lambda: signing.suspend(of=of, why="A breach", who="Ada", by=by, at=self.now))

    @rule(name=names, back=st.integers(0, 1))
    def resume(self, name: str, back: int) -> None:
        of = (name, max(1, Agreement.objects.filter(identifier=name).count() - back))
        self.attempt(lambda: signing.resume(of=of, by=signatory("council"), at=self.now))

    @rule(party=parties, lasts=days)
    def pay_the_fee(self, party: str, lasts: int) -> None:
        today = day_of(self.now)
        held = Held("ico-fee", today, until=today + timedelta(days=lasts))
        self.attempt(lambda: assurance.record_item(party, held, by=administrator(party), at=self.now))

    @rule(party=parties)
    def withdraw_evidence(self, party: str) -> None:
        found = AssuranceItem.objects.filter(organisation=party, kind="ico-fee", withdrawn_at=None).first()
        if found is not None:
            by = administrator(party)
            self.attempt(lambda: assurance.withdraw_item(found.pk, reason="No", by=by, at=self.now))

    @rule(lasts=st.integers(0, 14), party=parties)
    def extend(self, lasts: int, party: str) -> None:
        user = User.objects.get(email="owner@police.example")
        by, until = Viewer("police", "risk-owner", str(user.pk)), day_of(self.now) + timedelta(days=lasts)
        self.attempt(
            lambda: assurance.extend(party, "need-fee", until=until, reason="Ill", by=by, at=self.now)
        )

    @rule(hours=st.integers(1, 24 * 12))
    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def a_flow_is_open_exactly_while_what_it_rests_on_holds(self) -> None:
        open_versions = {grant.citation.of for grant in grants.current().all if grant.in_force(self.now)}
        between = frozenset(PARTIES)
        expected = {
            (found.identifier, found.version)
            for found in Agreement.objects.filter(identifier="front-door")
            if in_force(found, self.now) and all(assured(party, self.now) for party in between)
        }
        assert {of for of in open_versions if of[0] == "front-door"} == expected


def assured(party: str, at: datetime) -> bool:
    found = assurance.standings(party, at=at, provider="police")
    return bool(found) and all(each.state.suffices for each in found)


def in_force(found: Agreement, at: datetime) -> bool:
    """As the glossary says it, from the rows alone."""
    file = parsed(found.text)
    if not _both_signed(found, at) or not start_of(file.begins) <= at < start_of(file.until):
        return False
    if any(each.since <= at and (each.until is None or at < each.until) for each in found.suspensions.all()):
        return False
    newer = Agreement.objects.filter(identifier=found.identifier, version__gt=found.version)
    if any(_has_taken_over(each, at) for each in newer):
        return False
    above = Agreement.objects.filter(identifier=found.under)
    return not found.under or any(in_force(each, at) for each in above)


def _both_signed(found: Agreement, at: datetime) -> bool:
    standing = {
        each.organisation
        for each in found.signatures.all()
        if each.signed_at <= at and (each.withdrawn_at is None or at < each.withdrawn_at)
    }
    return standing >= set(PARTIES)


def _has_taken_over(newer: Agreement, at: datetime) -> bool:
    begun = max(newer.adopted_at, start_of(parsed(newer.text).begins))
    moments = [begun, *(each.signed_at for each in newer.signatures.all())]
    return any(begun <= moment <= at and _both_signed(newer, moment) for moment in moments)


@pytest.mark.django_db
@pytest.mark.proof
def test_no_sequence_of_acts_opens_a_flow_that_should_be_shut(tmp_path):
    home = Home(tmp_path)
    drafts.build(home)
    owner = {"role": "senior-risk-owner", "name": "Olu", "email": "owner@police.example"}
    post = {"organisation": "police", "role": "risk-owner", "duties": ()}
    organisations.add_member(email=owner["email"], name="Olu", **post, by=OPERATOR, at=NOW)
    officer = {"role": "data-protection-officer", "name": "Somebody"}
    entry = OrganisationEntry(identifier="police", name="Police", kind="police-force", roles=[officer, owner])
    organisations.register_organisations([entry], by=OPERATOR, at=NOW)
    machine = type("Here", (Sharing,), {"home": home})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
