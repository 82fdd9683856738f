"""What an agreement is told while it is drafted: whole or not, possible or not, how risky its flows are."""

from dataclasses import replace
from datetime import date

import pytest

from shiremoot.contracts import parse_contract
from shiremoot.gateway.agreements.checking import World, check_agreement
from shiremoot.gateway.agreements.file import Proposal
from shiremoot.gateway.agreements.sections import WORDS
from shiremoot.gateway.agreements.tiers import circle
from shiremoot.law import law
from shiremoot.law.flows import Dpia
from tests.gateway.agreement_text import CONTRACT, flow
from tests.gateway.drafts import KINDS

LAW = {"basis": "6.1.e", "powers": ["CA04.11"]}
SAFE = {
    "provider_law": LAW,
    "recipient_law": LAW,
    "subjects": "children",
    "retention": "Shown, not kept",
    "statements": {"proportionality": "Nothing less would do"},
    "relationships": ["caseload"],
}
WORLD = World(
    on=date(2026, 11, 22),
    law=law(),
    bodies=KINDS,
    contracts={
        "incidents": parse_contract(CONTRACT),
        "visits": parse_contract(CONTRACT.replace("id: incidents", "id: visits")),
    },
    parents={"above": None, "middle": "above", "front-door": "middle"},
)


def proposal(**changes: object) -> Proposal:
    return Proposal.model_validate(
        {
            "agreement": "front-door",
            "version": 1,
            "title": "Front door",
            "summary": "Who is involved",
            "kind": "joint controllers",
            "tier": "operational",
            "under": "middle",
            "from": date(2026, 12, 1),
            "until": date(2027, 12, 1),
            "review_on": date(2027, 6, 1),
            "contact": "A team",
            "parties": ["police", "council"],
            "sections": {section.id: "Said" for section in WORDS},
            "flows": [flow(**SAFE)],
        }
        | changes
    )


def found(**changes: object) -> set[str]:
    findings = check_agreement(proposal(**changes), WORLD)
    return {each.result.id for each in (*findings.to_mend, *findings.to_consider)}


def test_a_whole_agreement_with_sound_flows_has_nothing_to_mend():
    assert found() == set()


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"title": ""}, "title-missing"),
        ({"kind": None}, "kind-missing"),
        ({"until": None}, "until-missing"),
        ({"until": date(2026, 11, 1)}, "ends-before-it-begins"),
        ({"from": date(2026, 1, 1), "until": date(2026, 11, 22)}, "over"),
        ({"review_on": None}, "review-missing"),
        ({"review_on": date(2028, 1, 1)}, "review-late"),
        ({"contact": ""}, "contact-missing"),
        ({"under": None}, "no-tier-above"),
        ({"under": "nothing"}, "unknown-tier-above"),
        ({"agreement": "above"}, "circular-tier"),
        ({"parties": ["police"], "flows": []}, "parties-missing"),
        ({"parties": ["police", "council", "ghost"]}, "unknown-party"),
        ({"sections": {}}, "section-missing"),
        ({"flows": []}, "flows-missing"),
        ({"flows": [flow(**SAFE), flow(**SAFE)]}, "clause-twice"),
        ({"kind": "processing"}, "kind-does-not-fit"),
        ({"flows": [flow(**SAFE, recipients=[{"organisation": "charity", "roles": ["x"]}])]}, "not-a-party"),
        ({"flows": [flow(**SAFE, fields=["people.colour"])]}, "not-in-contract"),
        ({"flows": [flow(**SAFE, dataset="unknown")]}, "not-in-contract"),
        ({"flows": [flow(**SAFE | {"retention": ""})]}, "retention-missing"),
    ],
)
def test_what_is_missing_or_cannot_be_is_found(changes, check):
    assert check in found(**changes)


def test_one_way_means_that_nobody_gives_and_receives():
    back = flow(
        **SAFE,
        clause="4.2",
        provider="council",
        recipients=[{"organisation": "police", "roles": ["officer"]}],
    )
    assert "kind-does-not-fit" not in found(kind="one-way disclosure")
    assert "kind-does-not-fit" in found(kind="one-way disclosure", flows=[flow(**SAFE), back])


def test_a_protocol_shares_nothing_and_need_not_say_how():
    said = dict.fromkeys(("aim", "controllers", "joining", "rights", "breach", "ending"), "Said")
    assert found(kind="reciprocal protocol", flows=[], sections=said, tier="memorandum") == set()


def test_flows_that_need_no_impact_assessment_alone_may_need_one_together():
    both = [flow(**SAFE), flow(**SAFE, clause="4.2", dataset="visits")]
    assert "dpia-missing" in found(flows=both)
    together = proposal(flows=both)
    assessed = replace(WORLD, assessed={together.agreement: Dpia.SIGNED})
    said = check_agreement(together, assessed).findings
    assert "dpia-missing" not in {finding.result.id for finding in said}


def test_law_in_words_is_not_checked_and_is_listed():
    findings = check_agreement(proposal(flows=[flow()]), WORLD)
    assert (findings.in_words, findings.risks) == (("4.1",), {})


def test_the_risk_adds_up_and_falls_with_what_would_reduce_it():
    def risk(**changes: object):
        return check_agreement(proposal(flows=[flow(**SAFE | changes)]), WORLD).risks["4.1"]

    open_to_all = risk(relationships=[], retention="")
    assert open_to_all.total == sum(term.points for term in open_to_all.terms)
    gone = {term.id for term in open_to_all.terms} - {term.id for term in risk().terms}
    assert gone == {"risk-no-access-rules", "risk-no-retention"}
    assert risk().total < open_to_all.total


@pytest.mark.parametrize(
    ("agreement", "under", "path"),
    [
        ("a", None, ()),
        ("a", "b", ()),
        ("a", "a", ("a", "a")),
        ("c", "a", ("c", "a", "b", "c")),
        ("new", "x", ()),
    ],
)
def test_circles_of_tiers_are_found_and_circles_above_do_not_go_on_for_ever(agreement, under, path):
    assert circle(agreement, under, {"a": "b", "b": "c", "x": "y", "y": "x"}) == path
