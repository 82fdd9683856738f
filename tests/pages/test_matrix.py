"""Every page, by duty, role, organisation and method: what is written here, and nothing else."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty, Permission, permission_of
from tests.access.small import build
from tests.pages.test_permissions import PAGES, identifiers
from tests.permitted import HOST, OPERATOR

MATRIX = {
    ("public", "GET POST"): """
        join sign-in
    """,
    ("public", "GET"): """
        what-is-shared
    """,
    ("public", "POST"): """
        sign-out
    """,
    ("signed in", "GET"): """
        agreement agreement-pdf agreement-word agreements assessment assurance assurance-effect
        assurance-lapsing assurance-of compare-agreement contract-file dataset datasets entry
        estate estate-file flow-map home organisation organisations processing
        processing-file processing-of register-of roadmap site use-case
    """,
    ("signed in", "GET POST"): """
        assurance-extend comments
    """,
    ("signed in", "POST"): """
        acting-as settle-query
    """,
    ("administer", "GET"): """
        assurance-file staff staff-person
    """,
    ("administer", "GET POST"): """
        add-organisation assurance-decide assurance-questions assurance-record assurance-stop
        assurance-withdraw close-organisation edit-organisation first-administrator staff-change
        staff-check staff-join staff-leave staff-upload
    """,
    ("administer", "POST"): """
        assurance-check staff-code staff-search
    """,
    ("analyse", "GET"): """
        analysis project release-file
    """,
    ("analyse", "GET POST"): """
        ask-question propose-project question question-as-json
    """,
    ("analyse", "POST"): """
        end-project
    """,
    ("approve", "GET"): """
        projects-to-approve
    """,
    ("approve", "GET POST"): """
        approve-project
    """,
    ("correct", "GET"): """
        corrections
    """,
    ("correct", "GET POST"): """
        correction
    """,
    ("draft", "GET"): """
        draft
    """,
    ("draft", "GET POST"): """
        assessment-advice assessment-new-risk assessment-question assessment-risk begin-draft
        draft-flow draft-section new-flow
    """,
    ("draft", "POST"): """
        assess assess-draft assessment-remove-risk move-draft new-version remove-flow
    """,
    ("estate", "GET"): """
        held-back-file
    """,
    ("estate", "GET POST"): """
        check-sites send-sites sites-columns
    """,
    ("link", "GET"): """
        link-decisions link-quality links next-link-label
    """,
    ("link", "GET POST"): """
        link-label link-question undo-link-decision
    """,
    ("practise", "GET"): """
        asks emergency found homes-list my-access person place reported shared-with-me
        team-caseload what-is-wrong
    """,
    ("practise", "GET POST"): """
        add-to-caseload ask-service ask-to-answer caseload decide-sharing draw-area emergency-at-places find
        homes-lists my-ask print-emergency print-homes print-person report-wrong-link reported-one
        request-correction share-with why-opening
    """,
    ("practise", "POST"): """
        decide-on-ask take-off-caseload
    """,
    ("protect", "GET"): """
        facts
    """,
    ("protect", "GET POST"): """
        give-consent lift-fact protect protect-by-number withdraw-consent
    """,
    ("review", "GET"): """
        counts export our-data our-people reviews
    """,
    ("review", "GET POST"): """
        review
    """,
    ("rights", "GET"): """
        data-request data-requests
    """,
    ("rights", "GET POST"): """
        data-request-clarify data-request-extend data-request-identity data-request-close data-task
        find-subject new-data-request subject-found take-data-answer
    """,
    ("rights", "POST"): """
        make-data-answer
    """,
    ("steer", "GET"): """
        compare-options comparison-file indicator-file interventions option-displaced-file
        option-hubs-file options
    """,
    ("steer", "GET POST"): """
        change-intervention intervention option propose-option register-intervention
    """,
    ("sign", "GET POST"): """
        assessment-sign-off sign-agreement suspend-agreement switch-off withdraw-signature
    """,
    ("sign", "POST"): """
        resume-agreement
    """,
}
WRITTEN = {
    name: (Permission(permission), methods.split())
    for (permission, methods), names in MATRIX.items()
    for name in names.split()
}
NOT_FOR_YOU = "not for the role you act in"


def test_every_page_is_written_here_with_whom_it_is_for():
    assert {page.name: permission_of(page.callback) for page in PAGES} == {
        name: permission for name, (permission, _) in WRITTEN.items()
    }


@pytest.fixture(scope="module")
def stands(standing):
    return build(standing)


@pytest.fixture(params=[(HOST, "social-worker"), ("carers", "care-worker")], ids=["host", "partner"])
def be(stands, client, settings, request, db):
    """Sign in as somebody of an organisation, with these duties."""
    settings.HOME = stands.home
    organisation, role = request.param

    def sign_in(*duties: Duty) -> None:
        email = f"{'-'.join(duties) or 'nobody'}@county.example"
        at = timezone.now()
        verbs.add_member(
            email=email,
            name="Somebody",
            organisation=organisation,
            role=role,
            duties=duties,
            by=OPERATOR,
            at=at,
        )
        client.force_login(User.objects.get(email=email))

    return sign_in


def answers(
    client, methods: tuple[str, ...], of: frozenset[Permission] = frozenset(Permission)
) -> Iterator[tuple[str, str, HttpResponse]]:
    """Method, page and what it says; not of the public ones, which would sign somebody in or out."""
    for page in PAGES:
        if permission_of(page.callback) in of - {Permission.PUBLIC}:
            for method in methods:
                yield (
                    method,
                    page.name,
                    client.generic(method, reverse(page.name, kwargs=identifiers(page))),
                )


@pytest.mark.django_db
@pytest.mark.parametrize("permission", [each for each in Permission if each is not Permission.PUBLIC])
def test_a_page_answers_whoever_has_its_duty_alone_and_nobody_who_has_all_others(client, be, permission):
    """Whoever has fewer than all others is refused as well: a duty more never takes a page away."""
    everybody = frozenset(Duty)
    alone = frozenset(duty for duty in Duty if duty.value == permission.value)
    for duties in (alone, everybody - alone) if alone else (alone, everybody):
        be(*sorted(duties))
        for method, name, response in answers(client, ("GET", "POST"), frozenset({permission})):
            _, methods = WRITTEN[name]
            told = f"{method} {name} with {sorted(duties)}: {response.status_code}"
            refused = response.status_code == 403 and NOT_FOR_YOU in response.content.decode()
            allowed = permission.allows(duties)
            assert refused is not allowed, told
            assert (response.status_code == 405) == (allowed and method not in methods), told
            assert response.status_code < 500, told


@pytest.mark.django_db
def test_a_page_knows_no_method_but_get_and_post(client, be):
    be(*Duty)
    for method, name, response in answers(client, ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")):
        assert response.status_code == 405, f"{method} {name}"
