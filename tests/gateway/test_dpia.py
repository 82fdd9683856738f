"""Impact assessments: how high a risk is, what is missing, and a sign-off that holds for what was read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.errors import UserError
from shiremoot.gateway.dpia import verbs
from shiremoot.gateway.dpia.models import Assessment
from shiremoot.gateway.dpia.rules import (
    NAMES,
    Advised,
    Content,
    Effect,
    Level,
    Likelihood,
    Risk,
    Severity,
    level,
    missing,
    residual_problem,
)
from shiremoot.gateway.dpia.verbs import Overtaken, Who
from shiremoot.law.flows import Dpia
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Entry

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OURS = Viewer("council", "governance-officer", "gill")
GILL, OTHER = Who("Gill Example", OURS), Who("Omar Other", Viewer("police", "governance-officer", "omar"))
LATER = (NOW + timedelta(days=365)).date()

likelihoods, severities = st.sampled_from(Likelihood), st.sampled_from(Severity)
words = st.text("abc ", max_size=8)
risks = st.builds(
    Risk,
    what=words,
    likelihood=likelihoods,
    severity=severities,
    measures=words,
    effect=st.none() | st.sampled_from(Effect),
    residual=st.none() | st.sampled_from(Level),
)
contents = st.builds(
    Content,
    screening=st.tuples(words),
    answers=st.dictionaries(st.sampled_from(NAMES), words),
    risks=st.lists(risks, max_size=4).map(tuple),
    advice=st.none() | st.builds(Advised, words, words, st.booleans(), words),
)
LOW = Risk(
    "A letter goes astray", Likelihood.POSSIBLE, Severity.SIGNIFICANT, "Checked", Effect.REDUCED, Level.LOW
)


@given(likelihoods, severities)
def test_what_is_likelier_or_worse_is_no_lower_a_risk(likelihood, severity):
    order = tuple(Level)
    found = order.index(level(likelihood, severity))
    for likelier in tuple(Likelihood)[tuple(Likelihood).index(likelihood) :]:
        for worse in tuple(Severity)[tuple(Severity).index(severity) :]:
            assert order.index(level(likelier, worse)) >= found
    assert (level(likelihood, severity) is Level.HIGH) == (
        (likelihood, severity)
        in {
            (Likelihood.POSSIBLE, Severity.SEVERE),
            (Likelihood.PROBABLE, Severity.SEVERE),
            (Likelihood.PROBABLE, Severity.SIGNIFICANT),
        }
    )


@given(contents)
def test_nothing_is_missing_only_where_all_is_said_and_no_high_risk_is_left(content):
    whole = (
        all(content.answers.get(name, "").strip() for name in NAMES)
        and content.advice is not None
        and bool(content.risks)
        and all(
            risk.effect is not None
            and risk.residual in (Level.LOW, Level.MEDIUM)
            and (risk.effect is Effect.ACCEPTED or risk.measures.strip())
            for risk in content.risks
        )
    )
    assert (missing(content) == ()) == whole


@given(contents, contents)
def test_the_hash_tells_contents_apart(one, other):
    assert (one.hash == other.hash) == (one == other)


@given(likelihoods, severities, st.sampled_from(Effect), st.sampled_from(Level))
def test_what_is_left_is_never_more_than_there_was(likelihood, severity, effect, residual):
    before, order = level(likelihood, severity), tuple(Level)
    fits = not residual_problem(before, effect, residual)
    assert not fits or order.index(residual) <= order.index(before)
    assert not residual_problem(before, Effect.ACCEPTED, before)
    assert not residual_problem(before, Effect.ELIMINATED, Level.LOW)


@pytest.fixture
def begun(db) -> Assessment:
    return verbs.begin(
        agreement="front-door", title="Front door", screening=["Large scale"], who=GILL, at=NOW
    )


def fill() -> None:
    for name in NAMES:
        verbs.answer(agreement="front-door", name=name, words=f"About {name}", revision=0, who=GILL, at=NOW)
    verbs.save_risk(agreement="front-door", risk=LOW, who=GILL, at=NOW)
    verbs.advise(agreement="front-door", advised=Advised("D. P. Officer", "Go on", True), who=GILL, at=NOW)


def sign(content_hash: str, who: Who = GILL, review=LATER):
    return verbs.sign_off(
        agreement="front-door",
        content_hash=content_hash,
        title="Head of IG",
        review_on=review,
        who=who,
        at=NOW,
    )


def present() -> str:
    return verbs.content_of(Assessment.objects.get()).hash


def test_it_is_signed_off_when_all_is_said_and_no_longer_when_a_word_changes(begun):
    assert verbs.standing("no-such") is Dpia.NONE
    assert verbs.standing("front-door") is Dpia.DRAFT
    with pytest.raises(UserError, match="cannot be signed off yet"):
        sign(present())
    fill()
    sign(present())
    assert verbs.standing("front-door") is Dpia.SIGNED
    assert Entry.objects.filter(act=Act.SIGN_ASSESSMENT).count() == 1
    changed = verbs.answer(agreement="front-door", name="scope", words="More", revision=1, who=GILL, at=NOW)
    assert verbs.standing("front-door") is Dpia.DRAFT
    verbs.answer(
        agreement="front-door", name="scope", words="About scope", revision=changed.revision, who=GILL, at=NOW
    )
    assert verbs.standing("front-door") is Dpia.SIGNED  # it says again what was signed


def test_other_reasons_for_it_end_a_sign_off_and_the_same_ones_do_not(begun):
    fill()
    sign(present())
    again = {"agreement": "front-door", "title": "Front door", "who": GILL, "at": NOW}
    verbs.begin(**again, screening=["Large scale"])
    assert verbs.standing("front-door") is Dpia.SIGNED
    verbs.begin(**again, screening=["Large scale", "Vulnerable people"])
    assert verbs.standing("front-door") is Dpia.DRAFT
    assert Entry.objects.filter(act=Act.BEGIN_ASSESSMENT).count() == 1


def test_what_was_read_is_what_is_signed(begun):
    fill()
    read = present()
    verbs.save_risk(agreement="front-door", risk=replace(LOW, what="Another"), who=GILL, at=NOW)
    with pytest.raises(Overtaken, match="changed since you read it"):
        sign(read)
    with pytest.raises(UserError, match="not in the future"):
        sign(present(), review=NOW.date())
    assert verbs.standing("front-door") is Dpia.DRAFT


def test_of_two_who_write_one_answer_neither_is_lost(begun):
    same = {"agreement": "front-door", "name": "nature", "at": NOW}
    verbs.answer(**same, words="First", revision=0, who=GILL)
    with pytest.raises(Overtaken, match="Gill Example"):
        verbs.answer(**same, words="Second", revision=0, who=Who("Ann Else", OURS))
    assert begun.parts.get().words == "First"
    line = verbs.save_risk(agreement="front-door", risk=LOW, who=GILL, at=NOW)
    verbs.save_risk(
        agreement="front-door", risk=LOW, who=GILL, at=NOW, number=line.pk, revision=line.revision
    )
    with pytest.raises(Overtaken):
        verbs.remove_risk(agreement="front-door", number=line.pk, revision=line.revision, who=GILL)
    assert begun.risks.count() == 1


def test_only_the_lead_writes_it_and_nothing_that_cannot_be_is_kept(begun):
    for act in (
        lambda: verbs.answer(agreement="front-door", name="scope", words="x", revision=0, who=OTHER, at=NOW),
        lambda: verbs.save_risk(agreement="front-door", risk=LOW, who=OTHER, at=NOW),
        lambda: sign(present(), who=OTHER),
        lambda: verbs.begin(agreement="front-door", title="t", screening=[], who=OTHER, at=NOW),
    ):
        with pytest.raises(UserError, match="leads the agreement"):
            act()
    with pytest.raises(UserError, match="No assessment"):
        verbs.answer(agreement="other", name="scope", words="x", revision=0, who=GILL, at=NOW)
    with pytest.raises(UserError, match="do not make a medium risk higher"):
        verbs.save_risk(agreement="front-door", risk=replace(LOW, residual=Level.HIGH), who=GILL, at=NOW)
    with pytest.raises(UserError, match="not followed"):
        verbs.advise(agreement="front-door", advised=Advised("O", "Do not", False), who=GILL, at=NOW)
    assert not begun.parts.exists()
    assert not begun.risks.exists()
    assert not begun.advice.exists()
