"""What a page asks of whoever opens it. A page that declares nothing is not served.

A *role* is how a recipient appears in a flow; a *duty* is what one may do in the system.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar


class Duty(StrEnum):
    """What a membership lets somebody do in the system."""

    PRACTISE = "practise"
    DRAFT = "draft"
    SIGN = "sign"
    REVIEW = "review"
    LOAD = "load"
    ADMINISTER = "administer"
    PROTECT = "protect"
    LINK = "link"
    CORRECT = "correct"
    RIGHTS = "rights"
    ANALYSE = "analyse"
    APPROVE = "approve"
    STEER = "steer"
    ESTATE = "estate"


class Permission(StrEnum):
    """Who a page is for: everyone, everyone signed in, or those acting with a duty."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    PRACTISE = "practise"
    REVIEW = "review"
    PROTECT = "protect"
    ADMINISTER = "administer"
    DRAFT = "draft"
    SIGN = "sign"
    LINK = "link"
    CORRECT = "correct"
    RIGHTS = "rights"
    ANALYSE = "analyse"
    APPROVE = "approve"
    STEER = "steer"
    ESTATE = "estate"

    def allows(self, duties: frozenset[Duty]) -> bool:
        """Whether somebody signed in, acting with these duties, may open the page."""
        return self in (Permission.PUBLIC, Permission.SIGNED_IN) or Duty(self.value) in duties


View = TypeVar("View", bound=Callable[..., object])


def page(permission: Permission) -> Callable[[View], View]:
    """Declare whom a page is for."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # a mark on the function
        return view

    return declare


def permission_of(view: Callable[..., object]) -> Permission | None:
    return getattr(view, "permission", None)
