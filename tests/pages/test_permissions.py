"""Every page declares whom it is for, and one that does not is never served."""

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty, Permission, permission_of
from shiremoot.ledger.acts import Viewer
from shiremoot.site.middleware import declared_permission

IDENTIFIERS = {"uuid": "00000000-0000-0000-0000-000000000001", "string": "x", "slug": "none", "int": "1"}
PUBLIC = {"sign-in", "sign-out", "join", "what-is-shared"}


def pages(urlconf: str) -> list[URLPattern]:
    def within(resolver: URLResolver) -> list[URLPattern]:
        found = []
        for each in resolver.url_patterns:
            found += within(each) if isinstance(each, URLResolver) else [each]
        return found

    return within(get_resolver(urlconf))


URLCONFS = ("shiremoot.site.urls", "shiremoot.demo.urls")
PAGES = pages(settings.ROOT_URLCONF)


@pytest.mark.parametrize("urlconf", URLCONFS)
def test_every_page_declares_a_permission(urlconf):
    undeclared = [str(page.pattern) for page in pages(urlconf) if permission_of(page.callback) is None]
    assert undeclared == []


def test_only_signing_in_and_out_using_a_code_and_what_is_shared_are_public():
    public = {page.name for page in PAGES if permission_of(page.callback) is Permission.PUBLIC}
    assert public == PUBLIC


def test_a_page_that_declares_nothing_is_not_served():
    def undeclared(request):
        raise AssertionError("served")

    middleware = declared_permission(lambda request: None)
    with pytest.raises(ImproperlyConfigured, match="declares no permission"):
        middleware.process_view(RequestFactory().get("/"), undeclared, (), {})


def full_addresses() -> dict[str, str]:
    """Name → path, with identifiers of nothing."""
    return {page.name: reverse(page.name, kwargs=identifiers(page)) for page in PAGES}


def identifiers(page: URLPattern) -> dict[str, str]:
    kinds = {
        name: type(converter).__name__.removesuffix("Converter").lower()
        for name, converter in page.pattern.converters.items()
    }
    return {name: IDENTIFIERS[kind] for name, kind in kinds.items()}


@pytest.fixture
def officer(db, client):
    """Signed in, with a duty that no page is for."""
    council = OrganisationEntry(identifier="council", name="Council", kind="county-council", host=True)
    operator = Viewer("council", "data-engineer", "test")
    verbs.register_organisations([council], by=operator, at=timezone.now())
    verbs.add_member(
        email="officer@council.example",
        name="Officer",
        organisation="council",
        role="governance-officer",
        duties=[Duty.LOAD],
        by=operator,
        at=timezone.now(),
    )
    client.force_login(User.objects.get())
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted({page.name for page in PAGES} - PUBLIC))
def test_a_stranger_is_sent_to_sign_in(client, name, method):
    response = getattr(client, method)(full_addresses()[name])
    assert response.status_code == 302
    assert response.url.startswith("/sign-in")


def test_a_leaver_is_out_at_once(officer):
    assert officer.get("/agreements/").status_code == 200
    membership = User.objects.get().memberships.get()
    membership.ends = timezone.now()
    membership.save()
    assert "no role in any organisation" in officer.get("/").content.decode()


def test_pages_are_kept_out_of_caches(officer):
    assert officer.get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_the_personas_page_exists_in_no_settings_but_the_demo_s(client):
    assert client.get("/demo/personas").status_code == 404
    assert "/demo/personas" not in full_addresses().values()
