"""Pages of those who administer an organisation's people. Names and addresses are in no address of a page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import invitations, staff, uploads
from shiremoot.gateway.organisations.models import Membership, Organisation, StaffUpload, User
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.posts import Kind, Post, Wanted
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.gateway.organisations.staff_file import StaffFile, wanted
from shiremoot.gateway.organisations.staff_forms import (
    DUTIES,
    JoinerForm,
    LeaverForm,
    PostForm,
    UploadForm,
)

A_PAGE = 50
SOUGHT = "staff sought"
_MOST_FAULTS = 100
_DONE = {
    "changed": "It is changed.",
    "left": "They have left, and are signed out.",
    "leaves": "They leave at the end of that day.",
    "unchanged": "Nothing had to be changed.",
}


@page(Permission.ADMINISTER)
@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    text, left = request.session.get(SOUGHT, ""), request.GET.get("who") == "left"
    found = staff.listed(by.organisation, text=text, left=left, at=at)
    context = {
        "shown": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "text": text,
        "left": left,
        "duties": DUTIES,
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "organisations/staff.jinja", context)


@page(Permission.ADMINISTER)
@require_POST
def search(request: MemberRequest) -> HttpResponse:
    """What is sought is somebody's name: kept with the session, and in no address."""
    request.session[SOUGHT] = request.POST.get("text", "").replace("\0", "")[:200]
    who = "?who=left" if request.POST.get("who") == "left" else ""
    return redirect(f"{reverse('staff')}{who}")


