"""Powers that fit two bodies and a purpose are offered, best first, and only those."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.law import law
from shiremoot.law.checks import check
from shiremoot.law.fitting import Transfer, misfits, powers_that_fit
from shiremoot.law.flows import Mode, Side, Subjects
from tests.law.cases import TODAY, but
from tests.law.cases.samples import SCHOOL

LAW = law()
BODIES = st.sampled_from(list(LAW.bodies.values()))
PURPOSES = st.sampled_from(list(LAW.purposes.values()))
TRANSFERS = st.builds(
    Transfer,
    provider=BODIES,
    recipient=BODIES,
    purpose=PURPOSES,
    subjects=st.sampled_from(list(Subjects)),
    personal=st.booleans(),
    patient_information=st.booleans(),
    on_request=st.booleans(),
    consent=st.booleans(),
)
MISFITS = {
    "power-not-from",
    "power-not-to",
    "power-subjects",
    "power-not-personal",
    "power-other-purpose",
    "power-excludes",
}


def transfer(provider, recipient, purpose, **more):
    bodies = {"provider": LAW.bodies[provider], "recipient": LAW.bodies[recipient]}
    return Transfer(**bodies, purpose=LAW.purposes[purpose], **more)


def offered(*about, on=TODAY, **more):
    return [fit.power.id for fit in powers_that_fit(LAW, transfer(*about, **more), on)]


def test_a_school_and_a_council_are_offered_what_early_help_rests_on():
    found = offered("school", "county-council", "early-help", subjects=Subjects.CHILDREN)
    assert {"EA02.175", "CA04.11", "CA04.10", "CA89.17"} <= set(found)
    assert "CARE14.42" not in found and "FRSA04.6" not in found


def test_the_fire_service_may_cite_its_own_function_whoever_provides():
    fits = powers_that_fit(LAW, transfer("housing-association", "fire-and-rescue", "fire-prevention"), TODAY)
    (fire,) = [fit for fit in fits if fit.power.id == "FRSA04.6"]
    assert fire.cited_by == ("recipient",)
    assert fire.reasons == (
        "Sharing follows from a task that the law gives",
        "It is for fire prevention at home",
    )


def test_duties_come_before_powers_and_general_competence_comes_last():
    found = offered("district-council", "police-force", "antisocial-behaviour")
    assert found[0] == "CDA98.115"
    assert found[-2:] == ["LA11.1", "LGA72.111"]


def test_what_a_power_still_needs_is_said():
    (fit,) = [
        fit
        for fit in powers_that_fit(LAW, transfer("nhs-trust", "district-council", "homelessness"), TODAY)
        if fit.power.id == "HA96.213B"
    ]
    assert any("needs the person to agree" in need for need in fit.needs)
    assert "The person names the council to be told" in fit.needs


def test_a_power_that_sets_confidence_aside_says_so():
    (fit,) = [
        fit
        for fit in powers_that_fit(LAW, transfer("nhs-trust", "university", "research-and-planning"), TODAY)
        if fit.power.id == "NHSA06.251"
    ]
    assert "It sets the duty of confidence aside" in fit.reasons


def test_an_entry_nobody_checked_says_so():
    fits = powers_that_fit(LAW, transfer("school", "county-council", "early-help"), TODAY)
    (fit,) = [fit for fit in fits if fit.power.id == "CA04.10"]
    assert "Nobody has checked this entry against the source" in fit.reasons


def test_depersonalised_information_may_go_where_names_may_not():
    about = ("police-force", "county-council", "serious-violence")
    assert "CDA98.17A" in offered(*about, personal=False)
    assert "CDA98.17A" not in offered(*about, personal=True)


def test_patient_information_is_not_offered_a_power_that_excludes_it():
    about = ("police-force", "county-council", "serious-violence")
    assert "PCSC22.16" in offered(*about)
    assert "PCSC22.16" not in offered(*about, patient_information=True)


@settings(max_examples=200, deadline=None)
@given(about=TRANSFERS, on=st.dates(date(2019, 1, 1), date(2035, 1, 1)))
def test_only_powers_in_force_are_offered_and_never_an_exemption(about, on):
    for fit in powers_that_fit(LAW, about, on):
        assert fit.power.in_force(on)
        assert fit.power.kind in ("duty", "power", "function")


@settings(max_examples=200, deadline=None)
@given(about=TRANSFERS)
def test_what_is_not_offered_to_a_side_does_not_fit_it(about):
    offers = {(fit.power.id, side) for fit in powers_that_fit(LAW, about, TODAY) for side in fit.cited_by}
    for power in LAW.powers.on(TODAY):
        if power.kind in ("duty", "power", "function"):
            for side in ("provider", "recipient"):
                assert ((power.id, side) in offers) == (not any(misfits(power, about, side)))


@settings(max_examples=100, deadline=None)
@given(about=TRANSFERS)
def test_the_checks_agree_with_what_was_offered(about):
    flow = replace(
        but(SCHOOL, purpose=about.purpose.id, subjects=about.subjects),
        mode=Mode.IDENTIFIED if about.personal else Mode.AGGREGATE,
        patient_information=about.patient_information,
        on_request=about.on_request,
        consent=about.consent,
    )
    # nobody reads patient information out of counts
    about = replace(about, patient_information=about.patient_information and about.personal)
    for fit in powers_that_fit(LAW, about, TODAY)[:5]:
        cited = {side: (fit.power.id,) if side in fit.cited_by else () for side in ("provider", "recipient")}
        offered_flow = replace(
            flow,
            provider=Side(about.provider.id, basis="6.1.e", powers=cited["provider"]),
            recipient=Side(about.recipient.id, basis="6.1.e", powers=cited["recipient"]),
        )
        said = {result.id for result in check(offered_flow, TODAY, LAW)}
        assert not said & MISFITS
