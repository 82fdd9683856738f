"""Which answers to a decision to share go together."""

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.portal.sharing.guide import Harm, Judgement, Outcome, Told, problems
from shiremoot.portal.sharing.questions import question_sets

JUDGEMENTS = st.builds(
    Judgement, st.sampled_from(Told), st.sampled_from(Harm), st.sampled_from(Outcome), st.booleans()
)


@given(JUDGEMENTS)
def test_nothing_is_shared_by_whoever_thinks_it_worse_or_is_not_sure(judged):
    told = [name for name, _ in problems(judged)]
    if judged.outcome.shares and judged.harm is not Harm.NO:
        assert "outcome" in told
    elif judged.outcome is Outcome.SHARED:
        assert told == ([] if judged.chose else ["given"])
    else:
        assert told == (["outcome"] if judged.chose else [])


@given(JUDGEMENTS)
def test_that_they_object_is_weighed_and_forbids_nothing_by_itself(judged):
    others = [list(problems(Judgement(told, judged.harm, judged.outcome, judged.chose))) for told in Told]
    assert all(each == others[0] for each in others)


@given(st.sampled_from(Told), st.sampled_from(Harm))
def test_not_to_share_is_always_open(told, harm):
    assert list(problems(Judgement(told, harm, Outcome.NOT_SHARED, chose=False))) == []


def test_every_set_of_questions_can_be_asked_at_once():
    assert len({each.name for each in question_sets()}) == len(question_sets())
    assert all(0 < len(each.questions) <= 5 for each in question_sets())