@page(Permission.ADMINISTER)
def join(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    form = JoinerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, name = form.cleaned_data["email"], form.cleaned_data["name"]
        (before,) = staff.plan([staff.Person(email, name, ())], by.organisation, at=at)
        others = [post for post in before.posts if post.role != form.wanted.role]
        person = staff.Person(email, name, (*_as_wanted(others), form.wanted))
        if (given := _apply(form, "email", person, request, at)) is not None:
            return _given(request, given)
    return render(
        request,
        "organisations/staff_join.jinja",
        {"form": form, "roles": staff.roles_named(by.organisation, at=at)},
    )


@page(Permission.ADMINISTER)
@require_safe
def person(request: MemberRequest, user_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    user = _user(user_id, by.organisation)
    posts = Membership.objects.filter(user=user, organisation_id=by.organisation).order_by("begins")
    context = {
        "person": user,
        "posts": posts,
        "lasting": [post.pk for post in posts if post.ends is None or post.ends > at],
        "waits": staff.waits_for_password(user_id),
        "has_password": user.has_usable_password(),
        "duties": DUTIES,
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "organisations/staff_person.jinja", context)


@page(Permission.ADMINISTER)
def change(request: MemberRequest, membership_id: int) -> HttpResponse:
    """Another role or other duties, from a day; what it replaces lasts until then."""
    by, at = viewer(request), timezone.now()
    kept = Membership.objects.filter(pk=membership_id, organisation_id=by.organisation).first()
    if kept is None or (kept.ends is not None and kept.ends <= at):
        raise Http404
    begins = {"role": kept.role.replace("-", " "), "duties": kept.duties}
    form = PostForm(request.POST or None, initial=begins)
    if request.method == "POST" and form.is_valid():
        posts = staff.posts_of(kept.user_id, by.organisation, at=at)
        others = [post for post in posts if post.pk != membership_id]
        person = staff.Person(kept.user.email, kept.user.name, (*_as_wanted(others), form.wanted))
        if _apply(form, "role", person, request, at) is not None:
            return redirect(f"{reverse('staff-person', args=[kept.user_id])}?done=changed")
    context = {"form": form, "person": kept.user, "roles": staff.roles_named(by.organisation, at=at)}
    return render(request, "organisations/staff_change.jinja", context)


@page(Permission.ADMINISTER)
def leave(request: MemberRequest, user_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    user = _user(user_id, by.organisation)
    posts = staff.posts_of(user_id, by.organisation, at=at)
    if not posts:
        raise Http404
    form = LeaverForm(request.POST or None, today=day_of(at))
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["last_day"] if form.cleaned_data["when"] == "day" else None
        last = [wanted(post.role, post.duties, None, on) for post in posts] if on else []
        person = staff.Person(user.email, user.name, tuple(last))
        if _apply(form, "when", person, request, at) is not None:
            return redirect(f"{reverse('staff-person', args=[user_id])}?done={'leaves' if on else 'left'}")
    return render(request, "organisations/staff_leave.jinja", {"form": form, "person": user})


@page(Permission.ADMINISTER)
@require_POST
@sensitive_post_parameters()
def code(request: MemberRequest, user_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    user = _user(user_id, by.organisation)
    given = invitations.give_code(str(user_id), by.organisation, by=by, at=at)
    return _given(request, [staff.Given(user.email, user.name, given)])


@page(Permission.ADMINISTER)
def upload(request: MemberRequest) -> HttpResponse:
    """A whole file or none of it: what is wrong is said line by line, and then nothing is kept."""
    by, at = viewer(request), timezone.now()
    form = (
        UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    )
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            uploads.people_in(form.cleaned_data["file"])
            kept = uploads.keep(form.cleaned_data["file"], by=by, at=at)
            return redirect("staff-check", upload_id=kept.pk)
        except UserError as error:
            faults = error.faults if isinstance(error, StaffFile) else []
            form.add_error("file", f"{error.message} {error.next_step}")
    context = {
        "form": form,
        "faults": faults[:_MOST_FAULTS],
        "more": max(0, len(faults) - _MOST_FAULTS),
        "duties": DUTIES,
        "roles": staff.roles_named(by.organisation, at=at),
    }
    return render(request, "organisations/staff_upload.jinja", context)


@page(Permission.ADMINISTER)
def check_upload(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """What the file would change; and, once that is confirmed as it was shown, the change."""
    by, at = viewer(request), timezone.now()
    kept = uploads.kept(upload_id, by=by, at=at)
    if kept is None:
        raise Http404
    if request.POST.get("do") == "cancel":
        kept.delete()
        return redirect("staff")
    changes = staff.plan(uploads.people_in(bytes(kept.content)), by.organisation, at=at)
    print_of = uploads.fingerprint(changes)
    said = ""
    if request.method == "POST":
        if request.POST.get("shown") == print_of:
            return _apply_upload(request, kept, changes, at)
        said = "Something changed since you looked. This is what the file would change now."
    context = {
        "changes": {kind: [each for each in changes if each.change.kind is kind] for kind in Kind},
        "total": len(changes),
        "shown": print_of,
        "upload": kept,
        "said": said,
    }
    return render(request, "organisations/staff_check.jinja", context)


def _apply_upload(
    request: MemberRequest, kept: StaffUpload, changes: list[staff.PersonChange], at: datetime
) -> HttpResponse:
    by = viewer(request)
    given = staff.apply(changes, by.organisation, by=by, at=at)
    kept.delete()
    return _given(request, given, changed=sum(each.change.kind is not Kind.UNCHANGED for each in changes))


def _apply(
    form: PostForm | LeaverForm, field: str, person: staff.Person, request: MemberRequest, at: datetime
) -> list[staff.Given] | None:
    """The codes given; None where it cannot be done, which the form then says."""
    by = viewer(request)
    changes = staff.plan([person], by.organisation, at=at)
    if changes[0].change.kind is Kind.UNCHANGED:
        form.add_error(field, "That is what they are already")
        return None
    try:
        return staff.apply(changes, by.organisation, by=by, at=at)
    except UserError as error:
        form.add_error(field, f"{error.message} {error.next_step}")
        return None


def _given(request: MemberRequest, given: list[staff.Given], changed: int = 1) -> HttpResponse:
    """Codes are shown here once: they are kept nowhere, so there is no address to come back to."""
    found = Organisation.objects.get(pk=viewer(request).organisation)
    return render(request, "organisations/codes.jinja", {"given": given, "found": found, "changed": changed})


def _as_wanted(posts: Iterable[Post]) -> list[Wanted]:
    """What somebody is already, to stay as it is."""
    return [Wanted(post.role, post.duties, post.begins, post.ends) for post in posts]


def _user(user_id: UUID, organisation: str) -> User:
    """Somebody who is or was one of this organisation's people."""
    user = User.objects.filter(pk=user_id, memberships__organisation_id=organisation).distinct().first()
    if user is None:
        raise Http404
    return user
