"""Who one can be in the demo, and the page that signs in as them with one press."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty, Permission, page
from shiremoot.site.signing_in import start_session


@dataclass(frozen=True)
class Persona:
    """A fictional member of staff."""

    email: str
    name: str
    organisation: str
    role: str
    duties: tuple[Duty, ...]
    comes_to: str
    also: tuple[tuple[str, str], ...] = ()
    """Other organisations and roles that the same person may act for."""


_STOOD_IN_FOR = (
    "ambershire-health",
    "ambershire-police",
    "ambershire-schools",
    "ambershire-fire",
    "oldford-district",
)
PERSONAS = (
    Persona(
        "social.worker@ambershire.example",
        "Dana Fiction",
        "ambershire-council",
        "social-worker",
        (Duty.PRACTISE,),
        "see which services are involved with a child, to keep them safe",
    ),
    Persona(
        "second.social.worker@ambershire.example",
        "Ari Unreal",
        "ambershire-council",
        "social-worker",
        (Duty.PRACTISE,),
        "see the caseload of a team that they share with Dana Fiction",
    ),
    Persona(
        "duty.officer@ambershire.example",
        "Ren Imaginary",
        "ambershire-council",
        "emergency-duty-officer",
        (Duty.PRACTISE,),
        "see who may need help first at addresses that are about to be flooded",
    ),
    Persona(
        "housing.officer@amber-homes.example",
        "Kit Invented",
        "amber-homes",
        "housing-officer",
        (Duty.PRACTISE,),
        "see who supports a tenant at risk of losing their home; seconded to the fire service",
        (("ambershire-fire", "prevention-officer"),),
    ),
    Persona(
        "safeguarding.lead@ambershire-schools.example",
        "Remy Storybook",
        "ambershire-schools",
        "safeguarding-lead",
        (Duty.PRACTISE,),
        "answer what social workers ask about a pupil, and decide what to share",
    ),
    Persona(
        "crew@ambershire-fire.example",
        "Lou Concocted",
        "ambershire-fire",
        "crew",
        (Duty.PRACTISE,),
        "see on a phone, or print, which homes to visit for fire safety",
    ),
    Persona(
        "early.help@harbour-light.example",
        "Robin Madeup",
        "harbour-light",
        "early-help-worker",
        (Duty.PRACTISE,),
        "find that their charity's agreement ended yesterday, and what that means",
    ),
    Persona(
        "governance@ambershire.example",
        "Sam Imagined",
        "ambershire-council",
        "information-governance-officer",
        (Duty.DRAFT, Duty.REVIEW, Duty.PROTECT, Duty.APPROVE),
        "draft agreements, review looks in an emergency, protect records, and approve projects of analysis",
    ),
    Persona(
        "analyst@ambershire.example",
        "Nell Hypothetical",
        "ambershire-council",
        "analyst",
        (Duty.ANALYSE, Duty.STEER),
        "ask how many people there are of some kind, across services, and get protected counts",
    ),
    Persona(
        "director@ambershire.example",
        "Noa Supposed",
        "ambershire-council",
        "director-of-childrens-services",
        (Duty.SIGN,),
        "sign agreements for the county council, and withdraw from them",
    ),
    Persona(
        "chief.executive@ambershire.example",
        "Avery Conceived",
        "ambershire-council",
        "chief-executive",
        (Duty.STEER,),
        "see what the county wants to do with data and what services changed, and decide how that goes on",
    ),
    Persona(
        "estates@ambershire.example",
        "Wyn Pretended",
        "ambershire-council",
        "estates-officer",
        (Duty.ESTATE, Duty.STEER),
        "keep the council's register of sites, and weigh which of all bodies' sites could be hubs",
    ),
    Persona(
        "guardian@ambershire-health.example",
        "Ira Notreal",
        "ambershire-health",
        "caldicott-guardian",
        (Duty.DRAFT, Duty.SIGN),
        "read, question and sign agreements about patients",
    ),
    Persona(
        "administrator@ambershire.example",
        "Jamie Conjured",
        "ambershire-council",
        "information-governance-officer",
        (Duty.DRAFT, Duty.ADMINISTER),
        "keep who may do what, and the council's assurance, up to date; and vouch for small charities",
    ),
    Persona(
        "risk.owner@oldford.example",
        "Morgan Devised",
        "oldford-district",
        "risk-owner",
        (Duty.SIGN,),
        "answer for the district's assurance, which lapsed and which they extended",
    ),
    Persona(
        "manager@willow-hospice.example",
        "Wren Notional",
        "willow-hospice",
        "manager",
        (Duty.ADMINISTER,),
        "bring a small hospice in with twelve questions, sponsored by the council",
    ),
    Persona(
        "links@ambershire.example",
        "Lee Contrived",
        "ambershire-council",
        "link-reviewer",
        (Duty.LINK,),
        "judge whether two records are one person's, and settle reports of wrong links",
    ),
    Persona(
        "second.links@ambershire.example",
        "Max Fabled",
        "ambershire-council",
        "link-reviewer",
        (Duty.LINK,),
        "be the second pair of eyes where much hangs on a link",
    ),
    Persona(
        "records@ambershire-schools.example",
        "Bo Fabricated",
        "ambershire-schools",
        "records-officer",
        (Duty.CORRECT,),
        "answer what practitioners say is wrong in schools’ records",
    ),
    Persona(
        "rights@ambershire.example",
        "Sol Figment",
        "ambershire-council",
        "rights-officer",
        (Duty.RIGHTS,),
        "answer people who ask what is held about them, for all organisations at once",
    ),
    Persona(
        "rights@amber-homes.example",
        "Vale Dreamtup",
        "amber-homes",
        "rights-officer",
        (Duty.RIGHTS,),
        "decide what Amber Homes gives to somebody who asks, and who looked; stands in at the other bodies",
        tuple((each, "rights-officer") for each in _STOOD_IN_FOR),
    ),
    Persona(
        "protection@ambershire-police.example",
        "Alex Pretend",
        "ambershire-police",
        "protection-officer",
        (Duty.REVIEW, Duty.PROTECT),
        "judge looks at police data in an emergency, and hide people who are in danger",
    ),
)


@page(Permission.PUBLIC)
def choose(request: HttpRequest) -> HttpResponse:
    """One button for each persona."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        user = User.objects.filter(email=request.POST.get("email", "")).first()
        if user is None or user.email not in {persona.email for persona in PERSONAS}:
            raise Http404
        start_session(request, user)
        return redirect("home")
    return render(request, "demo/personas.jinja", {"personas": PERSONAS})
